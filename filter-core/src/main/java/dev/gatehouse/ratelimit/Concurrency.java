package dev.gatehouse.ratelimit;

/**
 * N at once. What a request takes is given back when it is answered, not by the passing of time; nobody knows when that
 * will be, so those who must wait are told a second. One word: how much is taken.
 */
final class Concurrency extends Meter {

    private final long limit;

    Concurrency(long limit) {
        this.limit = limit;
    }

    @Override
    boolean isHeld() {
        return true;
    }

    @Override
    int words() {
        return 1;
    }

    @Override
    long refresh(long[] words, int at, long now) {
        return limit - words[at];
    }

    @Override
    void take(long[] words, int at, long cost) {
        words[at] += cost;
    }

    @Override
    void giveBack(long[] words, int at, long takenAt, long cost) {
        words[at] = Math.max(0, words[at] - cost);
    }

    @Override
    long untilRoomFor(long[] words, int at, long now, long cost) {
        return cost <= limit - words[at] ? 0 : Timeline.SECOND;
    }

    @Override
    long untilMore(long[] words, int at, long now) {
        return 0;
    }

    @Override
    long untilWhole(long[] words, int at, long now) {
        return words[at] == 0 ? 0 : Timeline.SECOND;
    }
}
