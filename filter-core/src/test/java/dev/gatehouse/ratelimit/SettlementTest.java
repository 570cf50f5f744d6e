package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.InMemoryServer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.eclipse.jetty.ee9.servlet.ServletHolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a request costs in the end, whatever its application does: each limit is charged once or not at all, and nothing
 * stays held.
 */
final class SettlementTest extends ServedPolicy {

    private static final String POLICY = """
            { "rules": [
                { "name": "all", "by": "header:Key", "limits": ["100/hour"] },
                { "name": "failures", "by": "header:Key", "limits": ["100/hour"], "count": "failures" },
                { "name": "successes", "by": "header:Key", "limits": ["100/hour"], "count": "successes" },
                { "name": "held", "by": "header:Key", "limits": [{ "concurrent": 100, "name": "100/hour" }] } ],
              "dialects": ["ratelimit"] }
            """;

    /** Opened once the filter has done with a request. */
    private CountDownLatch settled = new CountDownLatch(1);

    @BeforeEach
    void start() throws Exception {
        filter = new RateLimitFilter(policy(POLICY), timeline);
        server = new InMemoryServer(context -> {
            context.addFilter(asynchronous(this::witness), "/*", EnumSet.of(DispatcherType.REQUEST));
            context.addFilter(asynchronous(filter), "/*", EnumSet.allOf(DispatcherType.class));
            var servlet = new ServletHolder(new Misbehaving());
            servlet.setAsyncSupported(true);
            context.addServlet(servlet, "/*");
        });
    }

    private static FilterHolder asynchronous(Filter each) {
        var holder = new FilterHolder(each);
        holder.setAsyncSupported(true);
        return holder;
    }

    /** Stands before the filter, so what it does after a request the filter has done by then. */
    private void witness(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } finally {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new AsyncSettlement(settled::countDown));
            } else {
                settled.countDown();
            }
        }
    }

    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                // What the application does | status | charged to all, failures, successes, and still held | why
                "/ok                       | 200 | 1 0 1 0 | an answer",
                "/status-404               | 404 | 1 1 0 0 | an error that the application writes",
                "/send-error-404           | 404 | 1 1 0 0 | one that it has the container write",
                "/send-error-500           | 500 | 1 1 0 0 | another",
                "/redirect                 | 302 | 1 0 1 0 | a redirect is no failure",
                "/throw-runtime            | 500 | 1 1 0 0 | an exception counts as 500",
                "/throw-servlet            | 500 | 1 1 0 0 | of any kind",
                "/throw-io                 | 500 | 1 1 0 0 | also where a client may be the reason",
                "/throw-error              | 500 | 1 1 0 0 | and an error",
                "/created-then-throw       | 500 | 1 1 0 0 | what it said before has not gone out",
                "/send-error-404-then-throw | 404 | 1 1 0 0 | nor has this, which the container prefers",
                // Else a client that hangs up before the end is given back what it got.
                "/sent-then-throw          | 200 | 1 1 1 0 | a success that has gone out stays one, and fails as well",
                "/sent-404-then-throw      | 404 | 1 1 0 0 | a failure that has gone out",
                "/sent-then-send-error     | 200 | 1 0 1 0 | an error that comes too late",
                "/reset                    | 200 | 1 0 1 0 | an error that is taken back",
                "/reset-then-404           | 404 | 1 1 0 0 | a success that is",
                "/forward-ok               | 200 | 1 0 1 0 | a forward is no other request",
                "/forward-throw-runtime    | 500 | 1 1 0 0 | nor where that throws",
                "/include-ok               | 200 | 1 0 1 0 | nor is an include",
                "/async-ok                 | 200 | 1 0 1 0 | an answer that comes later",
                "/async-status-404         | 404 | 1 1 0 0 | an error that does",
                "/async-send-error-404     | 404 | 1 1 0 0 | that the container writes",
                "/async-throw-runtime      | 500 | 1 1 0 0 | an exception in a dispatch",
                "/async-twice              | 200 | 1 0 1 0 | a dispatch that goes on asynchronously",
                "/async-then-throw         | 500 | 1 1 0 0 | an exception after all",
                "/async-complete           | 200 | 1 0 1 0 | one that is complete at once",
                "/async-timeout            | 500 | 1 1 0 0 | nobody answers in time",
                "/async-timeout-answered   | 503 | 1 1 0 0 | somebody answers just then",
            })
    void chargesOnceAndGivesBackAsConfigured(String does, int status, String charged, String why) throws Exception {
        assertThat(statusOf(does)).isEqualTo(status);
        assertThat(chargedSoFar()).isEqualTo(charged);
    }

    /** Whatever came of one, the next is counted as if it came first. */
    @ParameterizedTest
    @CsvSource({"/throw-runtime, 3 3 0 0", "/sent-then-throw, 3 3 3 0", "/async-timeout, 3 3 0 0"})
    void addsUp(String does, String charged) throws Exception {
        for (var i = 0; i < 3; i++) {
            statusOf(does);
        }
        assertThat(chargedSoFar()).isEqualTo(charged);
    }

    private int statusOf(String path) throws Exception {
        settled = new CountDownLatch(1);
        var answer = running().exchange("GET " + path + " HTTP/1.1\nKey: a");
        assertThat(settled.await(10, TimeUnit.SECONDS)).as("settled").isTrue();
        return Integer.parseInt(answer.substring(9, 12));
    }

    /** Returns what each rule has been charged, but for the request that asks. */
    private String chargedSoFar() throws Exception {
        var left = String.join("", running().send("GET /ok HTTP/1.1\nKey: a").values("RateLimit"));
        return List.of("all", "failures", "successes", "held").stream()
                .map(rule -> {
                    var line =
                            Pattern.compile('"' + rule + ":100/hour\";r=(\\d+)").matcher(left);
                    assertThat(line.find()).as("%s in %s", rule, left).isTrue();
                    return String.valueOf(99 - Integer.parseInt(line.group(1)));
                })
                .collect(Collectors.joining(" "));
    }
}
