package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.InMemoryServer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jetty.ee9.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.eclipse.jetty.ee9.servlet.ServletContextHandler;
import org.eclipse.jetty.ee9.servlet.ServletHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That the policy's headers, and no others, go out: whatever the application does, and however it is dispatched. */
final class CorsSurvivalTest {

    private static final String ALLOWED = "Origin: https://app.example";
    private static final String DISALLOWED = "Origin: https://evil.example";

    private static final Set<DispatcherType> REQUEST = EnumSet.of(DispatcherType.REQUEST);
    private static final Set<DispatcherType> EVERY = EnumSet.allOf(DispatcherType.class);

    private static final CorsPolicy REJECT = policy().build();
    private static final CorsPolicy PASS = policy().onDisallowedOrigin("pass").build();

    private static CorsPolicy.Builder policy() {
        return CorsPolicy.builder()
                .allowedOrigins("https://app.example")
                .allowCredentials(true)
                .exposedHeaders("X-Total")
                .timingAllowOrigins("https://app.example");
    }

    private static void assertMarked(InMemoryServer.Answer answer) {
        assertThat(answer.values("Access-Control-Allow-Origin")).containsExactly("https://app.example");
        assertThat(answer.values("Access-Control-Allow-Credentials")).containsExactly("true");
        assertThat(answer.values("Access-Control-Expose-Headers")).containsExactly("X-Total");
        assertThat(answer.values("Timing-Allow-Origin")).containsExactly("https://app.example");
    }

