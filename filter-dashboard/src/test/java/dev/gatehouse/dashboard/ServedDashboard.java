package dev.gatehouse.dashboard;

import dev.gatehouse.InMemoryServer;
import dev.gatehouse.ratelimit.RateLimitFilter;
import dev.gatehouse.ratelimit.RateLimitPolicy;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;
import java.util.Objects;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.eclipse.jetty.ee9.servlet.ServletHolder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * The dashboard beside a rate limit in a real container. Who asks from where is what the headers {@code Test-Peer} and
 * {@code Test-Role} say, in the place of the connection and the container's login.
 */
abstract class ServedDashboard {

    static final RateLimitPolicy POLICY = RateLimitPolicy.builder()
            .rule("account", rule -> rule.by("header:Key").limits("3/minute", "100/day"))
            .exempt("GET /usage", "GET /usage/*")
            .build();

    private @Nullable InMemoryServer server;

    /**
     * Starts it.
     *
     * @param access the init-param; null for none
     */
    final void start(@Nullable String access) throws Exception {
        server = new InMemoryServer(context -> {
            Filter peer =
                    (request, response, chain) -> chain.doFilter(new Peer((HttpServletRequest) request), response);
            context.addFilter(new FilterHolder(peer), "/*", EnumSet.of(DispatcherType.REQUEST));
            var limit = new FilterHolder(new RateLimitFilter(POLICY));
            limit.setName("rateLimit");
            context.addFilter(limit, "/*", EnumSet.of(DispatcherType.REQUEST));
            var usage = new ServletHolder("usage", new UsageServlet());
            if (access != null) {
                usage.setInitParameter("access", access);
            }
            usage.setInitOrder(1);
            context.addServlet(usage, "/usage/*");
            context.addServlet(new ServletHolder(new Application()), "/*");
        });
    }

    @AfterEach
    final void stop() {
        if (server != null) {
            server.close();
        }
    }

    final InMemoryServer.Answer send(String request) throws Exception {
        return Objects.requireNonNull(server).send(request);
    }

    /** Answers everything with nothing. */
    private static final class Application extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            response.setBufferSize(1_024);
        }
    }

    private static final class Peer extends HttpServletRequestWrapper {

        Peer(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getRemoteAddr() {
            @Nullable String peer = getHeader("Test-Peer");
            return peer == null ? "192.0.2.7" : peer;
        }

        @Override
        public boolean isUserInRole(String role) {
            return role.equals(getHeader("Test-Role"));
        }
    }
}
