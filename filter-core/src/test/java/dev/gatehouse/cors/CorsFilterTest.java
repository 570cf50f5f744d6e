package dev.gatehouse.cors;

import static dev.gatehouse.cors.Exchange.ALL_PASSED;
import static dev.gatehouse.cors.Exchange.APP;
import static dev.gatehouse.cors.Exchange.BEHIND_PROXY;
import static dev.gatehouse.cors.Exchange.CREDENTIALS;
import static dev.gatehouse.cors.Exchange.EVIL;
import static dev.gatehouse.cors.Exchange.HTTP;
import static dev.gatehouse.cors.Exchange.PASSED;
import static dev.gatehouse.cors.Exchange.PASSES;
import static dev.gatehouse.cors.Exchange.PASSES_MARKED;
import static dev.gatehouse.cors.Exchange.PLAIN;
import static dev.gatehouse.cors.Exchange.REJECTED;
import static dev.gatehouse.cors.Exchange.SOCKETS_UNCHECKED;
import static dev.gatehouse.cors.Exchange.UNSAFE_REJECTED;
import static dev.gatehouse.cors.Exchange.row;
import static dev.gatehouse.cors.Exchange.server;
import static dev.gatehouse.cors.Exchange.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.Shows;
import dev.gatehouse.cors.Exchange.Row;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes over the wire, through a real container. Every row names all headers of the answer: no others may come. */
final class CorsFilterTest {

    static Stream<Row> actualRequests() {
        return Stream.of(
                row("no Origin passes and varies", PLAIN, "GET" + HTTP, 200, PASSES),
                row("an allowed origin passes, marked", PLAIN, "GET" + HTTP + APP, 200, PASSES_MARKED),
                row(
                        "an allowed origin may have a port",
                        PLAIN,
                        "GET" + HTTP + "Origin: http://localhost:3000",
                        200,
                        List.of(
                                "Vary: Origin",
                                "Access-Control-Allow-Origin: http://localhost:3000",
                                "Access-Control-Expose-Headers: X-Total",
                                "Content-Length: 5")),
                row("the method list does not gate it", PLAIN, "DELETE" + HTTP + APP, 200, PASSES_MARKED),
                row(
                        "credentials, timing and the default exposed headers",
                        CREDENTIALS,
                        "GET" + HTTP + APP,
                        200,
                        List.of(
                                "Vary: Origin",
                                "Access-Control-Allow-Origin: https://app.example",
                                "Access-Control-Allow-Credentials: true",
                                "Access-Control-Expose-Headers: X-RateLimit-Limit, X-RateLimit-Remaining,"
                                        + " X-RateLimit-Reset, RateLimit-Policy, RateLimit, Retry-After",
                                "Timing-Allow-Origin: https://stats.example, https://app.example",
                                "Content-Length: 5")),
                row(
                        "timing needs no Origin: images have none",
                        CREDENTIALS,
                        "GET" + HTTP,
                        200,
                        with(PASSES, "Timing-Allow-Origin: https://stats.example, https://app.example")),
                row("another origin is rejected", PLAIN, "GET" + HTTP + EVIL, 403, REJECTED),
                row("a rejection has no timing header", CREDENTIALS, "GET" + HTTP + EVIL, 403, REJECTED),
                row("a rejected HEAD has no body", PLAIN, "HEAD" + HTTP + EVIL, 403, REJECTED),
                row("null is not allowed", PLAIN, "GET" + HTTP + "Origin: null", 403, REJECTED),
                row("empty is not allowed", PLAIN, "GET" + HTTP + "Origin:", 403, REJECTED),
                row("repeated is not allowed", PLAIN, "GET" + HTTP + APP + EVIL, 403, REJECTED),
                row("repeated the same is not allowed", PLAIN, "GET" + HTTP + APP + APP, 403, REJECTED),
                row(
                        "two in one line are not allowed",
                        PLAIN,
                        "GET" + HTTP + APP.strip() + ", https://evil.example",
                        403,
                        REJECTED),
                row("upper case is not allowed", PLAIN, "GET" + HTTP + "Origin: https://APP.example", 403, REJECTED),
                row(
                        "the default port is not allowed",
                        PLAIN,
                        "GET" + HTTP + "Origin: https://app.example:443",
                        403,
                        REJECTED),
                row(
                        "a longer host is not allowed",
                        PLAIN,
                        "GET" + HTTP + "Origin: https://app.example.evil.example",
                        403,
                        REJECTED),
                row(
                        "a trailing slash is not allowed",
                        PLAIN,
                        "GET" + HTTP + "Origin: https://app.example/",
                        403,
                        REJECTED),
                row("8 KB are not allowed", PLAIN, "GET" + HTTP + "Origin: https://" + "a".repeat(8192), 403, REJECTED),
                row("reject-unsafe lets GET pass", UNSAFE_REJECTED, "GET" + HTTP + EVIL, 200, PASSES),
                row("reject-unsafe lets OPTIONS pass", UNSAFE_REJECTED, "OPTIONS" + HTTP + EVIL, 200, PASSES),
                row(
                        "reject-unsafe rejects POST",
                        UNSAFE_REJECTED,
                        "POST" + HTTP + EVIL + "Content-Length: 0",
                        403,
                        REJECTED),
                row("reject-unsafe rejects an unknown method", UNSAFE_REJECTED, "get" + HTTP + EVIL, 403, REJECTED),
                row("pass lets POST pass, unmarked", PASSED, "POST" + HTTP + EVIL + "Content-Length: 0", 200, PASSES),
                row("pass marks an allowed origin", PASSED, "GET" + HTTP + APP, 200, PASSES_MARKED),
                row("OPTIONS without a requested method is actual", PLAIN, "OPTIONS" + HTTP + APP, 200, PASSES_MARKED),
                row(
                        "a requested method on GET is nothing",
                        PLAIN,
                        "GET" + HTTP + APP + "Access-Control-Request-Method: PUT",
                        200,
                        PASSES_MARKED),
                row(
                        "OPTIONS without Origin is not CORS",
                        PLAIN,
                        "OPTIONS" + HTTP + "Access-Control-Request-Method: PUT",
                        200,
                        PASSES));
    }

