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

    static final long MICROSECOND = 1_000L;

    /** The last second that is told as it is: some 200 years after 1970, which leaves room to add to in nanoseconds. */
    private static final long LAST = 200L * 365 * 86_400;

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
        var unix = unixNanos.getAsLong();
        // Meters count from 0 on. A machine whose clock stands before 1970 is told another date, and counts as any.
        this.start = Math.max(0, unix) - nano;
        this.difference = Math.min(0, unix);
        this.comparedAt = now();
    }

    /** Returns the time of this machine. */
    static Timeline system() {
        return new Timeline(System::nanoTime, () -> {
            var now = Instant.now();
            return nanosOf(now.getEpochSecond(), now.getNano());
        });
    }

    /** Returns a Unix time in nanoseconds; one that these cannot hold is the last one that they can. */
    static long nanosOf(long unixSecond, int nano) {
        return Math.max(-LAST, Math.min(LAST, unixSecond)) * SECOND + nano;
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
