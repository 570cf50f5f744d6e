package dev.gatehouse.ratelimit;

/**
 * What one subject has used of the limits of its tier. Guarded by its own lock: whoever reads or changes it holds it.
 *
 * <p>It is its subject too, and so the key that it is kept under: one object less for each caller, and one less to wait
 * for the memory for.
 */
final class Bucket extends Subject {

    private Tier tier;
    private long[] words;
    /** Set under the lock, once; read by others to tidy up. */
    private volatile boolean gone;

    /** Makes one of a subject that has used nothing. */
    Bucket(Subject subject, Tier tier) {
        super(subject);
        this.tier = tier;
        this.words = new long[tier.words()];
    }

    /** Makes it hold what another of the same subject holds, which is gone. */
    void takeOver(Bucket before) {
        tier = before.tier;
        // Its own: what is late for the one before is given back there, and counts no more.
        words = before.words.clone();
    }

    /** Lays it out for a tier that another policy has in the place of its own. */
    void moveTo(Tier other) {
        if (tier != other) {
            words = other.carry(words, tier);
            tier = other;
        }
    }

    long[] words() {
        return words;
    }

    /** Returns whether the store has let go of this bucket: nothing that is charged to it would count any more. */
    boolean isGone() {
        return gone;
    }

    void leave() {
        gone = true;
    }

    /** Returns whether nothing is used of any limit: as good as no bucket at all. */
    boolean isWhole(long now) {
        for (var i = 0; i < tier.size(); i++) {
            if (remaining(i, now) < tier.most(i)) {
                return false;
            }
        }
        return !tier.hasPenalty() || tier.penalty().isWhole(words, now);
    }

    /** Returns whether more than half of some limit is used, or refusals are remembered that may lead to a penalty. */
    boolean isMostlyUsed(long now) {
        for (var i = 0; i < tier.size(); i++) {
            if (remaining(i, now) * 2 < tier.most(i)) {
                return true;
            }
        }
        return tier.hasPenalty() && !tier.penalty().isWhole(words, now);
    }

    /** Returns whether something is taken that has yet to be given back. */
    boolean isHeld(long now) {
        if (tier.isHeld()) {
            for (var i = 0; i < tier.size(); i++) {
                if (tier.meter(i).isHeld() && remaining(i, now) < tier.most(i)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Gives back what a request was charged that does not count, if this is laid out as it was then. */
    void giveBackCharged(Refund.Part part, long now) {
        var charged = part.tier();
        // Where it has moved on, a limit may have begun anew: what it holds is then another request's.
        for (var i = 0; tier == charged && i < tier.size(); i++) {
            if (!tier.meter(i).isHeld()) {
                // So that it does not depend on who has asked meanwhile.
                tier.meter(i).refresh(words, now);
                tier.meter(i).giveBack(words, part.chargedAt(), part.taken(i));
            }
        }
    }

    /** Gives back what a request held, to the limit there is by now. */
    void giveBackHeld(Refund.Part part) {
        var limit = tier.heldLimit();
        if (limit >= 0) {
            tier.meter(limit)
                    .giveBack(words, part.chargedAt(), part.taken(part.tier().heldLimit()));
        }
    }

    /** Returns for how long its subject will be refused outright; 0 if it is not. */
    long penaltyLeft(long now) {
        return tier.hasPenalty() ? tier.penalty().left(words, now) : 0;
    }

    /** Counts a refusal; returns for how long its subject will be refused outright, 0 if it will not. */
    long refused(long now) {
        if (!tier.hasPenalty()) {
            return 0;
        }
        tier.penalty().count(words, now);
        return tier.penalty().left(words, now);
    }

    /** Forgets all that is used, but for requests that are under way. */
    void reset() {
        var held = tier.heldLimit();
        for (var i = 0; i < words.length; i++) {
            if (held < 0 || !tier.meter(held).has(i)) {
                words[i] = 0;
            }
        }
    }

    /** Takes of a limit what it has left beyond so many. */
    void lower(int limit, long left, long now) {
        var beyond = remaining(limit, now) - left;
        if (beyond > 0) {
            tier.meter(limit).take(words, beyond);
        }
    }

    /** Returns how many requests of cost 1 a limit would admit now. */
    long remaining(int limit, long now) {
        return tier.meter(limit).refresh(words, now);
    }
}