    static Stream<Row> sameOriginRequests() {
        return Stream.of(
                row(
                        "its own host",
                        PLAIN,
                        "POST" + HTTP + "Origin: http://service.example\nContent-Length: 0",
                        200,
                        PASSES),
                row(
                        "its own host with a port",
                        PLAIN,
                        "GET" + HTTP + "Host: service.example:8080\nOrigin: http://service.example:8080",
                        200,
                        PASSES),
                row(
                        "its own IPv6 address",
                        PLAIN,
                        "GET" + HTTP + "Host: [::1]:8080\nOrigin: http://[::1]:8080",
                        200,
                        PASSES),
                row(
                        "another port is another origin",
                        PLAIN,
                        "GET" + HTTP + "Origin: http://service.example:8080",
                        403,
                        REJECTED),
                row(
                        "another scheme is another origin",
                        PLAIN,
                        "GET" + HTTP + "Origin: https://service.example",
                        403,
                        REJECTED),
                row("one of selfOrigins", BEHIND_PROXY, "GET" + HTTP + "Origin: https://public.example", 200, PASSES),
                row(
                        "the browser says same-origin",
                        PLAIN,
                        "GET" + HTTP + "Origin: https://service.example\nSec-Fetch-Site: same-origin",
                        200,
                        PASSES),
                row("the browser says none", PLAIN, "GET" + HTTP + "Origin: null\nSec-Fetch-Site: none", 200, PASSES),
                row(
                        "the browser says same-origin of null",
                        PLAIN,
                        "GET" + HTTP + "Origin: null\nSec-Fetch-Site: same-origin",
                        200,
                        PASSES),
                row(
                        "same-site is not same-origin",
                        PLAIN,
                        "GET" + HTTP + EVIL + "Sec-Fetch-Site: same-site",
                        403,
                        REJECTED),
                row(
                        "cross-site is not same-origin",
                        PLAIN,
                        "GET" + HTTP + EVIL + "Sec-Fetch-Site: cross-site",
                        403,
                        REJECTED),
                row(
                        "cross-site of the address that a proxy has put there",
                        PLAIN,
                        "GET" + HTTP + "Origin: http://service.example\nSec-Fetch-Site: cross-site",
                        403,
                        REJECTED),
                row(
                        "cross-site of an allowed origin",
                        PLAIN,
                        "GET" + HTTP + APP + "Sec-Fetch-Site: cross-site",
                        200,
                        PASSES_MARKED),
                row(
                        "same-origin of an allowed origin",
                        PLAIN,
                        "GET" + HTTP + APP + "Sec-Fetch-Site: same-origin",
                        200,
                        PASSES_MARKED),
                row(
                        "same-origin of an allowed origin, repeated",
                        PLAIN,
                        "GET" + HTTP + APP + APP + "Sec-Fetch-Site: same-origin",
                        200,
                        PASSES),
                row(
                        "repeated is not its own",
                        PLAIN,
                        "GET" + HTTP + "Origin: http://service.example\nOrigin: http://service.example",
                        403,
                        REJECTED));
    }

