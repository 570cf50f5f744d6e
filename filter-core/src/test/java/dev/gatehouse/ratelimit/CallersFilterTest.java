package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.InMemoryServer;
import dev.gatehouse.ratelimit.CallerTable.Row;
import dev.gatehouse.ratelimit.CallerTable.Section;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.stream.Stream;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.eclipse.jetty.ee9.servlet.ServletHolder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the filter counts whom the tables name, whoever sends the request to a real container. */
final class CallersFilterTest {

    private static final long NOW = 1_700_006_400L * Timeline.SECOND;
    private static final int LIMIT = 1_000_000;

    @TempDir
    private Path folder = Path.of("");

    static Stream<Section> sections() {
        return CallersTest.sections();
    }

    /** What is left after each request is the limit less all requests of rows with the same caller, and of no other. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("sections")
    void chargesAllRequestsOfACallerAndNobodyElsesToIt(Section section) throws Exception {
        try (var server = serving(section)) {
            var charged = new HashMap<String, Integer>();
            for (var row : section.rows()) {
                if (!row.isHttp()) {
                    assertThat(server.send(row.text()).status()).as(row.says()).isEqualTo(400);
                    continue;
                }
                for (var request : new Row[] {row.plainly(), row}) {
                    var left = LIMIT - charged.merge(row.caller(), 1, Integer::sum);
                    assertThat(server.send(request.text()).values("X-RateLimit-Remaining"))
                            .as("%s, as %s", row.caller(), request)
                            .containsExactly(String.valueOf(left));
                }
            }
        }
    }

    private InMemoryServer serving(Section section) throws Exception {
        var filter = new RateLimitFilter(section.told().policy(folder), new Timeline(() -> NOW, () -> NOW));
        return new InMemoryServer(context -> {
            context.addFilter(
                    new FilterHolder((Filter) (request, response, chain) ->
                            chain.doFilter(new FromItsPeer((HttpServletRequest) request), response)),
                    "/*",
                    EnumSet.of(DispatcherType.REQUEST));
            context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
            context.addServlet(new ServletHolder(new Silent()), "/*");
        });
    }

    /** A request whose peer is in a header: here, nobody is at the other end of a connection. */
    private static final class FromItsPeer extends HttpServletRequestWrapper {

        FromItsPeer(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getRemoteAddr() {
            return getHeader("Peer");
        }
    }

    private static final class Silent extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            response.setContentLength(0);
        }
    }
}
