package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.InMemoryServer;
import jakarta.servlet.DispatcherType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What whoever watches a filter is told of requests of other origins. */
final class CorsJournalTest {

    private final CorsFilter filter = new CorsFilter(CorsPolicy.builder()
            .allowedOrigins("https://app.example")
            .allowedMethods("PUT")
            .build());

    private InMemoryServer server;
    private List<CorsFilter> running = List.of();

    @BeforeEach
    void start() throws Exception {
        server = new InMemoryServer(context -> {
            var holder = new FilterHolder(filter);
            holder.setName("cors");
            context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR));
            running = CorsFilter.allOf(context.getServletContext());
        });
        filter.journal().open();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<String> read() {
        var read = new TreeMap<String, Long>();
        filter.journal()
                .read(decision ->
                        read.merge(decision.outcome() + " " + decision.origin(), decision.requests(), Long::sum));
        return read.entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey())
                .toList();
    }

    @Test
    void tellsWhatBecameOfRequests() throws Exception {
        server.send("GET / HTTP/1.1");
        server.send("GET / HTTP/1.1");
        server.send("GET / HTTP/1.1\nOrigin: http://service.example");
        server.send("GET / HTTP/1.1\nOrigin: https://app.example");
        server.send("GET / HTTP/1.1\nOrigin: https://evil.example");
        var preflight = "OPTIONS / HTTP/1.1\nOrigin: https://app.example\nAccess-Control-Request-Method: ";
        server.send(preflight + "PUT");
        server.send(preflight + "DELETE");
        server.send(preflight + "PUT\nAccess-Control-Request-Headers: x-other");
        server.send(preflight + "PUT\nAccess-Control-Request-Method: PUT");
        assertThat(read())
                .containsExactlyInAnyOrder(
                        "3 SAME_ORIGIN null",
                        "1 ALLOWED null",
                        "1 ORIGIN_REFUSED https://evil.example",
                        "1 PREFLIGHT_ALLOWED null",
                        "1 METHOD_REFUSED https://app.example",
                        "1 HEADERS_REFUSED https://app.example",
                        "1 PREFLIGHT_MALFORMED https://app.example");
        assertThat(read()).isEmpty();
    }

    @Test
    void keepsSoManyOriginsAndCountsTheOthers() {
        var requests = 1_000;
        for (var i = 0; i < requests; i++) {
            filter.journal().keep(CorsDecision.Outcome.ORIGIN_REFUSED, "https://" + "x".repeat(i) + ".example");
        }
        var kept = new ArrayList<CorsDecision>();
        filter.journal().read(kept::add);
        assertThat(kept).hasSizeLessThanOrEqualTo(65);
        assertThat(kept.stream().mapToLong(CorsDecision::requests).sum()).isEqualTo(requests);
        assertThat(kept).allMatch(each -> String.valueOf(each.origin()).length() <= 256);
    }

    @Test
    void isFoundInItsApplicationWhileItRuns() {
        assertThat(running).as("before it is started").isEmpty();
        assertThat(filter.name()).isEqualTo("cors");
        assertThat(filter.policy().explained()).isNotEmpty();
    }
}
