package dev.gatehouse.ratelimit;

/**
 * Whoever is counted: a digest of what tells it from others, under the tier that it is held to. One of a charge is
 * changed with each request and only looks buckets up; what a store keeps is a {@link #copy}, which never changes.
 */
final class Subject {

    private long high;
    private long low;

    void set(long tier, long digestHigh, long digestLow) {
        // The digest is as good as random: adding the tier's number to it makes another subject of it.
        high = digestHigh + tier;
        low = digestLow;
    }

    Subject copy() {
        var copy = new Subject();
        copy.high = high;
        copy.low = low;
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Subject subject && high == subject.high && low == subject.low;
    }

    /** Of the half that the tier is in: a caller has a bucket in each tier, and they must not all be in one place. */
    @Override
    public int hashCode() {
        return (int) (high ^ high >>> 32);
    }
}
