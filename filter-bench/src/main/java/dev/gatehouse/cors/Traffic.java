package dev.gatehouse.cors;

import dev.gatehouse.bench.StubChain;
import dev.gatehouse.bench.StubRequest;
import dev.gatehouse.bench.StubResponse;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.function.Supplier;

/** Requests of one kind, equal but not the same, that go through a filter one after another. Not thread-safe. */
final class Traffic {

    private final Filter filter;
    private final StubRequest[] requests = new StubRequest[4];
    private final StubResponse response = new StubResponse();
    private final StubChain application = new StubChain();
    private int next;

    /**
     * Sends each request once, and sees what becomes of it.
     *
     * @throws IllegalStateException if that is not what is expected
     */
    Traffic(Filter filter, Supplier<StubRequest> request, Outcome expected) throws IOException, ServletException {
        this.filter = filter;
        for (var i = 0; i < requests.length; i++) {
            requests[i] = request.get();
        }
        for (var i = 0; i < requests.length; i++) {
            var before = application.requests();
            if (!expected.fits(send(), application.requests() > before)) {
                throw new IllegalStateException("the request is not " + expected + ", status " + response.getStatus());
            }
        }
    }

    /** Sends the next request and returns the answer, which is good until the one after it. */
    StubResponse send() throws IOException, ServletException {
        response.reset();
        next = (next + 1) % requests.length;
        filter.doFilter(requests[next].again(), response, application);
        return response;
    }
}
