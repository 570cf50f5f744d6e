package dev.gatehouse.ratelimit;

/**
 * A bucket of tokens that refills evenly. What is missing from it is kept as a level that drains: in one tick of time
 * it falls by {@code drain}, and one request raises it by {@code unit}, where unit/drain is exactly the ticks that one
 * token takes to come back, so nothing is ever rounded. A tick is a nanosecond, or longer where the numbers would not
 * fit 61 bits otherwise, or in microseconds 52, which is what {@code meters.lua} has; a time is rounded down to its
 * tick, so that capacity is at most a tick late and never early.
 *
 * <p>Words: the level, and the tick at which it was so.
 */
final class TokenBucket extends Meter {

    private static final long FITS = 1L << 61;

    /** Nobody is held to owing more than flows back in so long. */
    private static final long LONGEST_OWED = 100L * 366 * 86_400 * Timeline.SECOND;

    /** Up to here, sums of two are whole numbers in a double. */
    private static final long FITS_ELSEWHERE = 1L << 52;

    private final long requests;
    private final long windowNanos;
    private final long burst;
    private final long tickElsewhere;
    private final long tickNanos;
    private final long unit;
    private final long drain;
    private final long capacity;
    private final long mostOwed;
    /** After as many ticks even a full level is drained. */
    private final long drained;

    private final Divisor byTick;
    private final Divisor byUnit;
    private final Divisor byDrain;

    /** Makes the arithmetic of a bucket that holds a burst, and gets back so many requests in a window. */
    TokenBucket(int at, long requests, long windowNanos, long burst) {
        super(at);
        var tick = Timeline.MICROSECOND;
        while (unit(requests, windowNanos / tick) > FITS_ELSEWHERE / burst && tick < Timeline.SECOND) {
            tick *= 10;
        }
        this.tickElsewhere = tick;
        if (tick == Timeline.MICROSECOND) {
            tick = 1;
            while (unit(requests, windowNanos / tick) > FITS / burst) {
                tick *= 10;
            }
        }
        this.tickNanos = tick;
        this.requests = requests;
        this.windowNanos = windowNanos;
        this.burst = burst;
        this.unit = unit(requests, windowNanos / tick);
        this.drain = requests / gcd(requests, windowNanos / tick);
        this.capacity = burst * unit;
        this.mostOwed = capacity + Math.min(FITS / drain - 1, LONGEST_OWED / tick) * drain;
        this.drained = capacity / drain + 1;
        this.byTick = new Divisor(tick);
        this.byUnit = new Divisor(unit);
        this.byDrain = new Divisor(drain);
    }

    private static long unit(long requests, long windowTicks) {
        return windowTicks / gcd(requests, windowTicks);
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** Returns whether {@code meters.lua} can count it without rounding. */
    boolean fitsElsewhere() {
        return unit(requests, windowNanos / tickElsewhere) <= FITS_ELSEWHERE / burst;
    }

    @Override
    void layOut(BucketLayout layout, int id, long now) {
        var ticks = windowNanos / tickElsewhere;
        layout.add(
                Scripts.Kind.TOKENS,
                id,
                burst * unit(requests, ticks),
                tickElsewhere / Timeline.MICROSECOND,
                unit(requests, ticks),
                requests / gcd(requests, ticks));
    }

    @Override
    int words() {
        return 2;
    }

    @Override
    long refresh(long[] words, long now) {
        var passed = now - words[at + 1] * tickNanos;
        if (passed >= tickNanos) {
            var elapsed = byTick.floor(passed);
            words[at] = elapsed >= drained ? drainedFor(elapsed, words[at]) : Math.max(0, words[at] - elapsed * drain);
            words[at + 1] += elapsed;
        }
        return words[at] > capacity ? 0 : byUnit.floor(capacity - words[at]);
    }

    /** Returns what is left of a level after more ticks than a full one takes; only of one beyond that is anything. */
    private long drainedFor(long elapsed, long level) {
        return level <= capacity || elapsed > level / drain ? 0 : level - elapsed * drain;
    }

    @Override
    boolean canOwe() {
        return true;
    }

    @Override
    void take(long[] words, long cost) {
        words[at] = cost <= burst ? words[at] + cost * unit : Math.min(mostOwed, words[at] + levelOf(cost));
    }

    private long levelOf(long cost) {
        return cost > FITS / unit ? FITS : cost * unit;
    }

    /**
     * As much as cannot have flowed back since: of what has, nobody knows any more whose it was, and to give that back
     * once more would be to give away somebody else's.
     */
    @Override
    void giveBack(long[] words, long takenAt, long cost) {
        var elapsed = Math.max(0, words[at + 1] - takenAt / tickNanos);
        var left = elapsed >= drained ? 0 : Math.max(0, levelOf(cost) - elapsed * drain);
        words[at] = Math.max(0, words[at] - left);
    }

    @Override
    long untilRoomFor(long[] words, long now, long cost) {
        return untilDrainedBy(words, now, words[at] + cost * unit - capacity);
    }

    @Override
    long untilMore(long[] words, long now) {
        if (words[at] == 0) {
            return 0;
        }
        var free = capacity - words[at];
        return untilDrainedBy(words, now, (free < 0 ? unit : (byUnit.floor(free) + 1) * unit) - free);
    }

    @Override
    long untilWhole(long[] words, long now) {
        return untilDrainedBy(words, now, words[at]);
    }

    private long untilDrainedBy(long[] words, long now, long amount) {
        if (amount <= 0) {
            return 0;
        }
        var ticks = byDrain.floor(amount + drain - 1);
        return (words[at + 1] + ticks) * tickNanos - now;
    }
}
