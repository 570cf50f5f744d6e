package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cors.CorsFilter;
import dev.gatehouse.cors.CorsPolicy;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What nobody is granted, over sockets: each value of {@code hostile/cors.txt}, alone on its connection and behind a
 * preflight that was allowed, so that nothing that a container or the filter remembers of that lets it pass.
 */
final class HostileCorsIT {

    private static final String ORIGIN = "Origin: https://app.example.com";
    private static final String METHOD = "Access-Control-Request-Method: PUT";
    private static final String BY_ORIGIN = "Vary: Origin";
    private static final String BY_PREFLIGHT =
            "Vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

    private static final Client.Request ALLOWED = new Client.Request(
            "OPTIONS /courses", List.of(ORIGIN, METHOD, "Access-Control-Request-Headers: x-api-key,x-request-id"), "");

    private static final AtomicInteger REACHED = new AtomicInteger();

    private static EmbeddedServer rejecting;
    private static EmbeddedServer passing;

    @BeforeAll
    static void start() throws Exception {
        rejecting = serving(policy().build());
        passing = serving(policy().onDisallowedOrigin("pass").build());
    }

    @AfterAll
    static void stop() {
        rejecting.close();
        passing.close();
    }

    private static CorsPolicy.Builder policy() {
        return CorsPolicy.builder()
                .allowedOrigins("https://app.example.com", "http://localhost:3000", "http://[::1]:3000")
                .allowedMethods("PUT")
                .allowedHeaders("X-API-Key", "X-Request-Id")
                .allowCredentials(true);
    }

    /** An application that would let everybody read everything, and is asked how often it was reached. */
    private static EmbeddedServer serving(CorsPolicy policy) throws Exception {
        var context = new ServletContextHandler("/");
        context.addFilter(new CorsFilter(policy), "/*", EnumSet.of(DispatcherType.REQUEST));
        var open = new FilterHolder((Filter) (request, response, chain) -> {
            REACHED.incrementAndGet();
            ((HttpServletResponse) response).setHeader("Access-Control-Allow-Origin", "*");
            chain.doFilter(request, response);
        });
        context.addFilter(open, "/*", EnumSet.of(DispatcherType.REQUEST));
        return new EmbeddedServer(context);
    }

    static Stream<HostileValue> origins() {
        return HostileValue.of("Origin");
    }

    static Stream<HostileValue> methods() {
        return HostileValue.of("Access-Control-Request-Method");
    }

    static Stream<HostileValue> headers() {
        return HostileValue.of("Access-Control-Request-Headers");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("origins")
    void grantsNothingToAnOrigin(HostileValue origin) throws Exception {
        assertGrantsNothing("GET /courses", origin, BY_ORIGIN);
        assertGrantsNothing("POST /courses", origin, BY_ORIGIN, "Content-Length: 0");
        assertGrantsNothing("GET /courses", origin, BY_ORIGIN, "Connection: Upgrade", "Upgrade: websocket");
        assertGrantsNothing("OPTIONS /courses", origin, BY_PREFLIGHT, METHOD);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void grantsNothingForAMethod(HostileValue method) throws Exception {
        assertGrantsNothing("OPTIONS /courses", method, BY_PREFLIGHT, ORIGIN);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void grantsNothingForHeaders(HostileValue headers) throws Exception {
        assertGrantsNothing("OPTIONS /courses", headers, BY_PREFLIGHT, ORIGIN, METHOD);
    }

    /** The one thing that all these have to come to. */
    private static void assertGrantsNothing(String request, HostileValue value, String vary, String... others)
            throws Exception {
        var client = new Client(rejecting.port());
        var headers = new ArrayList<>(value.lines("127.0.0.1:" + rejecting.port()));
        headers.addAll(List.of(others));
        var hostile = new Client.Request(request, headers, "");
        REACHED.set(0);
        for (var answer : List.of(client.send(hostile), client.sendAfter(ALLOWED, hostile))) {
            assertThat(answer.status()).as(request).isEqualTo(value.status());
            assertThat(answer.headersOf("access-control-", "timing-allow-origin"))
                    .as(request)
                    .isEmpty();
            if (value.status() == 403) {
                assertThat(answer.headersOf("vary", "cache-control"))
                        .as(request)
                        .containsExactlyInAnyOrder(vary, "Cache-Control: no-store");
                assertThat(answer.body()).as(request).startsWith("{\"error\":{\"code\":\"cors_");
            }
        }
        assertThat(REACHED).as(request).hasValue(0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("origins")
    void opensNothingToAnOriginThatPasses(HostileValue origin) throws Exception {
        var headers = origin.lines("127.0.0.1:" + passing.port());
        var answer = new Client(passing.port()).send("GET /courses", headers.toArray(String[]::new));

        assertThat(answer.status()).isEqualTo(origin.status() == 403 ? 200 : 400);
        assertThat(answer.headersOf("access-control-")).isEmpty();
        assertThat(answer.headersOf("vary")).isEqualTo(origin.status() == 403 ? List.of(BY_ORIGIN) : List.of());
    }
}
