package dev.gatehouse.ratelimit;

/**
 * What one subject has used of the limits of its tier. Guarded by its own lock: whoever reads or changes it holds it.
 */
final class Bucket {

    private final Tier tier;
    private final long[] words;
    /** Set under the lock, once; read by others to tidy up. */
    private volatile boolean gone;

    Bucket(Tier tier) {
        this.tier = tier;
        this.words = new long[tier.words()];
    }

    private Bucket(Bucket other) {
        this.tier = other.tier;
        this.words = other.words.clone();
    }

    /** Returns a bucket that holds the same and is not gone. */
    Bucket copy() {
        return new Bucket(this);
    }

    /** Returns how many limits there are. */
    int size() {
        return tier.size();
    }

    long[] words() {
        return words;
    }

    /** Returns whether the store has let go of this bucket: nothing that is charged to it would count any more. */
    boolean isGone() {
        return gone;
    }

    void leave() {
        gone = true;
    }

    /** Returns whether nothing is used of any limit: as good as no bucket at all. */
    boolean isWhole(long now) {
        for (var i = 0; i < tier.size(); i++) {
            if (remaining(i, now) < tier.requests(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether at least half of some limit is used. */
    boolean isHalfUsed(long now) {
        for (var i = 0; i < tier.size(); i++) {
            if (remaining(i, now) * 2 <= tier.requests(i)) {
                return true;
            }
        }
        return false;
    }

    /** Gives back to every limit a cost that was taken at a time. */
    void giveBack(long takenAt, long cost) {
        for (var i = 0; i < tier.size(); i++) {
            tier.meter(i).giveBack(words, tier.offset(i), takenAt, cost);
        }
    }

    /** Returns how many requests of cost 1 a limit would admit now. */
    long remaining(int limit, long now) {
        return tier.meter(limit).refresh(words, tier.offset(limit), now);
    }
}
