package dev.gatehouse.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A filter that sets the headers that both of ours set, always the same, as long as theirs, and decides nothing. */
final class ConstantFilter implements Filter {

    private static final String EXPOSED = "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset,"
            + " RateLimit-Policy, RateLimit, Retry-After";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var answer = (HttpServletResponse) response;
        answer.setHeader("Access-Control-Allow-Origin", Variant.ORIGIN);
        answer.setHeader("Access-Control-Expose-Headers", EXPOSED);
        answer.setHeader("Vary", "Origin");
        answer.setHeader("X-RateLimit-Limit", "100000");
        answer.setHeader("X-RateLimit-Remaining", "99999");
        answer.setHeader("X-RateLimit-Reset", "1800000000");
        chain.doFilter(request, response);
    }
}
