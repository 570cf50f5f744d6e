package dev.gatehouse.ratelimit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A filter as one writes it with Bucket4j: a bucket for each API key, in Caffeine, and the same headers and refusals as
 * ours. All of Caffeine's work is done by the thread that causes it, as in ours, so that all of it is measured.
 */
final class BucketFilter implements Filter {

    private static final byte[] BODY = """
            {"error":{"code":"rate_limited","message":"Rate limit exceeded. Retry after a while."}}""".getBytes(US_ASCII);

    private final Cache<String, io.github.bucket4j.Bucket> buckets;
    private final Function<String, io.github.bucket4j.Bucket> newBucket;
    private final String limit;

    /**
     * Makes one.
     *
     * @param limits the last of which the headers call the limit
     */
    BucketFilter(int maxSubjects, Bandwidth... limits) {
        limit = String.valueOf(limits[limits.length - 1].getCapacity());
        buckets = Caffeine.newBuilder()
                .maximumSize(maxSubjects)
                .executor(Runnable::run)
                .build();
        newBucket = key -> {
            var bucket = io.github.bucket4j.Bucket.builder();
            for (var each : limits) {
                bucket.addLimit(each);
            }
            return bucket.build();
        };
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var answer = (HttpServletResponse) response;
        var key = ((HttpServletRequest) request).getHeader("X-API-Key");
        var probe = buckets.get(key, newBucket).tryConsumeAndReturnRemaining(1);
        tell(probe, answer);
        if (probe.isConsumed()) {
            chain.doFilter(request, response);
            return;
        }
        answer.setStatus(429);
        answer.setHeader("Retry-After", String.valueOf(seconds(probe.getNanosToWaitForRefill())));
        answer.setContentType("application/json");
        answer.setContentLength(BODY.length);
        answer.getOutputStream().write(BODY);
    }

    private void tell(ConsumptionProbe probe, HttpServletResponse answer) {
        var now = System.currentTimeMillis() / 1_000;
        answer.setHeader("X-RateLimit-Limit", limit);
        answer.setHeader("X-RateLimit-Remaining", String.valueOf(probe.getRemainingTokens()));
        answer.setHeader("X-RateLimit-Reset", String.valueOf(now + seconds(probe.getNanosToWaitForReset())));
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos) + 1;
    }
}
