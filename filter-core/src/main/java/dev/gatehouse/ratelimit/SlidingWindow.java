package dev.gatehouse.ratelimit;

/**
 * Never more than N in any stretch of the window. Time is cut into slots of a twentieth of the window, and what a slot
 * admitted counts until a whole window after the slot's end: so a request is forgotten no sooner than one window after
 * it came, and at most a twentieth later.
 *
 * <p>Words: the newest slot's number; then how many slots back the oldest one that counts is (upper half) and what all
 * of them hold (lower half); then a ring of 21 counts, each as narrow as N allows.
 */
final class SlidingWindow extends Meter {

    /** Slots in a window. */
    static final int SLOTS = 20;
    /** The slot of now, and all that may hold a request not older than the window. */
    private static final int RING = SLOTS + 1;

    private static final long USED = 0xffff_ffffL;

    private final long limit;
    private final long slotNanos;

    /** Each count takes {@code 1 << countShift} bits: 8, 16 or 32. */
    private final int countShift;

    private final long countMask;
    private final int words;

    SlidingWindow(int at, long limit, long windowNanos) {
        super(at);
        this.limit = limit;
        this.slotNanos = windowNanos / SLOTS;
        this.countShift = limit < 1 << 8 ? 3 : limit < 1 << 16 ? 4 : 5;
        this.countMask = (1L << (1 << countShift)) - 1;
        var countsPerWord = 64 >> countShift;
        this.words = 2 + (RING + countsPerWord - 1) / countsPerWord;
    }

    @Override
    boolean isOfWindow() {
        return true;
    }

    @Override
    long untilNextSlot(long time) {
        return slotNanos - time % slotNanos;
    }

    @Override
    void layOut(BucketLayout layout, int id, long now) {
        layout.add(Scripts.Kind.SLIDING, id, limit, slotMicros());
    }

    long slotMicros() {
        return slotNanos / Timeline.MICROSECOND;
    }

    @Override
    int words() {
        return words;
    }

    @Override
    long refresh(long[] words, long now) {
        var newest = words[at];
        // Most requests come in the slot of the one before; a multiplication tells so faster than a division.
        var slot = now < (newest + 1) * slotNanos ? newest : now / slotNanos;
        var used = words[at + 1] & USED;
        if (used == 0) {
            words[at] = slot;
            words[at + 1] = 0;
            return limit;
        }
        var oldest = newest - (words[at + 1] >>> 32);
        while (used > 0) {
            var count = count(words, oldest);
            if (count > 0 && oldest >= slot - SLOTS) {
                break;
            }
            used -= count;
            add(words, oldest, -count);
            oldest++;
        }
        if (used == 0) {
            oldest = slot;
        }
        words[at] = slot;
        words[at + 1] = (slot - oldest) << 32 | used;
        return limit - used;
    }

    @Override
    void take(long[] words, long cost) {
        add(words, words[at], cost);
        words[at + 1] += cost;
    }

    /**
     * Only out of the slot of its time: what is in others is somebody else's. A thread that brings a time which another
     * had gone past was counted in a later slot; that is left, which is on the safe side.
     */
    @Override
    void giveBack(long[] words, long takenAt, long cost) {
        var slot = takenAt / slotNanos;
        if (slot < words[at] - SLOTS || slot > words[at]) {
            return;
        }
        var count = Math.min(cost, count(words, slot));
        add(words, slot, -count);
        words[at + 1] -= count;
    }

    @Override
    long untilRoomFor(long[] words, long now, long cost) {
        var needed = (words[at + 1] & USED) + cost - limit;
        if (needed <= 0) {
            return 0;
        }
        var slot = oldest(words);
        while (true) {
            needed -= count(words, slot);
            if (needed <= 0) {
                return untilForgotten(slot, now);
            }
            slot++;
        }
    }

    @Override
    long untilMore(long[] words, long now) {
        return (words[at + 1] & USED) == 0 ? 0 : untilForgotten(oldest(words), now);
    }

    @Override
    long untilWhole(long[] words, long now) {
        if ((words[at + 1] & USED) == 0) {
            return 0;
        }
        var slot = words[at];
        while (count(words, slot) == 0) {
            slot--;
        }
        return untilForgotten(slot, now);
    }

    private long oldest(long[] words) {
        return words[at] - (words[at + 1] >>> 32);
    }

    private long untilForgotten(long slot, long now) {
        return (slot + RING) * slotNanos - now;
    }

    private long count(long[] words, long slot) {
        var bit = (int) (slot % RING) << countShift;
        return words[at + 2 + (bit >> 6)] >>> bit & countMask;
    }

    private void add(long[] words, long slot, long count) {
        var bit = (int) (slot % RING) << countShift;
        words[at + 2 + (bit >> 6)] += count << bit;
    }
}