    static Stream<Row> webSocketHandshakes() {
        var upgrade = "Connection: Upgrade\nUpgrade: websocket\n";
        return Stream.of(
                row("allowed", PLAIN, "GET" + HTTP + APP + upgrade, 200, PASSES_MARKED),
                row("its own", PLAIN, "GET" + HTTP + "Origin: http://service.example\n" + upgrade, 200, PASSES),
                row("not from a browser", PLAIN, "GET" + HTTP + upgrade, 200, PASSES),
                row("from elsewhere", PLAIN, "GET" + HTTP + EVIL + upgrade, 403, REJECTED),
                row("from elsewhere, in mode pass", PASSED, "GET" + HTTP + EVIL + upgrade, 403, REJECTED),
                row(
                        "in any case, in a list",
                        PASSED,
                        "GET" + HTTP + EVIL + "Connection: Upgrade\nUpgrade: h2c , WebSocket",
                        403,
                        REJECTED),
                row(
                        "another upgrade is not one",
                        PASSED,
                        "GET" + HTTP + EVIL + "Connection: Upgrade\nUpgrade: websockets",
                        200,
                        PASSES),
                row("unchecked", SOCKETS_UNCHECKED, "GET" + HTTP + EVIL + upgrade, 200, PASSES),
                row("unchecked, in mode pass", ALL_PASSED, "GET" + HTTP + EVIL + upgrade, 200, PASSES),
                row("no handshake either, in mode pass", ALL_PASSED, "GET" + HTTP + EVIL, 200, PASSES));
    }

    @Shows({
        "cors.allowedOrigins",
        "cors.exposedHeaders",
        "cors.allowCredentials",
        "cors.onDisallowedOrigin",
        "cors.selfOrigins",
        "cors.checkWebSockets",
        "cors.timingAllowOrigins"
    })
    @ParameterizedTest
    @MethodSource({"actualRequests", "sameOriginRequests", "webSocketHandshakes"})
    void answersWithTheseHeadersAndNothingMore(Row row) throws Exception {
        row.assertAnswer();
    }

    @Test
    void namesTheReasonInTheBodyAndNeverEchoesInput() throws Exception {
        try (var server = server(PLAIN)) {
            var preflight = "OPTIONS" + HTTP + APP + "Access-Control-Request-Method: ";

            assertThat(server.send("GET" + HTTP + EVIL).body())
                    .isEqualTo("{\"error\":{\"code\":\"cors_origin_not_allowed\",\"message\":"
                            + "\"Requests from this origin are not allowed.\"}}");
            assertThat(server.send(preflight + "DELETE").body())
                    .isEqualTo("{\"error\":{\"code\":\"cors_method_not_allowed\",\"message\":"
                            + "\"Requests from other origins may not use this method.\"}}");
            assertThat(server.send(preflight + "PUT\nAccess-Control-Request-Headers: x")
                            .body())
                    .isEqualTo("{\"error\":{\"code\":\"cors_headers_not_allowed\",\"message\":"
                            + "\"Requests from other origins may not send all of these headers.\"}}");
            assertThat(server.send(preflight).body())
                    .isEqualTo("{\"error\":{\"code\":\"cors_malformed_preflight\",\"message\":"
                            + "\"A preflight names exactly one method.\"}}");
            assertThat(server.send(preflight + "PUT").body()).isEmpty();
        }
    }

    @Test
    void neverLetsPreflightsOrRejectedRequestsReachTheApplication() throws Exception {
        var preflight = "OPTIONS" + HTTP + APP + "Access-Control-Request-Method: ";
        try (var server = server(PLAIN)) {
            for (var request : List.of("GET" + HTTP + EVIL, preflight + "PUT", preflight + "DELETE", preflight)) {
                assertThat(server.exchange(request)).doesNotContain("hello");
            }
            assertThat(server.exchange("GET" + HTTP)).contains("hello");
        }
    }

    @Shows("cors.allowInsecureOrigins")
    @Test
    void letsCredentialsComeFromAnInsecureOriginIfSoConfigured() throws Exception {
        var policy = CorsPolicy.builder()
                .allowedOrigins("http://intranet.example")
                .allowCredentials(true)
                .allowInsecureOrigins(true)
                .build();
        try (var server = server(policy)) {
            assertThat(server.send("GET" + HTTP + "Origin: http://intranet.example")
                            .headers())
                    .contains(
                            "Access-Control-Allow-Origin: http://intranet.example",
                            "Access-Control-Allow-Credentials: true");
        }
    }
}
