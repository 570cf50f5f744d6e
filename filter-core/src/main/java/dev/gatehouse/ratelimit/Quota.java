package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Durations;
import java.time.Duration;

/**
 * How much a caller may use in how long: a number of requests in a window, counted by an algorithm. Immutable.
 *
 * @param requests how many, from 1 to {@link #MOST_REQUESTS}
 * @param window in how long, in whole seconds, from 1 s to {@link #LONGEST_WINDOW}
 * @param algorithm how they are counted
 * @param burst how many a token bucket holds; for the other algorithms as many as requests
 */
record Quota(long requests, Duration window, Algorithm algorithm, long burst) {

    static final long MOST_REQUESTS = 1_000_000_000;
    static final Duration LONGEST_WINDOW = Duration.ofDays(366);

    /** Makes a quota whose token bucket, if it is one, holds as many as come back in a window. */
    Quota(long requests, Duration window, Algorithm algorithm) {
        this(requests, window, algorithm, requests);
    }

    /** Returns the quota as it is written: {@code 1000/hour}, {@code 20/15m}. */
    @Override
    public String toString() {
        var unit = switch ((int) window.toSeconds()) {
            case 1 -> "second";
            case 60 -> "minute";
            case 3_600 -> "hour";
            case 86_400 -> "day";
            default -> Durations.text(window);
        };
        return requests + "/" + unit;
    }

    /** Returns the arithmetic of this quota. */
    Meter meter() {
        return switch (algorithm) {
            case SLIDING_WINDOW -> new SlidingWindow(requests, window.toNanos());
            case FIXED_WINDOW -> new FixedWindow(requests, window.toNanos());
            case TOKEN_BUCKET -> new TokenBucket(requests, window.toNanos(), burst);
        };
    }

    /** Returns as many times this quota, as far as a meter can count. */
    Quota times(int factor) {
        return new Quota(
                Math.min(requests * factor, Meter.MOST), window, algorithm, Math.min(burst * factor, Meter.MOST));
    }
}
