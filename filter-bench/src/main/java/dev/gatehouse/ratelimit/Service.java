package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.StubChain;
import dev.gatehouse.bench.StubRequest;
import dev.gatehouse.bench.StubResponse;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import java.io.IOException;

/** A filter before an application that does nothing, and the callers of both. Not thread-safe. */
final class Service {

    private final Filter filter;
    private final Callers callers;
    private final StubRequest request = new StubRequest();
    private final StubResponse response = new StubResponse();
    private final StubChain application = new StubChain();

    Service(Filter filter, Callers callers) {
        this.filter = filter;
        this.callers = callers;
    }

    /** Answers the next caller, and returns how many requests the application has seen. */
    long serve() throws IOException, ServletException {
        response.reset();
        filter.doFilter(callers.call(request), response, application);
        return application.requests();
    }

    /** Answers as many callers as there are. */
    void serveAll() throws IOException, ServletException {
        for (var i = 0; i < callers.count(); i++) {
            serve();
        }
    }

    /** Returns the last answer. */
    StubResponse answer() {
        return response;
    }

    /** Returns how many requests the application has seen. */
    long served() {
        return application.requests();
    }

    void stop() {
        filter.destroy();
    }
}
