package dev.gatehouse.ratelimit;

import java.time.Duration;

/**
 * N at once. What a request takes is given back when it is answered, not by the passing of time; nobody knows when that
 * will be, so those who must wait are told a second. Words: how much is taken, and since when that is counted: what was
 * taken before is not given back here.
 */
final class Concurrency extends Meter {

    /** What a node holds that is gone comes back by itself, as out of a window of this length. */
    private static final long FORGOTTEN_MICROS = Duration.ofMinutes(10).toNanos() / Timeline.MICROSECOND;

    private final long limit;

    Concurrency(int at, long limit) {
        super(at);
        this.limit = limit;
    }

    @Override
    boolean isHeld() {
        return true;
    }

    @Override
    void layOut(BucketLayout layout, int id, long now) {
        // What is under way is so however many may be.
        layout.add(Scripts.Kind.HELD, 0, limit, FORGOTTEN_MICROS / SlidingWindow.SLOTS);
    }

    @Override
    int words() {
        return 2;
    }

    @Override
    long refresh(long[] words, long now) {
        // Threads bring times in any order: the first of them all counts.
        if (words[at + 1] == 0 || now < words[at + 1]) {
            words[at + 1] = now;
        }
        // A policy that is read again may allow fewer than are under way.
        return Math.max(0, limit - words[at]);
    }

    @Override
    void take(long[] words, long cost) {
        words[at] += cost;
    }

    @Override
    void giveBack(long[] words, long takenAt, long cost) {
        if (takenAt >= words[at + 1]) {
            words[at] = Math.max(0, words[at] - cost);
        }
    }

    @Override
    long untilRoomFor(long[] words, long now, long cost) {
        return cost <= limit - words[at] ? 0 : Timeline.SECOND;
    }

    @Override
    long untilMore(long[] words, long now) {
        return 0;
    }

    @Override
    long untilWhole(long[] words, long now) {
        return words[at] == 0 ? 0 : Timeline.SECOND;
    }
}
