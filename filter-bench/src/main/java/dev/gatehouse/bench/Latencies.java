package dev.gatehouse.bench;

/** How often which time was measured, to a hundredth of it. Adding one allocates nothing. Not thread-safe. */
public final class Latencies {

    /** There are 128 places from each power of two to the next. */
    private static final int BITS = 7;

    private final long[] counts = new long[Long.SIZE << BITS];
    private long total;

    /** Adds a time. */
    public void add(long nanos) {
        counts[place(nanos)]++;
        total++;
    }

    /** Returns how many there are. */
    public long total() {
        return total;
    }

    /** Returns a time that so many in a hundred did not exceed. */
    public long nanosOf(double percent) {
        var wanted = Math.ceil(total * percent / 100);
        var seen = 0L;
        for (var place = 0; place < counts.length; place++) {
            seen += counts[place];
            if (seen >= wanted && seen > 0) {
                return nanos(place);
            }
        }
        throw new IllegalStateException("nothing was measured");
    }

    /** Adds all that another has. */
    public void addAll(Latencies other) {
        for (var place = 0; place < counts.length; place++) {
            counts[place] += other.counts[place];
        }
        total += other.total;
    }

    private static int place(long nanos) {
        var shift = Math.max(0, Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(nanos));
        return (shift << BITS) + (int) (nanos >>> shift);
    }

    private static long nanos(int place) {
        var shift = Math.max(0, (place >> BITS) - 1);
        return (long) (place - (shift << BITS)) << shift;
    }
}
