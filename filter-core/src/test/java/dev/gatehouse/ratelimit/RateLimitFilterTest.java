package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.InMemoryServer;
import dev.gatehouse.Shows;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.jetty.ee9.nested.SessionHandler;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.eclipse.jetty.ee9.servlet.ServletContextHandler;
import org.eclipse.jetty.ee9.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients see: requests through a real container, with all headers of each answer. */
final class RateLimitFilterTest {

    /** 2023-11-15T00:00:00Z. */
    private static final long MIDNIGHT = 1_700_006_400L;

    private final AtomicLong nano = new AtomicLong(77);
    private final AtomicLong unix = new AtomicLong(MIDNIGHT * Timeline.SECOND);
    private final Timeline timeline = new Timeline(nano::get, unix::get);
    private RateLimitFilter filter = new RateLimitFilter();
    private InMemoryServer server = serve(context -> {});

    @AfterEach
    void stop() {
        server.close();
    }

    private void pass(double seconds) {
        nano.addAndGet((long) (seconds * Timeline.SECOND));
        unix.addAndGet((long) (seconds * Timeline.SECOND));
    }

    private void start(RateLimitPolicy.Builder policy) throws Exception {
        start(policy, context -> {});
    }

    private void start(RateLimitPolicy.Builder policy, Consumer<ServletContextHandler> more) throws Exception {
        server.close();
        filter = new RateLimitFilter(policy.build(), timeline);
        server = new InMemoryServer(context -> {
            context.setSessionHandler(new SessionHandler());
            var holder = new FilterHolder(filter);
            holder.setName("limit");
            holder.setAsyncSupported(true);
            context.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
            var servlet = new ServletHolder(new Application());
            servlet.setAsyncSupported(true);
            context.addServlet(servlet, "/*");
            more.accept(context);
        });
    }

    private static RateLimitPolicy.Builder policy(String... limits) {
        return RateLimitPolicy.builder().limits(limits);
    }

