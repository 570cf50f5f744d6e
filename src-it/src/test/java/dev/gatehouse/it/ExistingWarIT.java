package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The filters in WARs that others have written, of which not a line is changed: web.xml has the README's lines more.
 */
final class ExistingWarIT {

    /** Jolokia, which is in Hawtio too, takes no secure origin over HTTP. */
    private static final String ORIGIN = "http://localhost:3000";

    private static final String JANE = "Authorization: Basic amFuZTpzZWNyZXQ=";

    /**
     * A WAR.
     *
     * @param name of its file
     * @param headers that it wants
     * @param pages paths, and what is written on each
     */
    private record Theirs(String name, List<String> headers, List<List<String>> pages) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** It has its own Caffeine and Jackson, and a CORS filter that allows everybody. */
    private static final Theirs HAWTIO = new Theirs(
            "hawtio-default",
            List.of(),
            List.of(List.of("/", "<title>Hawtio"), List.of("/jolokia/version", "\"agent\":\"2.1.1\"")));

    /** It lets nobody in who is not in its role. */
    private static final Theirs JOLOKIA =
            new Theirs("jolokia-agent-war", List.of(JANE), List.of(List.of("/version", "\"agent\":\"2.0.0\"")));

    private static final Theirs SIMPLE = new Theirs(
            "jetty-ee10-demo-simple-webapp",
            List.of(),
            List.of(List.of("/", "<html"), List.of("/hello/world", "HelloWorld from Servlet-")));

    static final List<Container> CONTAINERS = List.of(Container.JETTY_EE10, Container.TOMCAT_11, Container.UNDERTOW);

    /** What the pages ask for: scripts, styles and pictures of the WAR itself. */
    private static final Pattern PARTS = Pattern.compile("(?:src|href)=\"(?:\\./)?([\\w][\\w./-]*\\.[a-z]+)\"");

    static Stream<Arguments> deployments() {
        return CONTAINERS.stream()
                .flatMap(
                        container -> Stream.of(HAWTIO, JOLOKIA, SIMPLE).map(theirs -> Arguments.of(theirs, container)));
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void worksAsBeforeWithinTheLimits(Theirs theirs, Container container, @TempDir Path folder) throws Exception {
        // Hawtio would ask for a password: it looks here, and nothing else does.
        System.setProperty("hawtio.authenticationEnabled", "false");
        var before = new LinkedHashMap<String, Answer>();
        try (var war = War.unchanged(theirs.name()).deploy(container, "/theirs", folder, false)) {
            for (var page : theirs.pages()) {
                var answer = new Client(war.port()).send("GET /theirs" + page.get(0), with(theirs));
                assertThat(answer.body()).contains(page.get(1));
                before.put(page.get(0), answer);
                for (var part : partsOf(answer)) {
                    before.put("/" + part, new Client(war.port()).send("GET /theirs/" + part, with(theirs)));
                }
            }
        }
        try (var war = War.existing(theirs.name(), ORIGIN).deploy(container, "/theirs", folder, false)) {
            for (var page : before.entrySet()) {
                check(page.getKey(), page.getValue(), theirs, new Client(war.port()));
            }
            if (theirs.equals(JOLOKIA) && container != Container.UNDERTOW) {
                assertThat(new Client(war.port()).send("GET /theirs/version").status())
                        .as("without a password")
                        .isEqualTo(401);
            }
        }
    }

    private static List<String> partsOf(Answer page) {
        return page.headersOf("content-type: text/html").size() == 1
                ? PARTS.matcher(page.body())
                        .results()
                        .map(part -> part.group(1))
                        .distinct()
                        .toList()
                : List.of();
    }

    private static void check(String path, Answer before, Theirs theirs, Client client) throws IOException {
        var request = "GET /theirs" + path;
        var key = "X-API-Key: " + path;
        assertThat(before.status()).as(path).isEqualTo(200);

        var preflight = client.send(
                "OPTIONS /theirs" + path,
                with(
                        theirs,
                        "Origin: " + ORIGIN,
                        "Access-Control-Request-Method: GET",
                        "Access-Control-Request-Headers: x-api-key"));
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.value("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        var foreign = client.send(request, with(theirs, key, "Origin: https://evil.example"));
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.headersOf("access-control-")).isEmpty();
        for (var remaining = 2; remaining >= 0; remaining--) {
            var answer = client.send(request, with(theirs, key, "Origin: " + ORIGIN));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headersOf("content-type")).isEqualTo(before.headersOf("content-type"));
            assertThat(lasting(answer.body())).isEqualTo(lasting(before.body()));
            assertThat(answer.headersOf("access-control-allow-origin", "x-ratelimit-remaining"))
                    .containsExactlyInAnyOrder(
                            "Access-Control-Allow-Origin: " + ORIGIN, "X-RateLimit-Remaining: " + remaining);
        }
        var refused = client.send(request, with(theirs, key, "Origin: " + ORIGIN));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.value("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
    }

    /** Without what Jolokia says of the process that it is in, and without the lengths of chunks. */
    private static String lasting(String body) {
        return body.replaceAll("(?m)^[0-9a-f]+\r\n", "").split("\"details\"", 2)[0];
    }

    private static String[] with(Theirs theirs, String... headers) {
        return Stream.concat(theirs.headers().stream(), Stream.of(headers)).toArray(String[]::new);
    }
}
