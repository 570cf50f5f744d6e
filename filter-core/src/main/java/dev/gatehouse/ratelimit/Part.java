package dev.gatehouse.ratelimit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a charge would cost one subject. What is decided of its limits is told in lines of its own, or, for a wider
 * subject, in those of the narrower one.
 *
 * <p>Not thread-safe; made to be used again.
 */
final class Part {

    private final Subject subject = new Subject();
    private Rule rule;
    private Allowance allowance;
    private Tier tier;
    private long cost;
    private int nodes = 1;
    private Line[] lines = {};
    private @Nullable Part narrower;
    private @Nullable Bucket bucket;
    private long takenAt;
    private long wish;
    private final boolean asksForMore;

    /**
     * Makes a part.
     *
     * @param asksForMore whether it should be told when more quota is there
     */
    Part(Rule rule, Allowance allowance, boolean asksForMore) {
        this.asksForMore = asksForMore;
        this.rule = rule;
        this.allowance = allowance;
        this.tier = allowance.narrow();
    }

    /** Makes it the part of another subject, under a rule's allowance. */
    void set(Rule ofRule, Allowance ofAllowance, long digestHigh, long digestLow) {
        set(ofRule, ofAllowance, ofAllowance.narrow(), null);
        cost = ofRule.cost();
        subject.set(tier.id(), digestHigh, digestLow);
    }

    /** Makes it the part of the wider subject over another's. */
    void setOver(Part other, long digestHigh, long digestLow) {
        set(other.rule, other.allowance, other.allowance.wide(), other);
        cost = other.cost;
        subject.set(tier.id(), digestHigh, digestLow);
    }

    private void set(Rule ofRule, Allowance ofAllowance, Tier itsTier, @Nullable Part itsNarrower) {
        // Most often it was so for the request before, and to write references costs more than to compare them.
        if (tier == itsTier && rule == ofRule && narrower == itsNarrower && lines.length > 0) {
            return;
        }
        rule = ofRule;
        allowance = ofAllowance;
        tier = itsTier;
        narrower = itsNarrower;
        while (lines.length < tier.size()) {
            lines = Arrays.copyOf(lines, lines.length + 1);
            lines[lines.length - 1] = new Line(this, lines.length - 1);
        }
    }

    Subject subject() {
        return subject;
    }

    Rule rule() {
        return rule;
    }

    Allowance allowance() {
        return allowance;
    }

    Tier tier() {
        return tier;
    }

    long cost() {
        return cost;
    }

    /** Returns of how many nodes it is held to the share of one; 1 if it is held to the whole. */
    int nodes() {
        return nodes;
    }

    /** Holds it to a share of its limits, as one of so many nodes. */
    void share(int ofNodes) {
        nodes = ofNodes;
    }

    private long needed(int limit) {
        return tier.needed(limit, cost, nodes);
    }

    /** Makes it cost nothing. */
    void costNothing() {
        cost = 0;
    }

    /** Returns whether this is a wider subject over that of another part. */
    boolean isWider() {
        return narrower != null;
    }

    /** Returns how many lines of its own it has. */
    int lines() {
        return narrower == null ? tier.size() : 0;
    }

    /** Returns where it is told what was decided of a limit. */
    Line line(int limit) {
        return narrower == null ? lines[limit] : narrower.lines[limit];
    }

    /** Returns whether some of its cost may have to be given back once the request is answered. */
    boolean mayBeGivenBack() {
        return tier.isHeld() || rule.count().isConditional();
    }

    /** Returns the bucket that a store has found for the subject. */
    Bucket bucket() {
        var found = bucket;
        if (found == null) {
            throw new IllegalStateException("no bucket has been looked for");
        }
        return found;
    }

    /** Returns who was charged: the bucket, if a store has looked for one. */
    Subject charged() {
        return bucket == null ? subject.copy() : bucket;
    }

    void bucket(Bucket found) {
        bucket = found;
    }

    /** Returns how much more than it costs is to be taken of it, as far as much is left. */
    long wish() {
        return wish;
    }

    void wish(long more) {
        wish = more;
    }

    /** Forgets the bucket of a charge before, that it was held to a share, and what was wished. */
    void forgetStore() {
        bucket = null;
        wish = 0;
        nodes = 1;
    }

    /** Returns when it was taken, by the clock of the store that took it. */
    long takenAt() {
        return takenAt;
    }

    /** Says when a store takes it, by its own clock. */
    void takenAt(long time) {
        takenAt = time;
    }

