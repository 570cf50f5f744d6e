package dev.gatehouse.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A plain filter around Bucket4j, as one would write it: a bucket with two limits for each API key, in a cache that is
 * bounded by size alone, since that is the fastest, and whose work is done by the thread that causes it, as in ours.
 */
final class Bucket4jFilter implements Filter {

    private static final String LIMIT = String.valueOf(Variant.A_MINUTE);

    private final LoadingCache<String, Bucket> buckets =
            Caffeine.newBuilder().maximumSize(100_000).executor(Runnable::run).build(key -> bucket());

    private static Bucket bucket() {
        return Bucket.builder()
                .addLimit(
                        limit -> limit.capacity(Variant.A_MINUTE).refillGreedy(Variant.A_MINUTE, Duration.ofMinutes(1)))
                .addLimit(limit -> limit.capacity(Variant.AN_HOUR).refillGreedy(Variant.AN_HOUR, Duration.ofHours(1)))
                .build();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var http = (HttpServletRequest) request;
        var answer = (HttpServletResponse) response;
        @Nullable String key = http.getHeader("X-API-Key");
        var taken = buckets.get(key == null ? http.getRemoteAddr() : key).tryConsumeAndReturnRemaining(1);
        if (!taken.isConsumed()) {
            answer.sendError(429);
            return;
        }
        answer.setHeader("X-RateLimit-Limit", LIMIT);
        answer.setHeader("X-RateLimit-Remaining", String.valueOf(taken.getRemainingTokens()));
        answer.setHeader("X-RateLimit-Reset", String.valueOf(unixSecondIn(taken.getNanosToWaitForReset())));
        chain.doFilter(request, response);
    }

    private static long unixSecondIn(long nanos) {
        return TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis() + TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
