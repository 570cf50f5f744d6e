package dev.gatehouse.ratelimit;

/**
 * N in each window of the clock: windows are counted from 1970, so that minutes, hours and days (UTC) begin where a
 * clock on the wall begins them. One word: what was used of the window in the lower 31 bits, the window's number in the
 * upper 33, which seconds fill in 2242.
 */
final class FixedWindow extends Meter {

    private static final int NUMBER = 31;
    private static final long USED = MOST;

    private final long limit;
    private final long windowNanos;

    FixedWindow(int at, long limit, long windowNanos) {
        super(at);
        this.limit = limit;
        this.windowNanos = windowNanos;
    }

    @Override
    boolean isOfWindow() {
        return true;
    }

    @Override
    long untilNextSlot(long time) {
        return windowNanos - time % windowNanos;
    }

    @Override
    void layOut(BucketLayout layout, int id, long now) {
        layout.add(Scripts.Kind.FIXED, id, limit, windowNanos / Timeline.MICROSECOND);
    }

    @Override
    int words() {
        return 1;
    }

    @Override
    long refresh(long[] words, long now) {
        if (now >= ((words[at] >>> NUMBER) + 1) * windowNanos) {
            words[at] = (now / windowNanos) << NUMBER;
        }
        return limit - (words[at] & USED);
    }

    @Override
    void take(long[] words, long cost) {
        words[at] += cost;
    }

    @Override
    void giveBack(long[] words, long takenAt, long cost) {
        if (words[at] >>> NUMBER == takenAt / windowNanos) {
            words[at] -= Math.min(cost, words[at] & USED);
        }
    }

    @Override
    long untilRoomFor(long[] words, long now, long cost) {
        return cost <= limit - (words[at] & USED) ? 0 : untilEnd(words, now);
    }

    @Override
    long untilMore(long[] words, long now) {
        return untilWhole(words, now);
    }

    @Override
    long untilWhole(long[] words, long now) {
        return (words[at] & USED) == 0 ? 0 : untilEnd(words, now);
    }

    private long untilEnd(long[] words, long now) {
        return ((words[at] >>> NUMBER) + 1) * windowNanos - now;
    }
}
