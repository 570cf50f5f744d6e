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
import java.util.concurrent.atomic.AtomicLong;

/**
 * The least that a filter can do which counts callers in bounded memory: a number for each API key, in Caffeine, that
 * nothing ever resets. It tells what is left of a limit, and refuses nobody.
 */
final class CountFilter implements Filter {

    private final Cache<String, AtomicLong> counts;
    private final long requests;
    private final String limit;

    CountFilter(int maxSubjects, long requests) {
        this.counts = Caffeine.newBuilder()
                .maximumSize(maxSubjects)
                .executor(Runnable::run)
                .build();
        this.requests = requests;
        this.limit = String.valueOf(requests);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var answer = (HttpServletResponse) response;
        var key = ((HttpServletRequest) request).getHeader("X-API-Key");
        var count = counts.get(key, newcomer -> new AtomicLong()).incrementAndGet();
        answer.setHeader("X-RateLimit-Limit", limit);
        answer.setHeader("X-RateLimit-Remaining", String.valueOf(requests - count));
        chain.doFilter(request, response);
    }
}
