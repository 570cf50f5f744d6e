package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.StubChain;
import dev.gatehouse.bench.StubRequest;
import dev.gatehouse.bench.StubResponse;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import java.io.IOException;

/**
 * Callers who come to a filter for the first time, each with an API key of 36 characters that only the filter keeps, if
 * anybody does.
 */
final class Newcomers {

    /** A number of twelve digits. */
    private static final long FIRST = 100_000_000_000L;

    private final StubRequest request = new StubRequest();
    private final StubResponse response = new StubResponse();
    private final StubChain application = new StubChain();

    private final long limit;

    /**
     * Makes them.
     *
     * @param limit how many requests each may send
     */
    Newcomers(long limit) {
        this.limit = limit;
    }

    /** Lets them come, and sees that the filter has counted each, by letting a few come again. */
    void come(Filter filter, int count) throws IOException, ServletException {
        for (var i = 0; i < count; i++) {
            expect(limit - 1, filter, i);
        }
        for (var i = 0; i < count; i += 997) {
            expect(limit - 2, filter, i);
        }
    }

    private void expect(long remaining, Filter filter, int caller) throws IOException, ServletException {
        response.reset();
        var key = "2c1743a3-91f4-4bd1-b8f0-" + (FIRST + caller);
        filter.doFilter(request.next("GET", "/courses", "192.0.2.1").header("X-API-Key", key), response, application);
        if (!String.valueOf(remaining).equals(response.getHeader("X-RateLimit-Remaining"))) {
            throw new IllegalStateException("caller " + caller + " has not " + remaining + " left");
        }
    }
}
