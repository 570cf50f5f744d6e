package dev.gatehouse.ratelimit;

import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Time that never jumps, and what the wall clock calls it. It begins in agreement with the wall clock and from then on
 * goes as {@link System#nanoTime} goes: whatever happens to the wall clock, nothing is refilled or frozen by it. Where
 * the two have come to differ noticeably, only what clients are told follows the wall clock.
 *
 * <p>Thread-safe.
 */
final class Timeline {

    static final long SECOND = 1_000_000_000L;

    /** A difference below this is how the two clocks are read one after the other, or fine adjustment. */
    private static final long NOTICEABLE = SECOND / 500;

    private final LongSupplier nanoTime;
    private final LongSupplier unixNanos;
    private final long start;

    // Racy on purpose: whichever thread looks next finds the same difference.
    private long difference;
    private long comparedAt;

    Timeline(LongSupplier nanoTime, LongSupplier unixNanos) {
        this.nanoTime = nanoTime;
        this.unixNanos = unixNanos;
        var nano = nanoTime.getAsLong();
        this.start = unixNanos.getAsLong() - nano;
        this.comparedAt = now();
    }

    /** Returns the time of this machine. */
    static Timeline system() {
        return new Timeline(System::nanoTime, () -> {
            var now = Instant.now();
            return now.getEpochSecond() * SECOND + now.getNano();
        });
    }

    /** Returns the nanoseconds since 1970, as if nobody had touched the wall clock since the start. */
    long now() {
        return start + nanoTime.getAsLong();
    }

    /** Returns the Unix time in seconds, rounded up, that the wall clock will show at a time of this timeline. */
    long unixSecondAt(long time, long now) {
        return ceilSeconds(unixNanosAt(time, now));
    }

    /** Returns the nanoseconds since 1970 that the wall clock will show at a time of this timeline. */
    long unixNanosAt(long time, long now) {
        if (now - comparedAt > SECOND) {
            compare();
        }
        return time + difference;
    }

    private void compare() {
        var here = now();
        var measured = unixNanos.getAsLong() - here;
        // If this thread was held up between the two, the difference says nothing.
        var heldUp = now() - here > NOTICEABLE / 2;
        if (!heldUp && Math.abs(measured - difference) > NOTICEABLE) {
            difference = measured;
        }
        comparedAt = here;
    }

    /** Returns nanoseconds as whole seconds, rounded up. */
    static long ceilSeconds(long nanos) {
        return (nanos + SECOND - 1) / SECOND;
    }
}
