package dev.gatehouse.ratelimit;

import java.util.Arrays;

/**
 * The arithmetic of a penalty, on a few words of a bucket, from {@link #at} on: when it ends, and the refusals that may
 * lead to it. Words that are all zero are a subject that has not been refused. Immutable; whoever calls it holds the
 * bucket's lock.
 */
final class PenaltyMeter {

    final int at;
    private final SlidingWindow refusals;
    private final long after;
    private final long lengthNanos;

    PenaltyMeter(int at, long after, long withinNanos, long lengthNanos) {
        this.at = at;
        this.refusals = new SlidingWindow(at + 1, after, withinNanos);
        this.after = after;
        this.lengthNanos = lengthNanos;
    }

    /** Adds this meter, as the last one, to how buckets are laid out elsewhere; see {@link Meter#layOut}. */
    void layOut(BucketLayout layout, int id) {
        layout.add(Scripts.Kind.PENALTY, id, after, refusals.slotMicros(), lengthNanos / Timeline.MICROSECOND);
    }

    int words() {
        return 1 + refusals.words();
    }

    /** Returns the nanoseconds for which the subject will be refused outright; 0 if it is not. */
    long left(long[] words, long now) {
        return Math.max(0, words[at] - now);
    }

    /** Counts a refusal of a subject that has no penalty; it may get one by it. */
    void count(long[] words, long now) {
        var more = refusals.refresh(words, now);
        if (more > 1) {
            refusals.take(words, 1);
            return;
        }
        Arrays.fill(words, at, at + words(), 0);
        words[at] = now + lengthNanos;
    }

    /** Returns whether nothing is remembered that could matter. */
    boolean isWhole(long[] words, long now) {
        return left(words, now) == 0 && refusals.refresh(words, now) == after;
    }
}
