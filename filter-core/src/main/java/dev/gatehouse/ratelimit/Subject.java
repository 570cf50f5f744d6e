package dev.gatehouse.ratelimit;

import java.security.SecureRandom;

/**
 * Whoever is counted: a digest of what tells it from others, under the tier that it is held to. One of a charge is
 * changed with each request and only looks buckets up; what a store keeps never changes: a {@link Bucket}, or a
 * {@link #copy}.
 */
sealed class Subject permits Bucket {

    /** Odd, so that no bit is lost. */
    private static final long FACTOR = new SecureRandom().nextLong() | 1;

    private long high;
    private long low;

    Subject() {}

    Subject(Subject other) {
        high = other.high;
        low = other.low;
    }

    final void set(long tier, long digestHigh, long digestLow) {
        // The digest is as good as random: adding the tier's number to it makes another subject of it.
        high = digestHigh + tier;
        low = digestLow;
    }

    /** Returns the upper half, in which the tier is. */
    final long high() {
        return high;
    }

    /** Returns the lower half. */
    final long low() {
        return low;
    }

    final Subject copy() {
        return new Subject(this);
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Subject subject && high == subject.high && low == subject.low;
    }

    /**
     * Of the half that the tier is in: a caller has a bucket in each tier, and they must not all be in one place. By a
     * factor that only this process knows: where nodes share a store and were given no secret, digests can be foreseen.
     */
    @Override
    public final int hashCode() {
        return (int) ((high * FACTOR) >>> 32);
    }
}
