package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An application that does what applications do with answers, behind both filters, on every container. */
@ParameterizedClass
@EnumSource
final class ApplicationIT {

    private static final Map<Container, Deployment> WARS = new ConcurrentHashMap<>();
    private static final HttpClient HTTP_2 =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    private static final AtomicInteger KEYS = new AtomicInteger();

    private final Container container;
    private final Client client;
    private final String key = "key-" + KEYS.incrementAndGet();

    ApplicationIT(Container container) {
        this.container = container;
        this.client = new Client(port());
    }

    @BeforeParameterizedClassInvocation
    static void deploy(Container container, @TempDir Path folder) throws Exception {
        WARS.put(container, War.ofBehaving().deploy(container, folder));
    }

    @AfterParameterizedClassInvocation
    static void undeploy(Container container) {
        Objects.requireNonNull(WARS.remove(container)).close();
    }

    private int port() {
        return Objects.requireNonNull(WARS.get(container)).port();
    }

    /** A row of {@code application.txt}. */
    private record Behaviour(String path, int status, String body, String headers) {

        static Behaviour parse(String line) {
            var cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            return new Behaviour(cells.get(0), Integer.parseInt(cells.get(1)), cells.get(2), cells.get(3));
        }

        String headersOn(Container container) {
            var all = headers.split(" ", -1);
            return Arrays.stream(all)
                    .filter(headers -> headers.startsWith(container.family() + ":"))
                    .findFirst()
                    .map(headers -> headers.substring(2))
                    .orElse(all[0]);
        }
    }

