package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.InMemoryServer;
import dev.gatehouse.cors.CorsPolicy.OnDisallowedOrigin;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.eclipse.jetty.ee9.servlet.ServletHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes over the wire, through a real container. Every row names all headers of the answer: no others may come. */
final class CorsFilterTest {

    private static final CorsPolicy PLAIN = plain().build();

    private static final CorsPolicy CREDENTIALS = CorsPolicy.builder()
            .allowedOrigins("https://app.example")
            .allowCredentials(true)
            .maxAge(Duration.ZERO)
            .preflightStatus(200)
            .timingAllowOrigins("https://stats.example", "https://app.example")
            .build();

    private static final CorsPolicy UNSAFE_REJECTED =
            plain().onDisallowedOrigin(OnDisallowedOrigin.REJECT_UNSAFE).build();
    private static final CorsPolicy PASSED =
            plain().onDisallowedOrigin(OnDisallowedOrigin.PASS).build();
    private static final CorsPolicy SOCKETS_UNCHECKED =
            plain().checkWebSockets(false).build();
    private static final CorsPolicy BEHIND_PROXY =
            plain().selfOrigins("https://public.example").build();
    private static final CorsPolicy DIAGNOSTICS = plain().diagnostics(true).build();

    private static CorsPolicy.Builder plain() {
        return CorsPolicy.builder()
                .allowedOrigins("https://app.example", "http://localhost:3000")
                .allowedMethods("PUT", "PATCH")
                .allowedHeaders("Authorization", "X-Request-Id")
                .exposedHeaders("X-Total");
    }

    /** The headers of an answer that the filter has let pass without CORS headers. */
    private static final List<String> PASSES = List.of("Vary: Origin", "Content-Length: 5");

    private static final List<String> PASSES_MARKED = List.of(
            "Vary: Origin",
            "Access-Control-Allow-Origin: https://app.example",
            "Access-Control-Expose-Headers: X-Total",
            "Content-Length: 5");

    private static final List<String> REJECTED = rejected("Origin", 99);

    private static final String PREFLIGHT_VARY =
            "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

    private static final List<String> ORIGIN_REFUSED = rejected(PREFLIGHT_VARY, 99);
    private static final List<String> METHOD_REFUSED = rejected(PREFLIGHT_VARY, 109);
    private static final List<String> HEADERS_REFUSED = rejected(PREFLIGHT_VARY, 120);
    private static final List<String> MALFORMED = rejected(PREFLIGHT_VARY, 95);

    private static List<String> rejected(String vary, int length) {
        return List.of(
                "Vary: " + vary,
                "Cache-Control: no-store",
                "Content-Type: application/json",
                "Content-Length: " + length);
    }

    private static final List<String> PREFLIGHT_ALLOWED = List.of(
            "Vary: " + PREFLIGHT_VARY,
            "Access-Control-Allow-Origin: https://app.example",
            "Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH",
            "Access-Control-Allow-Headers: Accept, Accept-Language, Content-Language, Content-Type, Range,"
                    + " Authorization, X-Request-Id",
            "Access-Control-Max-Age: 1800");

    private static List<String> without(List<String> headers, String... prefixes) {
        return headers.stream()
                .filter(header -> Stream.of(prefixes).noneMatch(header::startsWith))
                .toList();
    }

    private static List<String> with(List<String> headers, String... more) {
        return Stream.concat(headers.stream(), Stream.of(more)).toList();
    }

    private record Row(String says, CorsPolicy policy, String request, int status, List<String> headers) {
        @Override
        public String toString() {
            return says;
        }
    }

    private static Row row(String says, CorsPolicy policy, String request, int status, List<String> headers) {
        return new Row(says, policy, request, status, headers);
    }

