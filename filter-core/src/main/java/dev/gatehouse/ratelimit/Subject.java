package dev.gatehouse.ratelimit;

/**
 * Whoever is counted: a digest of what tells it from others, under the tier that it is held to. One of a charge is
 * changed with each request and only looks buckets up; what a store keeps never changes: a {@link Bucket}, or a
 * {@link #copy}.
 */
sealed class Subject permits Bucket {

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

    final Subject copy() {
        return new Subject(this);
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Subject subject && high == subject.high && low == subject.low;
    }

    /** Of the half that the tier is in: a caller has a bucket in each tier, and they must not all be in one place. */
    @Override
    public final int hashCode() {
        return (int) (high ^ high >>> 32);
    }
}