    static Stream<Behaviour> behaviours() {
        return new String(War.resource("application.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(Behaviour::parse);
    }

    @ParameterizedTest
    @MethodSource("behaviours")
    void countsOnceAndMarksTheAnswer(Behaviour behaviour) throws Exception {
        check(behaviour, client.send("GET /does/" + behaviour.path(), FiltersContract.ORIGIN, "X-API-Key: " + key));
    }

    @ParameterizedTest
    @MethodSource("behaviours")
    void countsOnceAndMarksTheAnswerOverHttp2(Behaviour behaviour) throws Exception {
        check(behaviour, overHttp2("GET", "/does/" + behaviour.path()));
    }

    private void check(Behaviour behaviour, Answer answer) throws IOException {
        assertThat(answer.status()).isEqualTo(behaviour.status());
        assertThat(answer.body().strip()).contains(behaviour.body());
        assertThat(answer.headersOf("x-early")).isEmpty();
        assertThat(filtersHeaders(answer)).isEqualTo(behaviour.headersOn(container));
        assertThat(remaining()).as("left, after it and this").isEqualTo("1");
    }

    /** Returns which of the filters' headers there are, each once and as it must be. */
    private static String filtersHeaders(Answer answer) {
        var found = new StringBuilder();
        if (!answer.headersOf("access-control-").isEmpty()) {
            assertThat(answer.headersOf("access-control-"))
                    .containsExactlyInAnyOrder(
                            "Access-Control-Allow-Origin: https://app.example.com", FiltersContract.EXPOSED);
            found.append('C');
        }
        if (!answer.headersOf("vary").isEmpty()) {
            assertThat(answer.headersOf("vary")).containsExactly("Vary: Origin");
            found.append('V');
        }
        if (!answer.headersOf("x-ratelimit", "ratelimit").isEmpty()) {
            assertThat(answer.headersOf("x-ratelimit", "ratelimit")).hasSize(5);
            assertThat(answer.value("X-RateLimit-Remaining")).isEqualTo("2");
            found.append('L');
        }
        return found.isEmpty() ? "-" : found.toString();
    }

    private String remaining() throws IOException {
        return client.send("GET /does/answer", "X-API-Key: " + key).value("X-RateLimit-Remaining");
    }

    private Answer handshake(String origin) throws IOException {
        return handshake(client, origin);
    }

    private Answer handshake(Client client, String origin) throws IOException {
        return Answer.parse(client.sendAnyhow("""
                GET /echo HTTP/1.1
                Host: 127.0.0.1
                X-API-Key: %s
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                %s

                """.formatted(key, origin).replace("\n", "\r\n")));
    }

    /** Jetty's own filter for them stands before all others, unless the application places it. */
    private boolean seesHandshakes() {
        return !container.family().equalsIgnoreCase("J");
    }

    @Test
    void opensWebSocketsOfAllowedOriginsAndOfNoneAndCountsThem() throws Exception {
        assertThat(handshake(FiltersContract.ORIGIN).status()).isEqualTo(101);
        assertThat(handshake("Accept: */*").status()).isEqualTo(101);
        assertThat(remaining()).isEqualTo(seesHandshakes() ? "0" : "2");
        assertThat(handshake("Accept: */*").status()).isEqualTo(seesHandshakes() ? 429 : 101);
    }

    @Test
    void refusesWebSocketsOfOtherOrigins() throws Exception {
        assertThat(handshake("Origin: https://evil.example").status()).isEqualTo(seesHandshakes() ? 403 : 101);
        assertThat(remaining()).isEqualTo("2");
    }

    /** Where Jetty's own filter for WebSockets is. */
    private static final Map<Container, String> JETTYS_FILTERS = Map.of(
            Container.JETTY_11, "org.eclipse.jetty.websocket.servlet.WebSocketUpgradeFilter",
            Container.JETTY_EE9, "org.eclipse.jetty.ee9.websocket.servlet.WebSocketUpgradeFilter",
            Container.JETTY_12_0, "org.eclipse.jetty.ee10.websocket.servlet.WebSocketUpgradeFilter",
            Container.JETTY_EE10, "org.eclipse.jetty.ee10.websocket.servlet.WebSocketUpgradeFilter",
            Container.JETTY_EE11, "org.eclipse.jetty.ee11.websocket.servlet.WebSocketUpgradeFilter");

    @Test
    void seesHandshakesOnJettyToWhereTheApplicationPlacesItsFilter(@TempDir Path folder) throws Exception {
        @Nullable String filter = JETTYS_FILTERS.get(container);
        assertThat(filter == null).isEqualTo(seesHandshakes());
        if (filter == null) {
            return;
        }
        var placed =
                Page.fences("docs/cors.md", "xml").get(0).replace(JETTYS_FILTERS.get(Container.JETTY_EE10), filter);
        assertThat(placed).contains(filter);
        try (var war =
                War.ofBehaving().replacing("<!-- after these -->", placed).deploy(container, folder)) {
            var behind = new Client(war.port());

            assertThat(handshake(behind, "Origin: https://evil.example").status())
                    .isEqualTo(403);
            for (var n = 0; n < 3; n++) {
                assertThat(handshake(behind, FiltersContract.ORIGIN).status()).isEqualTo(101);
            }
            assertThat(handshake(behind, FiltersContract.ORIGIN).status()).isEqualTo(429);
        }
    }

    @Test
    void refusesAndAnswersPreflightsOverHttp2() throws Exception {
        for (var remaining = 2; remaining >= 0; remaining--) {
            var answer = overHttp2("GET", "/does/answer");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("answer");
            assertThat(answer.value("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
            assertThat(answer.value("X-RateLimit-Remaining")).isEqualTo(String.valueOf(remaining));
        }

        var refused = overHttp2("GET", "/does/answer");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headersOf("retry-after")).hasSize(1);
        assertThat(refused.value("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
        assertThat(refused.body()).startsWith("{\"error\":{\"code\":\"rate_limited\"");

        var preflight = overHttp2("OPTIONS", "/does/answer");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.value("Access-Control-Allow-Methods")).isEqualTo("GET, HEAD, POST");
    }

    /** Sends it over HTTP/2, and returns the answer with its headers' names as HTTP/1.1 would have them. */
    private Answer overHttp2(String method, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .headers("Origin", "https://app.example.com", "X-API-Key", key)
                .header("Access-Control-Request-Method", "GET")
                .build();
        var answer = HTTP_2.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        var headers = new ArrayList<String>();
        answer.headers().map().forEach((name, values) -> {
            var usual = Pattern.compile("\\b[a-z]")
                    .matcher(name)
                    .replaceAll(first -> first.group().toUpperCase(Locale.ROOT));
            values.forEach(value -> headers.add(usual + ": " + value));
        });
        return new Answer(answer.statusCode(), headers, answer.body());
    }
}
