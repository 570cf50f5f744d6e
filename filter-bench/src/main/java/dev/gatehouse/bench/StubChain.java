package dev.gatehouse.bench;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * An application that does nothing but count the requests that reach it. It holds on to its answer, as applications do:
 * so what a filter wraps that in is really made. Not thread-safe.
 */
public final class StubChain implements FilterChain {

    private long requests;

    @SuppressWarnings("UnusedVariable") // Held, that is all.
    private @Nullable ServletResponse answer;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response) {
        requests++;
        answer = response;
    }

    /** Returns how many requests have reached the application. */
    public long requests() {
        return requests;
    }
}