    /** Brings a bucket up to now and tells what it has left; returns whether the cost fits. */
    boolean fits(Bucket of, long now) {
        var words = of.words();
        var fits = of.penaltyLeft(now) == 0;
        for (var limit = 0; limit < tier.size(); limit++) {
            var left = tier.meter(limit).refresh(words, now);
            var share = tier.share(limit, left, nodes);
            if (narrower == null) {
                lines[limit].start(share);
            } else {
                narrower.lines[limit].left(share);
            }
            fits &= left >= needed(limit);
        }
        return fits;
    }

    /** Takes the cost from a bucket in which it fits, and tells what is so then. */
    void take(Bucket of, long now) {
        takenAt = now;
        var words = of.words();
        for (var limit = 0; limit < tier.size(); limit++) {
            var meter = tier.meter(limit);
            meter.take(words, tier.taken(limit, cost, nodes));
            var line = line(limit);
            line.whole(meter.untilWhole(words, now));
            if (nodes > 1) {
                line.left(tier.share(limit, meter.refresh(words, now), nodes));
            } else if (narrower == null) {
                line.take(cost);
            }
        }
        if (asksForMore) {
            tellWhenThereIsMore(of, now);
        }
    }

    /** Takes nothing from a bucket, and tells when there is room. */
    void refuse(Bucket of, long now) {
        var words = of.words();
        var penalty = penalty(of, now);
        for (var limit = 0; limit < tier.size(); limit++) {
            var meter = tier.meter(limit);
            var line = line(limit);
            if (penalty > 0) {
                line.left(0);
            }
            line.whole(Math.max(penalty, meter.untilWhole(words, now)));
            line.room(Math.max(penalty, meter.untilRoomFor(words, now, needed(limit))));
        }
        if (asksForMore) {
            tellWhenThereIsMore(of, now);
        }
    }

    /**
     * Tells what a store elsewhere had left of each limit before it decided.
     *
     * @param first where, over all parts, the limits of this one begin
     */
    void tellLeft(Told told, int first) {
        for (var limit = 0; limit < tier.size(); limit++) {
            if (narrower == null) {
                lines[limit].start(told.left(first + limit));
            } else {
                narrower.lines[limit].left(told.left(first + limit));
            }
        }
    }

    /** Tells what came of it, once all parts have been told what was left. */
    void tell(Told told, int first, long now) {
        for (var limit = 0; limit < tier.size(); limit++) {
            var line = line(limit);
            line.whole(told.untilWhole(first + limit, now));
            if (!told.isAdmitted()) {
                line.room(told.untilRoom(first + limit, now));
            } else if (narrower == null) {
                line.take(cost);
            }
        }
    }

    /** Tells when there is more, once all else has been told. */
    void tellMore(Told told, int first, long now) {
        for (var limit = 0; asksForMore && limit < tier.size(); limit++) {
            line(limit).more(told.leftNow(first + limit), told.untilMore(first + limit, now));
        }
    }

    /** Tells that somebody has blocked the subject for so long, whatever it has left. */
    void block(long until) {
        for (var limit = 0; limit < tier.size(); limit++) {
            line(limit).left(0);
            line(limit).room(until);
            line(limit).whole(until);
        }
    }

    /** Returns for how long the subject is refused outright; it may be so from now on. */
    private long penalty(Bucket of, long now) {
        if (!tier.hasPenalty()) {
            return 0;
        }
        var left = of.penaltyLeft(now);
        if (left > 0) {
            return left;
        }
        for (var limit = 0; limit < tier.size(); limit++) {
            if (of.remaining(limit, now) < needed(limit)) {
                return of.refused(now);
            }
        }
        return 0;
    }

    private void tellWhenThereIsMore(Bucket of, long now) {
        var penalty = of.penaltyLeft(now);
        for (var limit = 0; limit < tier.size(); limit++) {
            var left = penalty > 0 ? 0 : of.remaining(limit, now);
            line(limit).more(tier.share(limit, left, nodes), Math.max(penalty, untilMore(of, limit, left, now)));
        }
    }

    private long untilMore(Bucket of, int limit, long left, long now) {
        if (nodes == 1) {
            return tier.meter(limit).untilMore(of.words(), now);
        }
        var next = tier.needed(limit, tier.share(limit, left, nodes) + 1, nodes);
        return tier.share(limit, next, nodes) > tier.share(limit, left, nodes)
                ? tier.meter(limit).untilRoomFor(of.words(), now, next)
                : 0;
    }
}