    private static void assertUnmarked(InMemoryServer.Answer answer) {
        assertThat(answer.headers()).noneMatch(header -> header.startsWith("Access-Control"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hello",
                "/own",
                "/own-added",
                "/reset",
                "/vary",
                "/vary-add",
                "/forward",
                "/include",
                "/async",
                "/redirect"
            })
    void sendsItsOwnHeadersOnce(String path) throws Exception {
        for (var dispatchers : List.of(REQUEST, EVERY)) {
            try (var server = server(context -> map(context, REJECT, dispatchers))) {
                var answer = server.send("GET " + path + " HTTP/1.1\n" + ALLOWED);

                assertMarked(answer);
                assertThat(String.join(", ", answer.values("Vary"))).containsOnlyOnce("Origin");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hello",
                "/own",
                "/own-added",
                "/reset",
                "/vary",
                "/forward",
                "/async",
                "/error",
                "/error-message",
                "/throw"
            })
    void keepsClosedWhatTheApplicationOpens(String path) throws Exception {
        for (var dispatchers : List.of(REQUEST, EVERY)) {
            try (var server = server(context -> map(context, PASS, dispatchers))) {
                assertUnmarked(server.send("GET " + path + " HTTP/1.1\n" + DISALLOWED));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/hello    | Origin",
                "/reset    | Origin",
                "/vary     | Accept-Encoding, Origin",
                "/vary-add | Origin, Accept-Encoding",
                "/vary-own | Accept, origin",
                "/vary-any | *",
            })
    void mergesVary(String path, String vary) throws Exception {
        try (var server = server(context -> map(context, REJECT, REQUEST))) {
            for (var headers : List.of("", ALLOWED, "Origin: http://service.example")) {
                var answer = server.send("GET " + path + " HTTP/1.1\n" + headers);

                assertThat(String.join(", ", answer.values("Vary"))).as(headers).isEqualTo(vary);
            }
        }
    }

    private static InMemoryServer serverAfterAFilterThatSays(String vary) throws Exception {
        return server(context -> {
            context.addFilter(
                    new FilterHolder((request, response, chain) -> {
                        ((HttpServletResponse) response).setHeader("Vary", vary);
                        chain.doFilter(request, response);
                    }),
                    "/*",
                    EnumSet.of(DispatcherType.REQUEST));
            map(context, REJECT, REQUEST);
        });
    }

    @Test
    void mergesVaryIntoWhatAnEarlierFilterWrote() throws Exception {
        try (var server = serverAfterAFilterThatSays("accept , ORIGIN")) {
            assertThat(server.send("GET /hello HTTP/1.1").values("Vary")).containsExactly("accept , ORIGIN");
            assertThat(server.send("GET /hello HTTP/1.1\n" + DISALLOWED).values("Vary"))
                    .containsExactly("accept , ORIGIN");
            assertThat(server.send("OPTIONS /hello HTTP/1.1\n" + ALLOWED + "\nAccess-Control-Request-Method: PUT")
                            .values("Vary"))
                    .containsExactly(
                            "accept , ORIGIN", "Access-Control-Request-Method", "Access-Control-Request-Headers");
        }
    }

    /** A cache that has an answer for everybody would serve it to a page that may not read it. */
    @Test
    void variesPreflightsByOriginAfterWhatAnEarlierFilterWrote() throws Exception {
        try (var server = serverAfterAFilterThatSays("Accept")) {
            assertThat(server.send("OPTIONS /hello HTTP/1.1\n" + ALLOWED + "\nAccess-Control-Request-Method: PUT")
                            .values("Vary"))
                    .containsExactly(
                            "Accept", "Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers");
        }
    }

    @Test
    void swallowsNoMoreThanWhatIsItsOwn() throws Exception {
        try (var server = server(context -> map(context, REJECT, REQUEST))) {
            var repeated = server.send("GET /vary-add-origin HTTP/1.1\n" + ALLOWED);
            assertThat(repeated.values("Vary")).containsExactly("Origin");
            var other = server.send("GET /other HTTP/1.1\n" + ALLOWED);
            assertThat(other.values("Mentions")).containsExactly("Origin");
            assertThat(other.values("Vary")).containsExactly("Origin");
            var reset = server.send("GET /other-reset HTTP/1.1\n" + ALLOWED);
            assertThat(reset.values("Mentions")).isEmpty();
            assertMarked(reset);
        }
    }

    @Test
    void sendsItsHeadersOnceIfMappedTwice() throws Exception {
        try (var server = server(context -> {
            map(context, REJECT, REQUEST);
            map(context, REJECT, EVERY);
        })) {
            for (var path : List.of("/hello", "/own", "/forward", "/reset")) {
                var answer = server.send("GET " + path + " HTTP/1.1\n" + ALLOWED);

                assertMarked(answer);
                assertThat(answer.values("Vary")).containsExactly("Origin");
            }
        }
    }

    @Test
    void wrapsAnAnswerOnce() throws Exception {
        var answers = new ArrayList<ServletResponse>();
        var witness = new FilterHolder((request, response, chain) -> {
            answers.add(response);
            chain.doFilter(request, response);
        });
        try (var server = server(context -> {
            map(context, REJECT, REQUEST);
            context.addFilter(witness, "/*", EnumSet.of(DispatcherType.REQUEST));
            map(context, REJECT, REQUEST);
            context.addFilter(witness, "/*", EnumSet.of(DispatcherType.REQUEST));
        })) {
            server.send("GET /hello HTTP/1.1\n" + ALLOWED);
        }

        assertThat(answers).hasSize(2);
        assertThat(answers.get(0)).isInstanceOf(CorsResponse.class);
        assertThat(answers.get(1)).isSameAs(answers.get(0));
    }

    @Test
    void letsTheOuterOfTwoPoliciesDecide() throws Exception {
        var other = CorsPolicy.builder()
                .allowedOrigins("https://evil.example")
                .onDisallowedOrigin("pass")
                .build();
        try (var server = server(context -> {
            map(context, PASS, REQUEST);
            map(context, other, REQUEST);
        })) {
            assertUnmarked(server.send("GET /hello HTTP/1.1\n" + DISALLOWED));
            assertMarked(server.send("GET /hello HTTP/1.1\n" + ALLOWED));
        }
    }

    /** Jetty's Response.resetContent, which comes before an error is written, after the filter has returned. */
    @ParameterizedTest
    @ValueSource(strings = {"/error", "/throw"})
    void losesNothingButVaryOnJettysOwnErrorPage(String path) throws Exception {
        try (var server = server(context -> map(context, REJECT, EVERY))) {
            var answer = server.send("GET " + path + " HTTP/1.1\n" + ALLOWED);

            assertMarked(answer);
            assertThat(answer.values("Vary")).isEmpty();
            assertThat(answer.values("Cache-Control")).containsExactly("must-revalidate,no-cache,no-store");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/error", "/throw"})
    void losesNothingOnAnErrorPageThatTheFilterIsMappedTo(String path) throws Exception {
        try (var server = server(context -> {
            map(context, REJECT, EVERY);
            declareErrorPage(context);
        })) {
            var answer = server.send("GET " + path + " HTTP/1.1\n" + ALLOWED);

            assertMarked(answer);
            assertThat(answer.values("Vary")).containsExactly("Origin");
            assertThat(answer.body()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/error", "/throw"})
    void losesVaryOnAnErrorPageThatTheFilterIsNotMappedTo(String path) throws Exception {
        try (var server = server(context -> {
            map(context, REJECT, REQUEST);
            declareErrorPage(context);
        })) {
            var answer = server.send("GET " + path + " HTTP/1.1\n" + ALLOWED);

            assertMarked(answer);
            assertThat(answer.values("Vary")).isEmpty();
        }
    }

    @Test
    void refusesOnlyOnTheFirstDispatch() throws Exception {
        var later = EnumSet.complementOf(EnumSet.of(DispatcherType.REQUEST));
        try (var server = server(context -> map(context, REJECT, later))) {
            for (var path : List.of("/forward", "/async")) {
                assertThat(server.send("GET " + path + " HTTP/1.1\n" + DISALLOWED)
                                .body())
                        .isEqualTo("hello");
                assertThat(server.send("OPTIONS " + path + " HTTP/1.1\n" + DISALLOWED
                                        + "\nAccess-Control-Request-Method: PUT")
                                .body())
                        .isEqualTo("hello");
                assertMarked(server.send("GET " + path + " HTTP/1.1\n" + ALLOWED));
            }
        }
    }

    private static void declareErrorPage(ServletContextHandler context) {
        var pages = new ErrorPageErrorHandler();
        pages.addErrorPage(400, 599, "/hello");
        context.setErrorHandler(pages);
    }

    private static void map(ServletContextHandler context, CorsPolicy policy, Set<DispatcherType> dispatchers) {
        var holder = new FilterHolder(new CorsFilter(policy));
        holder.setAsyncSupported(true);
        context.addFilter(holder, "/*", EnumSet.copyOf(dispatchers));
    }

    private static InMemoryServer server(Consumer<ServletContextHandler> customizer) throws Exception {
        return new InMemoryServer(context -> {
            customizer.accept(context);
            var servlet = new ServletHolder(new Application());
            servlet.setAsyncSupported(true);
            context.addServlet(servlet, "/*");
        });
    }

    private static String task(HttpServletRequest request) {
        return switch (request.getDispatcherType()) {
            case INCLUDE -> "/own";
            case ASYNC -> "/hello";
            default -> request.getRequestURI();
        };
    }

    /** Does to the answer what its path says. */
    private static final class Application extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            switch (task(request)) {
                case "/own" -> {
                    response.setHeader("access-control-allow-origin", "*");
                    response.setHeader("Access-Control-Allow-Credentials", "false");
                    response.setHeader("Access-Control-Expose-Headers", "X-Own");
                }
                case "/own-added" -> {
                    response.addHeader("Access-Control-Allow-Origin", "https://own.example");
                    response.addHeader("ACCESS-CONTROL-ALLOW-CREDENTIALS", "true");
                    response.addHeader("Access-Control-Expose-Headers", "X-Own");
                }
                case "/reset" -> response.reset();
                case "/other" -> response.addHeader("Mentions", "Origin");
                case "/other-reset" -> {
                    response.setHeader("Mentions", "Origin");
                    response.reset();
                }
                case "/error-message" -> {
                    response.sendError(404, "none of these");
                    return;
                }
                case "/vary" -> response.setHeader("Vary", "Accept-Encoding");
                case "/vary-add" -> response.addHeader("Vary", "Accept-Encoding");
                case "/vary-add-origin" -> response.addHeader("Vary", "origin");
                case "/vary-own" -> response.setHeader("vary", "Accept, origin");
                case "/vary-any" -> response.setHeader("Vary", "*");
                case "/forward" -> {
                    request.getRequestDispatcher("/hello").forward(request, response);
                    return;
                }
                case "/include" -> {
                    request.getRequestDispatcher("/own").include(request, response);
                    return;
                }
                case "/async" -> {
                    request.startAsync(request, response).dispatch();
                    return;
                }
                case "/redirect" -> {
                    response.sendRedirect("/hello");
                    return;
                }
                case "/error" -> {
                    response.sendError(404);
                    return;
                }
                case "/throw" -> throw new ServletException("thrown");
                default -> {}
            }
            response.getOutputStream().print("hello");
        }
    }
}
