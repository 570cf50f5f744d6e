package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.StubConfig;
import io.github.bucket4j.Bandwidth;
import jakarta.servlet.Filter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.jetty.ee11.servlets.DoSFilter;

/** Makes filters that limit rates, ours and the peers', each as one usually has it. */
final class Filters {

    /** More requests than anybody sends here; the most that ours lets one write. */
    static final int MANY = 1_000_000_000;

    /** The same in a minute, since a limit must be less than that of an hour to be ever reached. */
    static final int ALMOST_AS_MANY = 900_000_000;

    /** More than the callers there are, so that nobody is forgotten. */
    static final int MAX_SUBJECTS = 100_000;

    /**
     * The seconds of Tomcat's window: one that ended while it is looked at would let everybody in again. Its length is
     * the next power of two of milliseconds, with more requests in proportion, which is hardly more here.
     */
    private static final String WINDOW = "67108";

    private static final long READ_EVERY = 25_000_000;

    /** Held, or what is set of it would be forgotten. */
    private static final Logger TOMCAT_LOG =
            Logger.getLogger(org.apache.catalina.filters.RateLimitFilter.class.getName());

    private Filters() {}

    /** Returns a policy with two limits that nobody reaches, by API key, with the X- headers. */
    static RateLimitPolicy.Builder plenty() {
        return RateLimitPolicy.builder()
                .limits(MANY + "/hour", ALMOST_AS_MANY + "/minute")
                .by("apiKey")
                .dialects(Dialect.X_RATELIMIT)
                .maxSubjects(MAX_SUBJECTS);
    }

    /** Returns a policy with as much work as Tomcat's: one fixed window, by address. */
    static RateLimitPolicy.Builder oneWindow() {
        return RateLimitPolicy.builder()
                .rule(
                        "all",
                        rule -> rule.by("address")
                                .limit(limit ->
                                        limit.requests(MANY).window("hour").algorithm(Algorithm.FIXED_WINDOW)))
                .maxSubjects(MAX_SUBJECTS);
    }

    /**
     * Returns plenty with token buckets, which hold so many but fill slowly: one that is soon full again would be as
     * good as none, and be swept away.
     */
    static RateLimitPolicy.Builder tokens() {
        return RateLimitPolicy.builder()
                .rule(
                        "all",
                        rule -> rule.by("apiKey")
                                .limit(limit -> limit.requests(3_600)
                                        .window("hour")
                                        .algorithm(Algorithm.TOKEN_BUCKET)
                                        .burst(MANY))
                                .limit(limit -> limit.requests(120)
                                        .window("minute")
                                        .algorithm(Algorithm.TOKEN_BUCKET)
                                        .burst(ALMOST_AS_MANY)))
                .dialects(Dialect.X_RATELIMIT)
                .maxSubjects(MAX_SUBJECTS);
    }

    static Filter ours(RateLimitPolicy.Builder policy) {
        return StubConfig.start(new RateLimitFilter(policy.build()), Map.of());
    }

    /** Returns one whose decisions somebody reads all the time, as statistics do, and adds up. */
    static Filter watched(RateLimitPolicy.Builder policy) {
        var filter = new RateLimitFilter(policy.build());
        var seen = new LongAdder();
        filter.journal().open();
        var reader = new Thread(() -> {
            while (true) {
                filter.journal().read(decision -> seen.add(decision.weight()));
                LockSupport.parkNanos(READ_EVERY);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return StubConfig.start(filter, Map.of());
    }

    /** Returns Tomcat's, which counts addresses. It logs at its usual level, to nobody. */
    static Filter tomcat(int requests, boolean headers) {
        return tomcat(requests, headers, Level.INFO);
    }

    /** Returns the same, logging nothing. */
    static Filter tomcatWithoutLog(int requests, boolean headers) {
        return tomcat(requests, headers, Level.OFF);
    }

    private static Filter tomcat(int requests, boolean headers, Level level) {
        TOMCAT_LOG.setLevel(level);
        TOMCAT_LOG.setUseParentHandlers(false);
        if (TOMCAT_LOG.getHandlers().length == 0) {
            TOMCAT_LOG.addHandler(new Drop());
        }
        var params = Map.of(
                "bucketRequests",
                String.valueOf(requests),
                "bucketDuration",
                WINDOW,
                "exposeHeaders",
                String.valueOf(headers));
        return StubConfig.start(new org.apache.catalina.filters.RateLimitFilter(), params);
    }

    /**
     * Returns Jetty's, which counts addresses in a second and refuses those over the limit.
     *
     * @param requests how many there are in a second; it remembers the times of so many for each address
     */
    static Filter jetty(int requests) {
        return StubConfig.start(
                new DoSFilter(), Map.of("maxRequestsPerSec", String.valueOf(requests), "delayMs", "-1"));
    }

    static Filter bucket4j(Bandwidth... limits) {
        return new BucketFilter(MAX_SUBJECTS, limits);
    }

    /** Returns a limit of Bucket4j's: a bucket that holds so many, and gets back one a second. */
    static Bandwidth perHour(int requests) {
        return Bandwidth.builder()
                .capacity(requests)
                .refillGreedy(3_600, Duration.ofHours(1))
                .build();
    }

    /** Returns one that gets back two a second. */
    static Bandwidth perMinute(int requests) {
        return Bandwidth.builder()
                .capacity(requests)
                .refillGreedy(120, Duration.ofMinutes(1))
                .build();
    }

    /** Returns one that has a single request, and gets it back after a day. */
    static Bandwidth oncePerDay() {
        return Bandwidth.builder()
                .capacity(1)
                .refillGreedy(1, Duration.ofDays(1))
                .build();
    }

    /** Takes records and drops them, as if another thread wrote them at no cost. */
    private static final class Drop extends Handler {
        @Override
        public void publish(LogRecord message) {}

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
