package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cors.CorsFilter;
import dev.gatehouse.cors.CorsPolicy;
import dev.gatehouse.ratelimit.RateLimitFilter;
import dev.gatehouse.ratelimit.RateLimitPolicy;
import dev.gatehouse.ratelimit.RefusalBody;
import dev.gatehouse.ratelimit.UnknownKey;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.eclipse.jetty.ee9.servlet.ServletHolder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every answer that the filters give instead of the application, so that no cache keeps it for anybody: what it says to
 * caches, and to whom, whatever a filter before them has written there.
 */
final class RefusalsTest {

    private static final String APP = "\nOrigin: https://app.example";
    private static final String EVIL = "\nOrigin: https://evil.example";
    private static final String PUT = "\nAccess-Control-Request-Method: PUT";
    private static final String BY_ORIGIN = "Origin";
    private static final String BY_PREFLIGHT = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
    private static final String TOO_MANY = "\nContent-Type: application/json\nContent-Length: 5\n\n[1,2]";

    @TempDir
    private Path folder = Path.of("");

    /** Written by a filter before ours; what of Vary it leaves. */
    private enum Before {
        NOTHING(""),
        CACHEABLE("") {
            @Override
            void write(HttpServletResponse response) {
                response.setHeader("Cache-Control", "public, max-age=600");
                response.addHeader("Cache-Control", "s-maxage=600");
                response.setHeader("ETag", "\"1\"");
            }
        },
        VARYING("Accept-Encoding, ") {
            @Override
            void write(HttpServletResponse response) {
                response.setHeader("Vary", "Accept-Encoding");
            }
        };

        private final String vary;

        Before(String vary) {
            this.vary = vary;
        }

        void write(HttpServletResponse response) {}
    }

    private static RateLimitPolicy.Builder limits() {
        return RateLimitPolicy.builder()
                .rule("once", rule -> rule.match("* /once").limits("1/day"))
                .rule(
                        "bulk",
                        rule -> rule.match("POST /bulk").limits("1000/day").maxRecords(1));
    }

    private static Arguments row(String says, String request, int status, String vary, RateLimitPolicy.Builder policy) {
        return Arguments.of(says, request, status, vary, policy);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                row("CORS: an origin", "GET / HTTP/1.1" + EVIL, 403, BY_ORIGIN, limits()),
                row("CORS: an origin, HEAD", "HEAD / HTTP/1.1" + EVIL, 403, BY_ORIGIN, limits()),
                row("CORS: an origin, POST", "POST / HTTP/1.1\nContent-Length: 0" + EVIL, 403, BY_ORIGIN, limits()),
                row("CORS: a sandbox", "GET / HTTP/1.1\nOrigin: null", 403, BY_ORIGIN, limits()),
                row("CORS: two origins", "GET / HTTP/1.1" + APP + EVIL, 403, BY_ORIGIN, limits()),
                row(
                        "CORS: a WebSocket",
                        "GET / HTTP/1.1\nConnection: Upgrade\nUpgrade: websocket" + EVIL,
                        403,
                        BY_ORIGIN,
                        limits()),
                row("CORS: a preflight's origin", "OPTIONS / HTTP/1.1" + PUT + EVIL, 403, BY_PREFLIGHT, limits()),
                row(
                        "CORS: its method",
                        "OPTIONS / HTTP/1.1\nAccess-Control-Request-Method: PATCH" + APP,
                        403,
                        BY_PREFLIGHT,
                        limits()),
                row(
                        "CORS: its headers",
                        "OPTIONS / HTTP/1.1\nAccess-Control-Request-Headers: x-other" + PUT + APP,
                        403,
                        BY_PREFLIGHT,
                        limits()),
                row("CORS: its form", "OPTIONS / HTTP/1.1" + PUT + PUT + APP, 403, BY_PREFLIGHT, limits()),
                row("a limit", "GET /once HTTP/1.1", 429, BY_ORIGIN, limits()),
                row("a limit, HEAD", "HEAD /once HTTP/1.1", 429, BY_ORIGIN, limits()),
                row("a limit, POST", "POST /once HTTP/1.1\nContent-Length: 0", 429, BY_ORIGIN, limits()),
                row("a limit, to a page", "GET /once HTTP/1.1" + APP, 429, BY_ORIGIN, limits()),
                row(
                        "a limit, in problem details",
                        "GET /once HTTP/1.1" + APP,
                        429,
                        BY_ORIGIN,
                        limits().refusal(RefusalBody.PROBLEM)),
                row(
                        "a limit, in a template",
                        "GET /once HTTP/1.1" + APP,
                        404,
                        BY_ORIGIN,
                        limits().refusal(refusal -> refusal.status(404).body("[]"))),
                row("too many records", "POST /bulk HTTP/1.1" + TOO_MANY, 413, BY_ORIGIN, limits()),
                row("too many records, to a page", "POST /bulk HTTP/1.1" + APP + TOO_MANY, 413, BY_ORIGIN, limits()),
                row("a key", "GET / HTTP/1.1\nX-API-Key: made-up", 401, BY_ORIGIN, limits()),
                row("a key, HEAD", "HEAD / HTTP/1.1\nX-API-Key: made-up", 401, BY_ORIGIN, limits()),
                row(
                        "a bearer, to a page",
                        "GET / HTTP/1.1\nAuthorization: Bearer made-up" + APP,
                        401,
                        BY_ORIGIN,
                        limits()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void areForNoCache(String says, String request, int status, String vary, RateLimitPolicy.Builder policy)
            throws Exception {
        var keys = Files.writeString(folder.resolve("keys.json"), "{ \"keys\": [] }");
        policy.keys(keys.toString()).unknown(UnknownKey.REJECT);
        for (var before : Before.values()) {
            try (var server = serving(before, policy.build())) {
                server.send("GET /once HTTP/1.1");
                var answer = server.send(request);
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.values("Cache-Control")).as(before.name()).containsExactly("no-store");
                assertThat(String.join(", ", answer.values("Vary")))
                        .as(before.name())
                        .isEqualTo(before.vary + vary);
                assertThat(answer.values("Content-Type")).hasSize(1).allMatch(type -> type.endsWith("json"));
                assertThat(answer.body().isEmpty()).isEqualTo(request.startsWith("HEAD"));
                assertThat(answer.values("Access-Control-Allow-Origin"))
                        .as("only who may read it at all reads why")
                        .isEqualTo(status != 403 && request.contains(APP) ? List.of("https://app.example") : List.of());
            }
        }
    }

    private static InMemoryServer serving(Before before, RateLimitPolicy policy) throws Exception {
        var cors = CorsPolicy.builder()
                .allowedOrigins("https://app.example")
                .allowedMethods("PUT")
                .build();
        return new InMemoryServer(context -> {
            Filter first = (request, response, chain) -> {
                before.write((HttpServletResponse) response);
                chain.doFilter(request, response);
            };
            for (var filter : List.of(first, new CorsFilter(cors), new RateLimitFilter(policy))) {
                context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
            }
            context.addServlet(new ServletHolder(new Silent()), "/*");
        });
    }

    private static final class Silent extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            response.setContentLength(0);
        }
    }
}
