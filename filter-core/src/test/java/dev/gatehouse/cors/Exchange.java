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

/** The rows of the protocol tables: what they are made of, the policies that they speak of, and a server for one. */
final class Exchange {

    private Exchange() {}

    static final CorsPolicy PLAIN = plain().build();

    static final CorsPolicy CREDENTIALS = CorsPolicy.builder()
            .allowedOrigins("https://app.example")
            .allowCredentials(true)
            .maxAge(Duration.ZERO)
            .preflightStatus(200)
            .timingAllowOrigins("https://stats.example", "https://app.example")
            .build();

    static final CorsPolicy UNSAFE_REJECTED =
            plain().onDisallowedOrigin(OnDisallowedOrigin.REJECT_UNSAFE).build();
    static final CorsPolicy PASSED =
            plain().onDisallowedOrigin(OnDisallowedOrigin.PASS).build();
    static final CorsPolicy SOCKETS_UNCHECKED = plain().checkWebSockets(false).build();
    static final CorsPolicy ALL_PASSED = plain().onDisallowedOrigin(OnDisallowedOrigin.PASS)
            .checkWebSockets(false)
            .build();
    static final CorsPolicy BEHIND_PROXY =
            plain().selfOrigins("https://public.example").build();
    static final CorsPolicy DIAGNOSTICS = plain().diagnostics(true).build();

    private static CorsPolicy.Builder plain() {
        return CorsPolicy.builder()
                .allowedOrigins("https://app.example", "http://localhost:3000")
                .allowedMethods("PUT", "PATCH")
                .allowedHeaders("Authorization", "X-Request-Id")
                .exposedHeaders("X-Total");
    }

    /** The headers of an answer that the filter has let pass without CORS headers. */
    static final List<String> PASSES = List.of("Vary: Origin", "Content-Length: 5");

    static final List<String> PASSES_MARKED = List.of(
            "Vary: Origin",
            "Access-Control-Allow-Origin: https://app.example",
            "Access-Control-Expose-Headers: X-Total",
            "Content-Length: 5");

    static final List<String> REJECTED = rejected("Origin", 99);

    static final String PREFLIGHT_VARY = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

    static final List<String> ORIGIN_REFUSED = rejected(PREFLIGHT_VARY, 99);
    static final List<String> METHOD_REFUSED = rejected(PREFLIGHT_VARY, 109);
    static final List<String> HEADERS_REFUSED = rejected(PREFLIGHT_VARY, 120);
    static final List<String> MALFORMED = rejected(PREFLIGHT_VARY, 95);

    static List<String> rejected(String vary, int length) {
        return List.of(
                "Vary: " + vary,
                "Cache-Control: no-store",
                "Content-Type: application/json",
                "Content-Length: " + length);
    }

    static final List<String> PREFLIGHT_ALLOWED = List.of(
            "Vary: " + PREFLIGHT_VARY,
            "Access-Control-Allow-Origin: https://app.example",
            "Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH",
            "Access-Control-Allow-Headers: Accept, Accept-Language, Content-Language, Content-Type, Range,"
                    + " Authorization, X-Request-Id",
            "Access-Control-Max-Age: 1800");

    static List<String> without(List<String> headers, String... prefixes) {
        return headers.stream()
                .filter(header -> Stream.of(prefixes).noneMatch(header::startsWith))
                .toList();
    }

    static List<String> with(List<String> headers, String... more) {
        return Stream.concat(headers.stream(), Stream.of(more)).toList();
    }

    record Row(String says, CorsPolicy policy, String request, int status, List<String> headers) {
        void assertAnswer() throws Exception {
            try (var server = server(policy)) {
                var answer = server.send(request);

                assertThat(answer.headers()).containsExactlyInAnyOrderElementsOf(headers);
                assertThat(answer.status()).isEqualTo(status);
            }
        }

        @Override
        public String toString() {
            return says;
        }
    }

    static Row row(String says, CorsPolicy policy, String request, int status, List<String> headers) {
        return new Row(says, policy, request, status, headers);
    }

    static final String HTTP = " / HTTP/1.1\n";
    static final String APP = "Origin: https://app.example\n";
    static final String EVIL = "Origin: https://evil.example\n";

    static InMemoryServer server(CorsPolicy policy) throws Exception {
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
