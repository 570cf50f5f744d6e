package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.InMemoryServer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.EnumSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.eclipse.jetty.ee9.servlet.ServletHolder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where code that is not the filter's has to say who is calling, or on which plan, and throws, the filter fails closed:
 * the container gets the exception, the application does not see the request, and nobody is charged. There is nothing
 * else to fail: the store is memory.
 */
final class FailingApplicationCodeTest extends ServedPolicy {

    private int reached;

    /** A place in which such code is called. */
    private record Place(String says, Consumer<RateLimitPolicy.Builder> policy) {
        @Override
        public String toString() {
            return says;
        }
    }

    static Stream<Place> places() {
        return Stream.of(
                by("a KeyResolver", rule -> rule.by(FailingApplicationCodeTest::keyOf)),
                by("the request's principal", rule -> rule.by("user")),
                by("the session", rule -> rule.by("session")),
                by("an attribute", rule -> rule.by("attribute:account")),
                new Place(
                        "a PlanResolver",
                        policy -> policy.rule(
                                        "second",
                                        rule -> rule.limitsOf("free", "5/hour").limitsOf("paid", "6/hour"))
                                .defaultPlan("free")
                                .plans(FailingApplicationCodeTest::keyOf)));
    }

    private static Place by(String says, Consumer<RuleBuilder> by) {
        return new Place(says, policy -> policy.rule("second", rule -> by.accept(rule.limits("5/hour"))));
    }

    private static String keyOf(HttpServletRequest request) {
        fail(request);
        return "somebody";
    }

    /** Throws what the request asks for. */
    private static void fail(HttpServletRequest request) {
        @Nullable String fail = request.getHeader("Fail");
        if ("exception".equals(fail)) {
            throw new IllegalStateException("who is this?");
        }
        if ("error".equals(fail)) {
            throw new AssertionError("who is this?");
        }
    }

    /** A request in which everything fails that can. */
    private static final class Failing extends HttpServletRequestWrapper {

        Failing(HttpServletRequest request) {
            super(request);
        }

        private HttpServletRequest wrapped() {
            return (HttpServletRequest) getRequest();
        }

        @Override
        public @Nullable Principal getUserPrincipal() {
            fail(wrapped());
            return null;
        }

        @Override
        public @Nullable HttpSession getSession(boolean create) {
            fail(wrapped());
            return null;
        }

        @Override
        public @Nullable Object getAttribute(String name) {
            return name.equals("account")
                    ? new Object() {
                        @Override
                        public String toString() {
                            return keyOf(wrapped());
                        }
                    }
                    : super.getAttribute(name);
        }
    }

    private void serve(RateLimitPolicy policy) throws Exception {
        filter = new RateLimitFilter(policy, timeline, bodies);
        server = new InMemoryServer(context -> {
            context.addFilter(
                    new FilterHolder((Filter) (request, response, chain) ->
                            chain.doFilter(new Failing((HttpServletRequest) request), response)),
                    "/*",
                    EnumSet.of(DispatcherType.REQUEST));
            context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
            context.addServlet(new ServletHolder(new Counting()), "/*");
        });
    }

    private final class Counting extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            reached++;
        }
    }

    private static RateLimitPolicy.Builder first() {
        return RateLimitPolicy.builder()
                .rule("first", rule -> rule.limits("3/hour"))
                .rule("held", rule -> rule.limit(limit -> limit.concurrent(1)))
                .dialects(Dialect.X_RATELIMIT);
    }

    @ParameterizedTest
    @MethodSource("places")
    void failsClosedAndChargesNobody(Place place) throws Exception {
        var policy = first();
        place.policy().accept(policy);
        serve(policy.build());
        for (var fail : new String[] {"exception", "error", "exception", "error"}) {
            var answer = running().send("GET / HTTP/1.1\nFail: " + fail);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.headers()).noneMatch(header -> header.startsWith("X-RateLimit"));
        }
        assertThat(reached).as("requests that reached the application").isZero();
        assertThat(filter.refused()).isZero();
        assertThat(filter.undecided()).isEqualTo(4);
        assertThat(header("X-RateLimit-Remaining", "GET / HTTP/1.1")).isEqualTo("2");
        assertThat(reached).isEqualTo(1);
    }

    /** Shadow mode tries limits, not code. Nobody is charged, and no body is read, before all have been asked. */
    @Test
    void failsClosedInShadowModeToo() throws Exception {
        serve(RateLimitPolicy.builder()
                .rule("first", rule -> rule.match("POST /").limits("3/hour").maxRecords(9))
                .rule(
                        "second",
                        rule -> rule.limits("5/hour")
                                .by(FailingApplicationCodeTest::keyOf)
                                .mode(Mode.SHADOW))
                .dialects(Dialect.X_RATELIMIT)
                .build());
        var post = "POST / HTTP/1.1\nContent-Type: application/json\nContent-Length: 5";
        assertThat(running().send(post + "\nFail: exception\n\n[1,2]").status()).isEqualTo(500);
        assertThat(reached).isZero();
        assertThat(filter.undecided()).isEqualTo(1);
        var answer = running().send(post + "\n\n[1,2]");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.values("X-RateLimit-Remaining")).containsExactly("2");
    }

    /** A client that goes in the middle of its body had been decided on, and charged. */
    @Test
    void countsNoBodyThatBreaksOffAsUndecided() throws Exception {
        serve(first().rule("bulk", rule -> rule.match("POST /").limits("9/hour").maxRecords(9))
                .build());
        var answer = running()
                .send("POST / HTTP/1.1\nContent-Type: application/json\nTransfer-Encoding: chunked\n\nnonsense\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(reached).isZero();
        assertThat(filter.undecided()).isZero();
        assertThat(header("X-RateLimit-Remaining", "GET / HTTP/1.1")).isEqualTo("1");
    }

    @Test
    void asksNobodyForExemptRequestsAndPreflights() throws Exception {
        serve(first().rule("second", rule -> rule.limits("5/hour").by(FailingApplicationCodeTest::keyOf))
                .exempt("GET /health")
                .build());
        assertThat(status("GET /health HTTP/1.1\nFail: exception")).isEqualTo(200);
        assertThat(status("OPTIONS / HTTP/1.1\nFail: exception\nOrigin: https://app.example\n"
                        + "Access-Control-Request-Method: PUT"))
                .isEqualTo(200);
        assertThat(reached).isEqualTo(2);
    }
}
