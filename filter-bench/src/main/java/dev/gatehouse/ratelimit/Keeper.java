package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.StubConfig;
import io.github.bucket4j.Bandwidth;
import jakarta.servlet.Filter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/** A filter that keeps something for each caller who has come, as long as they are not too many. */
enum Keeper {
    TOKEN_BUCKET("ours, token buckets", maxSubjects -> ours(Algorithm.TOKEN_BUCKET, maxSubjects)),
    FIXED_WINDOW("ours, fixed windows", maxSubjects -> ours(Algorithm.FIXED_WINDOW, maxSubjects)),
    SLIDING_WINDOW("ours, sliding windows", maxSubjects -> ours(Algorithm.SLIDING_WINDOW, maxSubjects)),
    GREAT_SLIDING_WINDOW(
            "ours, sliding windows of more than 65,535",
            100_000,
            maxSubjects -> ours(Algorithm.SLIDING_WINDOW, maxSubjects, "1000000/hour", "100000/minute")),
    BUCKET4J("Bucket4j in Caffeine", maxSubjects -> new BucketFilter(maxSubjects, limit(1_000), limit(100))),
    CAFFEINE("a number in Caffeine", maxSubjects -> CountFilter.inCaffeine(maxSubjects, 100)),
    MAP("a number in a `ConcurrentHashMap`", maxSubjects -> new CountFilter(new ConcurrentHashMap<>(), 100));

    private final String title;
    private final long limit;

    @SuppressWarnings("ImmutableEnumChecker") // It makes a new one each time, and holds none.
    private final IntFunction<Filter> filter;

    Keeper(String title, IntFunction<Filter> filter) {
        this(title, 100, filter);
    }

    Keeper(String title, long limit, IntFunction<Filter> filter) {
        this.title = title;
        this.limit = limit;
        this.filter = filter;
    }

    /** Returns ours, for which time stands still: no limit becomes whole, and nobody is swept out. */
    private static Filter ours(Algorithm algorithm, int maxSubjects) {
        return ours(algorithm, maxSubjects, "1000/hour", "100/minute");
    }

    private static Filter ours(Algorithm algorithm, int maxSubjects, String... limits) {
        var now = System.currentTimeMillis() * 1_000_000;
        var policy = RateLimitPolicy.builder()
                .limits(limits)
                .algorithm(algorithm)
                .by("apiKey")
                .dialects(Dialect.X_RATELIMIT)
                .maxSubjects(maxSubjects)
                .build();
        return StubConfig.start(new RateLimitFilter(policy, new Timeline(() -> now, () -> now)), Map.of());
    }

    /** Returns a limit of Bucket4j's that gives nothing back as long as it is looked at. */
    private static Bandwidth limit(int requests) {
        return Bandwidth.builder()
                .capacity(requests)
                .refillGreedy(1, Duration.ofDays(1))
                .build();
    }

    String title() {
        return title;
    }

    /** Returns how many requests a caller may send at once. */
    long limit() {
        return limit;
    }

    Filter start(int maxSubjects) {
        return filter.apply(maxSubjects);
    }
}