    private static final String HTTP = " / HTTP/1.1\n";
    private static final String APP = "Origin: https://app.example\n";
    private static final String EVIL = "Origin: https://evil.example\n";

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
                        "cross-site of an allowed origin",
                        PLAIN,
                        "GET" + HTTP + APP + "Sec-Fetch-Site: cross-site",
                        200,
                        PASSES_MARKED),
                row(
                        "repeated is not its own",
                        PLAIN,
                        "GET" + HTTP + "Origin: http://service.example\nOrigin: http://service.example",
                        403,
                        REJECTED));
    }

    static Stream<Row> preflights() {
        var put = "Access-Control-Request-Method: PUT\n";
        var names = "Access-Control-Request-Headers: ";
        return Stream.of(
                row("a listed method", PLAIN, "OPTIONS" + HTTP + APP + put, 204, PREFLIGHT_ALLOWED),
                row(
                        "GET is always listed",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + "Access-Control-Request-Method: GET",
                        204,
                        PREFLIGHT_ALLOWED),
                row(
                        "listed headers",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + "authorization,x-request-id",
                        204,
                        PREFLIGHT_ALLOWED),
                row(
                        "a JSON body's content type",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + "content-type",
                        204,
                        PREFLIGHT_ALLOWED),
                row(
                        "any order, case, spacing and lines",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + " , X-REQUEST-ID \t,,\n" + names + "AUTHORIZATION",
                        204,
                        PREFLIGHT_ALLOWED),
                row("no header at all", PLAIN, "OPTIONS" + HTTP + APP + put + names, 204, PREFLIGHT_ALLOWED),
                row(
                        "a private network access header is ignored",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + "Access-Control-Request-Private-Network: true",
                        204,
                        PREFLIGHT_ALLOWED),
                row(
                        "credentials, 200, no age",
                        CREDENTIALS,
                        "OPTIONS" + HTTP + APP + "Access-Control-Request-Method: POST",
                        200,
                        List.of(
                                "Vary: " + PREFLIGHT_VARY,
                                "Access-Control-Allow-Origin: https://app.example",
                                "Access-Control-Allow-Credentials: true",
                                "Access-Control-Allow-Methods: GET, HEAD, POST",
                                "Access-Control-Allow-Headers: Accept, Accept-Language, Content-Language,"
                                        + " Content-Type, Range",
                                "Access-Control-Max-Age: 0",
                                "Content-Length: 0")),
                row("another origin", PLAIN, "OPTIONS" + HTTP + EVIL + put, 403, ORIGIN_REFUSED),
                row("another origin, in mode pass", PASSED, "OPTIONS" + HTTP + EVIL + put, 403, ORIGIN_REFUSED),
                row("origin null", PLAIN, "OPTIONS" + HTTP + "Origin: null\n" + put, 403, ORIGIN_REFUSED),
                row("two origins", PLAIN, "OPTIONS" + HTTP + APP + APP + put, 403, ORIGIN_REFUSED),
                row(
                        "another method",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + "Access-Control-Request-Method: DELETE",
                        403,
                        METHOD_REFUSED),
                row(
                        "a method's case counts",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + "Access-Control-Request-Method: put",
                        403,
                        METHOD_REFUSED),
                row(
                        "a method of 8 KB",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + "Access-Control-Request-Method: " + "P".repeat(8192),
                        403,
                        METHOD_REFUSED),
                row(
                        "another header",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + "authorization,x-other",
                        403,
                        HEADERS_REFUSED),
                row(
                        "another header in a second line",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + "authorization\n" + names + "x-other",
                        403,
                        HEADERS_REFUSED),
                row(
                        "sixteen empty elements",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + ",".repeat(15),
                        204,
                        PREFLIGHT_ALLOWED),
                row(
                        "seventeen empty elements",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + ",".repeat(16),
                        403,
                        HEADERS_REFUSED),
                row(
                        "thousands of commas",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + ",".repeat(5000),
                        403,
                        HEADERS_REFUSED),
                row(
                        "64 names",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + "accept,".repeat(63) + "accept",
                        204,
                        PREFLIGHT_ALLOWED),
                row(
                        "65 names",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + "accept,".repeat(64) + "accept",
                        403,
                        HEADERS_REFUSED),
                row("a repeated method", PLAIN, "OPTIONS" + HTTP + APP + put + put, 403, MALFORMED),
                row(
                        "an empty method",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + "Access-Control-Request-Method:",
                        403,
                        MALFORMED),
                row(
                        "diagnostics: another origin is told the rest",
                        DIAGNOSTICS,
                        "OPTIONS" + HTTP + EVIL + put,
                        204,
                        without(PREFLIGHT_ALLOWED, "Access-Control-Allow-Origin", "Access-Control-Max-Age")),
                row(
                        "diagnostics: another method is told what is allowed",
                        DIAGNOSTICS,
                        "OPTIONS" + HTTP + APP + "Access-Control-Request-Method: DELETE",
                        204,
                        without(PREFLIGHT_ALLOWED, "Access-Control-Max-Age")),
                row("diagnostics: nothing fails", DIAGNOSTICS, "OPTIONS" + HTTP + APP + put, 204, PREFLIGHT_ALLOWED),
                row("diagnostics: a malformed one", DIAGNOSTICS, "OPTIONS" + HTTP + APP + put + put, 403, MALFORMED));
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
                row("unchecked", SOCKETS_UNCHECKED, "GET" + HTTP + EVIL + upgrade, 200, PASSES));
    }

    @ParameterizedTest
    @MethodSource({"actualRequests", "sameOriginRequests", "preflights", "webSocketHandshakes"})
    void answersWithTheseHeadersAndNothingMore(Row row) throws Exception {
        try (var server = server(row.policy())) {
            var answer = server.send(row.request());

            assertThat(answer.headers()).containsExactlyInAnyOrderElementsOf(row.headers());
            assertThat(answer.status()).isEqualTo(row.status());
        }
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

    private static InMemoryServer server(CorsPolicy policy) throws Exception {
        return new InMemoryServer(context -> {
            context.addFilter(new FilterHolder(new CorsFilter(policy)), "/*", EnumSet.of(DispatcherType.REQUEST));
            context.addServlet(new ServletHolder(new Hello()), "/*");
        });
    }

    private static final class Hello extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getOutputStream().print("hello");
        }
    }
}