    /** Does as the path says. */
    private static final class Application extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            switch (request.getPathInfo()) {
                case "/forward" -> request.getRequestDispatcher("/forwarded").forward(request, response);
                case "/include" -> request.getRequestDispatcher("/included").include(request, response);
                case "/error" -> response.sendError(500);
                case "/throw" -> throw new IllegalStateException("the application's");
                case "/async" -> dispatchOnce(request, response);
                case "/login" -> request.getSession(true);
                default -> response.setContentLength(0);
            }
        }

        private static void dispatchOnce(HttpServletRequest request, HttpServletResponse response) {
            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                AsyncContext async = request.startAsync();
                async.dispatch();
            } else {
                response.setContentLength(0);
            }
        }
    }

    /** Sends a request and returns status, headers and body as one text. */
    private String exchange(String request) throws Exception {
        var answer = server.send(request);
        var headers = String.join("\n", answer.headers());
        return answer.status() + "\n" + headers + "\n" + (answer.body().isEmpty() ? "" : "\n" + answer.body() + "\n");
    }

    private int status(String request) throws Exception {
        return server.send(request).status();
    }

    private String header(String request, String name) throws Exception {
        return String.join(" | ", server.send(request).values(name));
    }

    @Shows("rateLimit.limits")
    @Test
    void tellsWhatIsLeftAndThenRefuses() throws Exception {
        start(policy("3/minute", "100/hour"));
        pass(0.25);
        assertThat(exchange("GET /courses HTTP/1.1")).isEqualTo("""
                        200
                        X-RateLimit-Limit: 3
                        X-RateLimit-Remaining: 2
                        X-RateLimit-Reset: 1700006463
                        RateLimit-Policy: "3/minute";q=3;w=60, "100/hour";q=100;w=3600
                        RateLimit: "3/minute";r=2;t=63, "100/hour";r=99;t=3780
                        Content-Length: 0
                        """);
        pass(10);
        assertThat(exchange("POST /courses HTTP/1.1\nContent-Length: 0")).isEqualTo("""
                        200
                        X-RateLimit-Limit: 3
                        X-RateLimit-Remaining: 1
                        X-RateLimit-Reset: 1700006472
                        RateLimit-Policy: "3/minute";q=3;w=60, "100/hour";q=100;w=3600
                        RateLimit: "3/minute";r=1;t=53, "100/hour";r=98;t=3770
                        Content-Length: 0
                        """);
        assertThat(status("GET /courses HTTP/1.1")).isEqualTo(200);
        assertThat(exchange("GET /courses HTTP/1.1")).isEqualTo("""
                        429
                        X-RateLimit-Limit: 3
                        X-RateLimit-Remaining: 0
                        X-RateLimit-Reset: 1700006472
                        RateLimit-Policy: "3/minute";q=3;w=60, "100/hour";q=100;w=3600
                        RateLimit: "3/minute";r=0;t=53, "100/hour";r=97;t=3770
                        Retry-After: 53
                        Cache-Control: no-store
                        Content-Type: application/json
                        Content-Length: 128

                        {"error":{"code":"rate_limited","message":"Rate limit exceeded. Retry after 53 seconds.",\
                        "limit":3,"window":60,"retryAfter":53}}
                        """);
        assertThat(filter.refused()).isEqualTo(1);
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        start(policy("1/minute"));
        status("GET / HTTP/1.1");
        assertThat(exchange("HEAD / HTTP/1.1")).isEqualTo("""
                        429
                        X-RateLimit-Limit: 1
                        X-RateLimit-Remaining: 0
                        X-RateLimit-Reset: 1700006463
                        RateLimit-Policy: "1/minute";q=1;w=60
                        RateLimit: "1/minute";r=0;t=63
                        Retry-After: 63
                        Cache-Control: no-store
                        Content-Type: application/json
                        Content-Length: 128
                        """);
    }

    @Shows("rateLimit.refusal")
    @Test
    void answersWithProblemDetailsIfSoConfigured() throws Exception {
        start(policy("1/minute", "2/hour").refusal(RefusalBody.PROBLEM).dialects());
        status("GET / HTTP/1.1");
        assertThat(exchange("GET / HTTP/1.1")).isEqualTo("""
                        429
                        Retry-After: 63
                        Cache-Control: no-store
                        Content-Type: application/problem+json
                        Content-Length: 193

                        {"type":"https://iana.org/assignments/http-problem-types#quota-exceeded",\
                        "title":"Request cannot be satisfied as assigned quota has been exceeded",\
                        "status":429,"violated-policies":["1/minute"]}
                        """);
    }

    @Shows("rateLimit.dialects")
    @ParameterizedTest
    @CsvSource({"X_RATELIMIT, true, false", "RATELIMIT, false, true"})
    void speaksOnlyTheDialectThatIsConfigured(Dialect dialect, boolean withX, boolean withDraft) throws Exception {
        start(policy("1/minute").dialects(dialect));
        for (var status : new int[] {200, 429}) {
            var answer = server.send("GET / HTTP/1.1");
            assertThat(answer.status()).isEqualTo(status);
            for (var name : new String[] {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"}) {
                assertThat(answer.values(name)).hasSize(withX ? 1 : 0);
            }
            assertThat(answer.values("RateLimit-Policy")).hasSize(withDraft ? 1 : 0);
            assertThat(answer.values("RateLimit")).hasSize(withDraft ? 1 : 0);
        }
    }

    @Shows("rateLimit.algorithm")
    @Test
    void endsFixedWindowsWithTheMinuteOfTheClock() throws Exception {
        start(policy("2/minute").algorithm(Algorithm.FIXED_WINDOW));
        pass(59.5);
        assertThat(header("GET / HTTP/1.1", "X-RateLimit-Reset")).isEqualTo("1700006460");
        status("GET / HTTP/1.1");
        assertThat(header("GET / HTTP/1.1", "Retry-After")).isEqualTo("1");
        pass(0.5);
        assertThat(header("GET / HTTP/1.1", "X-RateLimit-Reset")).isEqualTo("1700006520");
    }

    @Test
    void neitherRefillsNorFreezesWhenTheWallClockJumps() throws Exception {
        start(policy("1/minute").algorithm(Algorithm.FIXED_WINDOW));
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
        unix.addAndGet(86_400 * Timeline.SECOND);
        assertThat(status("GET / HTTP/1.1")).isEqualTo(429);
        unix.addAndGet(-2 * 86_400 * Timeline.SECOND);
        assertThat(header("GET / HTTP/1.1", "Retry-After")).isEqualTo("60");
        pass(60);
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/forward", "/include", "/error", "/throw", "/async"})
    void countsARequestOnceHoweverItIsDispatched(String path) throws Exception {
        start(policy("5/minute"));
        assertThat(header("GET " + path + " HTTP/1.1", "X-RateLimit-Remaining")).isIn("4", "");
        assertThat(header("GET / HTTP/1.1", "X-RateLimit-Remaining")).isEqualTo("3");
    }

    @Test
    void countsOnceWhenMappedTwice() throws Exception {
        start(policy("5/minute"), context -> {
            var again = context.getServletHandler().getFilter("limit");
            context.addFilter(again, "/courses", EnumSet.of(DispatcherType.REQUEST));
        });
        assertThat(header("GET /courses HTTP/1.1", "X-RateLimit-Remaining")).isEqualTo("4");
    }

    @Test
    void countsInEachOfTwoFilters() throws Exception {
        var other = new RateLimitFilter(policy("2/minute").build(), timeline);
        start(policy("5/minute"), context -> {
            var holder = new FilterHolder(other);
            holder.setName("other");
            context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        });
        for (var status : new int[] {200, 200, 429}) {
            var answer = server.send("GET / HTTP/1.1");
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.values("X-RateLimit-Limit")).containsExactly("2");
        }
        assertThat(other.refused()).isEqualTo(1);
        assertThat(filter.refused()).isZero();
    }

    @Test
    void countsNoPreflights() throws Exception {
        start(policy("1/minute"));
        var preflight = "OPTIONS / HTTP/1.1\nOrigin: https://app.example\nAccess-Control-Request-Method: PUT";
        for (var i = 0; i < 3; i++) {
            assertThat(exchange(preflight)).isEqualTo("200\nContent-Length: 0\n");
        }
        assertThat(status("OPTIONS / HTTP/1.1\nOrigin: https://app.example")).isEqualTo(200);
        assertThat(status("OPTIONS / HTTP/1.1\nAccess-Control-Request-Method: PUT"))
                .isEqualTo(429);
    }

    @Shows("rateLimit.exempt")
    @Test
    void neitherCountsNorMarksExemptRequests() throws Exception {
        start(policy("1/minute").exempt("GET /health", "* /static/*"));
        for (var request : new String[] {"GET /health", "HEAD /health", "POST /static/a/b", "GET /static"}) {
            assertThat(exchange(request + " HTTP/1.1\nContent-Length: 0")).isEqualTo("200\nContent-Length: 0\n");
        }
        assertThat(status("POST /health HTTP/1.1\nContent-Length: 0")).isEqualTo(200);
        assertThat(status("GET /health/ HTTP/1.1")).isEqualTo(429);
        assertThat(status("GET /HEALTH HTTP/1.1")).isEqualTo(429);
    }

    @Shows("rateLimit.mode")
    @Test
    void letsPassWhatItWouldRefuseInShadowMode() throws Exception {
        start(policy("2/minute").mode(Mode.SHADOW));
        for (var i = 0; i < 5; i++) {
            assertThat(exchange("GET / HTTP/1.1")).isEqualTo("200\nContent-Length: 0\n");
        }
        assertThat(filter.wouldHaveRefused()).isEqualTo(3);
        assertThat(filter.refused()).isZero();
    }

    @Test
    void doesNothingWhenItIsOff() throws Exception {
        start(policy("1/minute").mode(Mode.OFF));
        for (var i = 0; i < 3; i++) {
            assertThat(exchange("GET / HTTP/1.1")).isEqualTo("200\nContent-Length: 0\n");
        }
        assertThat(filter.refused()).isZero();
    }

    private static InMemoryServer serve(Consumer<ServletContextHandler> customizer) {
        try {
            return new InMemoryServer(customizer);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
