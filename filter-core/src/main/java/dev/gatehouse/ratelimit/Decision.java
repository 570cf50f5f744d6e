package dev.gatehouse.ratelimit;

/**
 * What a store answered to a charge: admitted or not, and a line for each limit. Times are nanoseconds from
 * {@link #now}.
 *
 * <p>Not thread-safe; made to be used again.
 */
final class Decision {

    private long[] remaining = {};
    private long[] untilRoom = {};
    private long[] untilMore = {};
    private long[] untilWhole = {};
    private int size;
    private long now;
    private boolean admitted;

    void start(int lines, long time, boolean isAdmitted) {
        if (lines > remaining.length) {
            remaining = new long[lines * 2];
            untilRoom = new long[lines * 2];
            untilMore = new long[lines * 2];
            untilWhole = new long[lines * 2];
        }
        size = lines;
        now = time;
        admitted = isAdmitted;
        for (var i = 0; i < lines; i++) {
            remaining[i] = Long.MAX_VALUE;
            untilRoom[i] = 0;
            untilMore[i] = 0;
            untilWhole[i] = 0;
        }
    }

    /** Tells what one subject has left. Of two that share a line, the one with less speaks. */
    void left(int line, long left) {
        if (left < remaining[line]) {
            remaining[line] = left;
            untilMore[line] = 0;
        }
    }

    void room(int line, long until) {
        untilRoom[line] = Math.max(untilRoom[line], until);
    }

    /** Tells when a subject that has so much left has more; of two that share a line, the one with less speaks. */
    void more(int line, long left, long until) {
        if (left == remaining[line]) {
            untilMore[line] = Math.max(untilMore[line], until);
        }
    }

    void whole(int line, long until) {
        untilWhole[line] = Math.max(untilWhole[line], until);
    }

    int size() {
        return size;
    }

    /** Returns when it was decided, on the store's timeline. */
    long now() {
        return now;
    }

    boolean isAdmitted() {
        return admitted;
    }

    /** Returns how many more requests of cost 1 would be admitted this instant; 0 for a limit that refused. */
    long remaining(int line) {
        return untilRoom[line] > 0 ? 0 : remaining[line];
    }

    /** Returns how long until this limit would have admitted the request; 0 if it did not refuse. */
    long untilRoom(int line) {
        return untilRoom[line];
    }

    /** Returns how long until more is there than now; 0 if all is, or if the charge did not ask. */
    long untilMore(int line) {
        return untilMore[line];
    }

    /** Returns how long until all is there again; 0 if it is. */
    long untilWhole(int line) {
        return untilWhole[line];
    }

    /**
     * Returns the line that a client should hear of: of an admitted request the one with the least remaining, of a
     * refused one the one that takes longest to have room. Where several are alike, the one that takes longest to be
     * whole, so that a client that waits for that has waited for all of them. Limits on requests at once are spoken of
     * if they refused, or if there are no others.
     */
    int tightest(Charge charge) {
        var tightest = 0;
        for (var i = 1; i < size; i++) {
            var tighter =
                    admitted ? tighterAdmitted(charge, tightest, i) : Long.compare(untilRoom[i], untilRoom[tightest]);
            if (tighter > 0 || (tighter == 0 && untilWhole[i] > untilWhole[tightest])) {
                tightest = i;
            }
        }
        return tightest;
    }

    private int tighterAdmitted(Charge charge, int line, int other) {
        var held = Boolean.compare(charge.isHeld(line), charge.isHeld(other));
        return held != 0 ? held : Long.compare(remaining[line], remaining[other]);
    }
}
