package dev.gatehouse.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * What a node has taken of one subject's limits and not spent yet. It is spent in the slot in which it was taken, so
 * that no window ever has more in it than the store has counted there. Guarded by its own lock.
 */
final class Lease {

    /** Whoever asks again so soon takes twice as much. */
    private static final long SOON = Timeline.SECOND / 4;

    /** Whoever asks again only then takes half as much. */
    private static final long LATE = Timeline.SECOND;

    private static final long MOST = 1 << 20;

    private long left;
    private long until;
    private long slotEnd;
    private int first;
    private @Nullable Told told;
    private @Nullable Tier tier;

    private long wish;
    private long askedAt = Long.MIN_VALUE;
    private boolean isWished;
    private boolean isGone;
    private boolean isUsed;

    /** Returns what can be spent at a time: what is left, if its slot is not over. */
    long left(long now, Tier of) {
        return now < until && tier == of ? left : 0;
    }

    /** Spends some of what is left; says it to what is told of a charge, in the places of limits from one on. */
    void spend(long cost, Told.Together together, int limits, int to) {
        together.addSpent(told(), first, limits, to, left, cost);
        left -= cost;
        isUsed = true;
    }

    /**
     * Returns how much to take at once, now that the store is asked; 0 the first time, and while somebody else asks for
     * that. Whoever gets more than 0 says when there is an answer, or none.
     */
    long wish(long now) {
        if (isWished) {
            return 0;
        }
        if (askedAt != Long.MIN_VALUE) {
            wish = now - askedAt < SOON
                    ? Math.min(MOST, Math.max(1, 2 * wish))
                    : now - askedAt > LATE ? wish / 2 : wish;
        }
        askedAt = now;
        isWished = wish > 0;
        return wish;
    }

    /** Says that there is an answer to what was wished, or that there will be none. */
    void wishAnswered() {
        isWished = false;
    }

    /**
     * Adds what has been taken now, where what is left was taken in the same slot, or nothing is.
     *
     * @param itsUntil when its slot is over
     * @param itsSlotEnd the same by the store's clock
     */
    void add(long extra, Told itsTold, int itsFirst, Tier itsTier, long itsUntil, long itsSlotEnd) {
        left += extra;
        told = itsTold;
        first = itsFirst;
        tier = itsTier;
        until = itsUntil;
        slotEnd = itsSlotEnd;
        isUsed = true;
    }

    /** Returns whether something is left that was taken in another slot, or for another tier. */
    boolean isOther(Tier itsTier, long itsSlotEnd) {
        return left > 0 && (tier != itsTier || slotEnd != itsSlotEnd);
    }

    /** Empties it, and gives back what was left; returns whether anything was, and the server can be told. */
    boolean giveBack(Subject subject, SharedStore store) {
        if (left == 0 || !store.giveBack(subject, tier(), left, told().takenAt())) {
            return false;
        }
        left = 0;
        return true;
    }

    /** Forgets what was left, where it can neither be spent any more nor given back. */
    void drop() {
        left = 0;
    }

    /** Says that nobody finds it any more: what would be added to it now would never be given back. */
    void leave() {
        isGone = true;
    }

    /** Returns whether nobody finds it any more. */
    boolean isGone() {
        return isGone;
    }

    /** Returns whether its slot is over. */
    boolean isOver(long now) {
        return now >= until;
    }

    /** Returns whether nothing of it was spent since this was asked last, or its slot is over. */
    boolean isIdle(long now) {
        var idle = !isUsed || isOver(now);
        isUsed = false;
        return idle;
    }

    /** Returns when it was taken, by the store's clock. */
    long takenAt() {
        return told().takenAt();
    }

    private Told told() {
        var last = told;
        if (last == null) {
            throw new IllegalStateException("nothing has been taken");
        }
        return last;
    }

    private Tier tier() {
        var last = tier;
        if (last == null) {
            throw new IllegalStateException("nothing has been taken");
        }
        return last;
    }
}
