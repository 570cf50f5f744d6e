package dev.gatehouse.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The least that a filter can do which counts callers: a number for each API key, which nothing ever resets. It tells
 * what is left of a limit, and refuses nobody.
 */
final class CountFilter implements Filter {

    private final ConcurrentMap<String, AtomicLong> counts;
    private final long requests;
    private final String limit;

    CountFilter(ConcurrentMap<String, AtomicLong> counts, long requests) {
        this.counts = counts;
        this.requests = requests;
        this.limit = String.valueOf(requests);
    }

    /** Returns one that counts in Caffeine, whose work is all done by the thread that causes it. */
    static CountFilter inCaffeine(int maxSubjects, long requests) {
        Cache<String, AtomicLong> counts = Caffeine.newBuilder()
                .maximumSize(maxSubjects)
                .executor(Runnable::run)
                .build();
        return new CountFilter(counts.asMap(), requests);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var answer = (HttpServletResponse) response;
        var key = ((HttpServletRequest) request).getHeader("X-API-Key");
        var count = counts.computeIfAbsent(key, newcomer -> new AtomicLong()).incrementAndGet();
        answer.setHeader("X-RateLimit-Limit", limit);
        answer.setHeader("X-RateLimit-Remaining", String.valueOf(requests - count));
        chain.doFilter(request, response);
    }
}
