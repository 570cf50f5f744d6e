package dev.gatehouse.ratelimit;

/**
 * One limit that a request is held to, and what is decided of it. Times are nanoseconds from the decision on.
 *
 * <p>Not thread-safe; made to be used again.
 */
final class Line {

    private final Part part;
    private final int limit;

    private long left;
    private long untilRoom;
    private long untilMore;
    private long untilWhole;

    /** Makes the line of one of a part's limits. */
    Line(Part part, int limit) {
        this.part = part;
        this.limit = limit;
    }

    /** Begins anew, with what the subject has left. */
    void start(long remaining) {
        left = remaining;
        untilRoom = 0;
        untilMore = 0;
        untilWhole = 0;
    }

    /** Tells what another subject has left that shares the line: the one with less speaks. */
    void left(long remaining) {
        left = Math.min(left, remaining);
    }

    /** Tells what has been taken of what is left. */
    void take(long cost) {
        left -= cost;
    }

    /** Tells for how long one subject has no room for the request. */
    void room(long until) {
        untilRoom = Math.max(untilRoom, until);
    }

    /** Tells when a subject that has so much left has more; of two that share a line, the one with less speaks. */
    void more(long remaining, long until) {
        if (remaining == left) {
            untilMore = Math.max(untilMore, until);
        }
    }

    /** Tells when one subject has all. */
    void whole(long until) {
        untilWhole = Math.max(untilWhole, until);
    }

    Rule rule() {
        return part.rule();
    }

    Allowance allowance() {
        return part.allowance();
    }

    /** Returns which of its allowance's limits this is. */
    int limit() {
        return limit;
    }

    Quota quota() {
        return allowance().limit(limit).quota();
    }

    /** Returns whether this is a limit on requests at once, which is not used up by the request it is told to. */
    boolean isHeld() {
        var tier = allowance().narrow();
        return tier.isHeld() && tier.meter(limit).isHeld();
    }

    /** Returns how many more requests of cost 1 would be admitted this instant; 0 for a limit that refused. */
    long remaining() {
        return untilRoom > 0 ? 0 : left;
    }

    /** Returns how long until this limit would have admitted the request; 0 if it did not refuse. */
    long untilRoom() {
        return untilRoom;
    }

    /** Returns how long until more is there than now; 0 if all is, or if the charge did not ask. */
    long untilMore() {
        return untilMore;
    }

    /** Returns how long until all is there again; 0 if it is. */
    long untilWhole() {
        return untilWhole;
    }
}
