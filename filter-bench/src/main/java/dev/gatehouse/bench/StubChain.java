package dev.gatehouse.bench;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/** An application that does nothing but count the requests that reach it. Not thread-safe. */
public final class StubChain implements FilterChain {

    private long requests;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response) {
        requests++;
    }

    /** Returns how many requests have reached the application. */
    public long requests() {
        return requests;
    }
}
