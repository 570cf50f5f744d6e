package dev.gatehouse.ratelimit;

import java.util.Arrays;

/**
 * All that one request would cost, in parts, each of another subject, and what a store decides of it: admitted or not,
 * and a line for each limit. Stores take the parts in the order of their tiers' ids, each tier once, and can so lock in
 * an order which is the same for all charges of all policies.
 *
 * <p>Not thread-safe; made to be used again.
 */
final class Charge {

    private final int generation;
    private final boolean asksForMore;

    private Part[] parts = {};
    private Part[] inOrder = {};
    private int size;

    private final Subject together = new Subject();

    private boolean hasNewcomer;
    private boolean keepsBuckets;
    private boolean isDoubtful;
    private boolean admitted;
    private long now;

    /** Until when a store elsewhere must have answered, by {@link System#nanoTime}; 0 if none was asked yet. */
    private long until;

    /**
     * Makes an empty charge.
     *
     * @param generation which of a filter's policies it is by
     * @param asksForMore whether it should be told when more quota is there
     */
    Charge(int generation, boolean asksForMore) {
        this.generation = generation;
        this.asksForMore = asksForMore;
    }

    /** Begins anew. */
    void start() {
        size = 0;
        hasNewcomer = false;
        keepsBuckets = false;
        isDoubtful = false;
        until = 0;
    }

    /** Returns until when a store elsewhere must have answered, now that it is asked, or was asked first. */
    long answerUntil(long deadlineNanos) {
        if (until == 0) {
            until = System.nanoTime() + deadlineNanos;
        }
        return until;
    }

    /** Has it wait no longer than another one of the same request, so that both together wait no longer than one. */
    void waitNoLongerThan(Charge other) {
        until = other.until;
    }

    /** Has it wait anew, for what it is asked next. */
    void waitAnew() {
        until = 0;
    }

    /** Adds a subject, with a line for each of its limits. */
    void add(Rule rule, Allowance allowance, long digestHigh, long digestLow) {
        var part = next(rule, allowance);
        part.set(rule, allowance, digestHigh, digestLow);
        putInOrder(part);
    }

    /** Adds the wider subject over the last one: what it has left is told in the same lines. */
    void addOver(long digestHigh, long digestLow) {
        var narrower = parts[size - 1];
        var part = next(narrower.rule(), narrower.allowance());
        part.setOver(narrower, digestHigh, digestLow);
        putInOrder(part);
    }

    private Part next(Rule rule, Allowance allowance) {
        if (size == parts.length) {
            parts = Arrays.copyOf(parts, size + 1);
            inOrder = Arrays.copyOf(inOrder, size + 1);
            parts[size] = new Part(rule, allowance, asksForMore);
        }
        return parts[size];
    }

    private void putInOrder(Part part) {
        var at = size++;
        for (; at > 0 && inOrder[at - 1].tier().id() > part.tier().id(); at--) {
            inOrder[at] = inOrder[at - 1];
        }
        if (inOrder[at] != part) {
            inOrder[at] = part;
        }
    }

    /**
     * Returns all of its subjects and what each costs as one subject, which changes with the next request. Of digests,
     * which are as good as random: what is made of several is the same only if all are.
     */
    Subject together() {
        var high = 0L;
        var low = 0L;
        for (var i = 0; i < size; i++) {
            var part = inOrder[i];
            high = Long.rotateLeft(high, 7) + part.subject().high();
            low = Long.rotateLeft(low, 7) + part.subject().low() + part.cost() * 0x9e3779b97f4a7c15L;
        }
        together.set(0, high, low);
        return together;
    }

    /** Makes it cost nothing, so that a store only tells what there is. */
    void costNothing() {
        for (var i = 0; i < size; i++) {
            parts[i].costNothing();
        }
    }

    /** Has a store say which buckets it took this from, so that all of it can be given back. */
    void keepBuckets() {
        keepsBuckets = true;
    }

    /** Says that other charges of the same subjects may be given back whole. */
    void doubt() {
        isDoubtful = true;
    }

    /** Returns whether its subjects may have room before the time that a store names. */
    boolean mayHaveRoomBefore() {
        for (var i = 0; i < size; i++) {
            if (parts[i].mayBeGivenBack()) {
                return true;
            }
        }
        return isDoubtful;
    }

    boolean keepsBuckets() {
        return keepsBuckets;
    }

    /** Returns which of a filter's policies it is by. */
    int generation() {
        return generation;
    }

    /** Returns how many parts there are. */
    int size() {
        return size;
    }

    /** Returns a part, in the order in which they were added. */
    Part part(int i) {
        return parts[i];
    }

    /** Returns a part, in the order of their tiers' ids. */
    Part inOrder(int i) {
        return inOrder[i];
    }

    /** Says that one of the subjects had no bucket. */
    void newcomer() {
        hasNewcomer = true;
    }

    boolean hasNewcomer() {
        return hasNewcomer;
    }

    /** Says that the request is admitted. */
    void admit(long time) {
        admitted = true;
        now = time;
    }

    /** Says that the request is refused. */
    void refuse(long time) {
        admitted = false;
        now = time;
    }

    /** Tells all of it what a store elsewhere has decided. */
    void tell(Told told, long time) {
        if (told.isAdmitted()) {
            admit(time);
        } else {
            refuse(time);
        }
        // Wider subjects are told in the lines of narrower ones, which must have been begun.
        for (int i = 0, first = 0; i < size; first += inOrder[i++].tier().size()) {
            inOrder[i].tellLeft(told, first);
        }
        for (int i = 0, first = 0; i < size; first += inOrder[i++].tier().size()) {
            inOrder[i].tell(told, first, time);
        }
        for (int i = 0, first = 0; i < size; first += inOrder[i++].tier().size()) {
            inOrder[i].tellMore(told, first, time);
        }
    }

    /** Forgets where it was decided before, so that another store can decide it. */
    void forgetStore() {
        for (var i = 0; i < size; i++) {
            parts[i].forgetStore();
        }
    }

    /** Holds it to a share of all limits, as one of so many nodes. */
    void share(int nodes) {
        for (var i = 0; i < size; i++) {
            parts[i].share(nodes);
        }
    }

    boolean isAdmitted() {
        return admitted;
    }

    /** Returns when it was decided, on this process's timeline. */
    long now() {
        return now;
    }

    /** Returns whether it should be told when more quota is there. */
    boolean asksForMore() {
        return asksForMore;
    }

    /** Returns whether all lines are of one part. */
    boolean hasOneAllowance() {
        for (var i = 1; i < size; i++) {
            if (!parts[i].isWider()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the line that a client should hear of: of an admitted request the one with the least remaining, of a
     * refused one the one that takes longest to have room. Where several are alike, the one that takes longest to be
     * whole, so that a client that waits for that has waited for all of them. Limits on requests at once are spoken of
     * if they refused, or if there are no others.
     */
    Line tightest() {
        var tightest = parts[0].line(0);
        for (var i = 0; i < size; i++) {
            var part = parts[i];
            for (var limit = 0; limit < part.lines(); limit++) {
                var line = part.line(limit);
                var tighter = admitted
                        ? tighterAdmitted(tightest, line)
                        : Long.compare(line.untilRoom(), tightest.untilRoom());
                if (tighter > 0 || (tighter == 0 && line.untilWhole() > tightest.untilWhole())) {
                    tightest = line;
                }
            }
        }
        return tightest;
    }

    private static int tighterAdmitted(Line line, Line other) {
        var held = Boolean.compare(line.isHeld(), other.isHeld());
        return held != 0 ? held : Long.compare(line.remaining(), other.remaining());
    }
}
