package dev.gatehouse.ratelimit;

/**
 * The arithmetic of one quota, on a few words of a bucket, from {@link #at} on. It keeps nothing itself: all of a
 * caller's state is in the words, and words that are all zero are a caller who has used nothing.
 *
 * <p>Times are nanoseconds since 1970 on a clock that never jumps ({@link Timeline}). A time before one that a bucket
 * has seen already, as threads may bring, counts as that later one: nothing is given back early.
 *
 * <p>Immutable, and it allocates nothing. Whoever calls it holds the bucket's lock.
 */
abstract sealed class Meter permits SlidingWindow, FixedWindow, CalendarWindow, TokenBucket, Concurrency {

    /** The most requests that a meter can count. */
    static final long MOST = Integer.MAX_VALUE;

    /** Where in a bucket its words begin. */
    final int at;

    Meter(int at) {
        this.at = at;
    }

    /** Returns whether what is taken stays taken until it is given back. */
    boolean isHeld() {
        return false;
    }

    /** Returns whether it counts what is taken in a stretch of time as if all of it were taken at once. */
    boolean isOfWindow() {
        return false;
    }

    /**
     * Returns whether more can be taken than all that there is, so that it takes longer until there is room: where what
     * is taken comes back bit by bit.
     */
    boolean canOwe() {
        return false;
    }

    /** Returns how much of such a stretch is left after a time. */
    long untilNextSlot(long time) {
        throw new IllegalStateException("it counts in no window");
    }

    /**
     * Adds this meter to how buckets are laid out elsewhere.
     *
     * @param id tells it from the other meters of its bucket
     * @param now about the time of its use
     */
    abstract void layOut(BucketLayout layout, int id, long now);

    /** Returns how many words this meter has of a bucket. */
    abstract int words();

    /** Returns whether a word of a bucket is this meter's. */
    final boolean has(int word) {
        return word >= at && word < at + words();
    }

    /**
     * Brings the words up to a time.
     *
     * @return how many requests of cost 1 would be admitted then
     */
    abstract long refresh(long[] words, long now);

    /** Takes a cost that {@link #refresh} has just said there is room for. */
    abstract void take(long[] words, long cost);

    /** Gives back a cost that was taken at a time, as far as it has not come back by itself. */
    abstract void giveBack(long[] words, long takenAt, long cost);

    /** Returns the nanoseconds until a cost, at most the whole quota, would be admitted; 0 if it would be now. */
    abstract long untilRoomFor(long[] words, long now, long cost);

    /** Returns the nanoseconds until more is there than now; 0 if the quota is whole. */
    abstract long untilMore(long[] words, long now);

    /** Returns the nanoseconds until the quota is whole; 0 if it is. */
    abstract long untilWhole(long[] words, long now);
}
