package dev.gatehouse.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Buckets in this process's memory, bounded in number whatever callers come.
 *
 * <p>A bucket that is whole again is as good as none, so nothing expires by the clock: Caffeine bounds the number, and
 * each newcomer sweeps a few others that may have become whole. A bucket that is pushed out while more than half of a
 * limit is used goes to a second cache of the same size and comes back from there; so a flood of made-up subjects, each
 * of which has used little, never lets one that has used much start afresh. One that holds something for requests under
 * way goes to a map of its own, which has no more of them than there are such requests.
 *
 * <p>Thread-safe. Subjects share no lock; one charge's buckets are locked in the order of their tiers, which is the
 * same for all charges.
 */
final class CaffeineStore {

    /** How many buckets a newcomer looks at. More than one, so that whole ones go faster than new ones come. */
    private static final int SWEPT = 4;

    private final Timeline timeline;
    private final Cache<Subject, Bucket> buckets;
    private final Cache<Subject, Bucket> pushedOut;
    private final Map<Subject, Bucket> underWay = new ConcurrentHashMap<>();

    private volatile int generation;

    private final AtomicBoolean sweeping = new AtomicBoolean();
    private Iterator<Map.Entry<Subject, Bucket>> sweep = Collections.emptyIterator();

    CaffeineStore(long maxSubjects, Timeline timeline) {
        this.timeline = timeline;
        // Maintenance on the caller's thread: an executor would outlive the application that is undeployed.
        this.buckets = Caffeine.newBuilder()
                .maximumSize(maxSubjects)
                .executor(Runnable::run)
                .evictionListener(this::pushedOut)
                .build();
        this.pushedOut = Caffeine.newBuilder()
                .maximumSize(maxSubjects)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Goes on with another policy: no charge by one before is taken any more, so that no bucket ever goes back to a
     * tier which lacks limits that it has by now.
     *
     * @param next what charges by the other policy say that they are of
     */
    void goOn(int next, long maxSubjects) {
        for (var cache : List.of(buckets, pushedOut)) {
            cache.policy().eviction().ifPresent(eviction -> eviction.setMaximum(maxSubjects));
        }
        generation = next;
    }

    /**
     * Takes a charge whole, or nothing of it, and says what each limit then has left.
     *
     * @return false if the charge is by a policy that is no longer in force; nothing is done then
     */
    boolean decide(Charge charge, Decision decision) {
        var now = timeline.now();
        var newcomer = false;
        while (true) {
            for (var i = 0; i < charge.size(); i++) {
                var bucket = buckets.getIfPresent(charge.subject(i));
                newcomer |= bucket == null;
                charge.bucket(i, bucket == null ? arrive(charge.subject(i), charge.tier(i)) : bucket);
            }
            if (lockAndDecide(charge, 0, now, decision)) {
                break;
            }
            if (charge.generation() != generation) {
                return false;
            }
            removeGone(charge);
        }
        if (newcomer) {
            // Only now: until something is charged to it, a new bucket is whole itself.
            sweep(now);
        }
        return true;
    }

    /** Gives back what requests held and what does not count, now that the answer is known. */
    void settle(Refund refund, int status) {
        for (var part : refund.parts()) {
            if (!part.count().counts(status)) {
                synchronized (part.bucket()) {
                    part.bucket().giveBackCharged(part.tier(), part.chargedAt(), part.cost());
                }
            }
            if (part.tier().isHeld()) {
                while (!giveBackHeld(part)) {
                    // It went between the look and the lock, and is somewhere else by now.
                    Thread.onSpinWait();
                }
            }
        }
    }

    private boolean giveBackHeld(Refund.Part part) {
        var present = buckets.getIfPresent(part.subject());
        var bucket = present == null ? arrive(part.subject(), part.tier()) : present;
        synchronized (bucket) {
            if (!bucket.isGone()) {
                bucket.giveBackHeld(part.chargedAt(), part.cost());
                return true;
            }
        }
        buckets.asMap().remove(part.subject(), bucket);
        return false;
    }

    private Bucket arrive(Subject subject, Tier tier) {
        return buckets.get(subject.copy(), key -> {
            var before = pushedOut.asMap().remove(key);
            if (before == null && !underWay.isEmpty()) {
                before = underWay.remove(key);
            }
            return before == null ? new Bucket(tier) : before.copy();
        });
    }

    /**
     * Locks the buckets from this one on and decides; returns false if one of them is gone, or the policy is. It never
     * touches a cache: Caffeine locks a place in its map and then, to push a bucket out, the bucket, so nobody who
     * holds a bucket may wait for a place.
     */
    boolean lockAndDecide(Charge charge, int i, long now, Decision decision) {
        var bucket = charge.bucket(i);
        synchronized (bucket) {
            if (!bucket.isGone() && charge.generation() == generation) {
                bucket.moveTo(charge.tier(i));
                if (i + 1 < charge.size()) {
                    return lockAndDecide(charge, i + 1, now, decision);
                }
                if (hasRoom(charge, now)) {
                    admit(charge, now, decision);
                } else {
                    refuse(charge, now, decision);
                }
                return true;
            }
        }
        return false;
    }

    /** Removes what is gone: whoever made it go is about to, or has; this only saves waiting for that. */
    private void removeGone(Charge charge) {
        for (var i = 0; i < charge.size(); i++) {
            if (charge.bucket(i).isGone()) {
                buckets.asMap().remove(charge.subject(i), charge.bucket(i));
            }
        }
    }

    /** Brings all limits up to now and keeps in the charge what each has left. */
    private static boolean hasRoom(Charge charge, long now) {
        var room = true;
        for (var i = 0; i < charge.size(); i++) {
            var bucket = charge.bucket(i);
            for (var limit = 0; limit < bucket.size(); limit++) {
                var left = bucket.remaining(limit, now);
                charge.left(i, limit, left);
                room &= left >= charge.cost(i);
            }
            room &= bucket.penaltyLeft(now) == 0;
        }
        return room;
    }

    private static void admit(Charge charge, long now, Decision decision) {
        decision.start(charge.lines(), now, true);
        for (var i = 0; i < charge.size(); i++) {
            var cost = charge.cost(i);
            var tier = charge.tier(i);
            var words = charge.bucket(i).words();
            for (var limit = 0; limit < tier.size(); limit++) {
                var meter = tier.meter(limit);
                var at = tier.offset(limit);
                var line = charge.firstLine(i) + limit;
                meter.take(words, at, cost);
                var left = charge.left(i, limit) - cost;
                decision.left(line, left);
                decision.whole(line, meter.untilWhole(words, at, now));
                if (charge.asksForMore()) {
                    decision.more(line, left, meter.untilMore(words, at, now));
                }
            }
        }
    }

    private static void refuse(Charge charge, long now, Decision decision) {
        decision.start(charge.lines(), now, false);
        for (var i = 0; i < charge.size(); i++) {
            var tier = charge.tier(i);
            var words = charge.bucket(i).words();
            var penalty = penalty(charge, i, now);
            for (var limit = 0; limit < tier.size(); limit++) {
                var meter = tier.meter(limit);
                var at = tier.offset(limit);
                var line = charge.firstLine(i) + limit;
                var left = penalty > 0 ? 0 : charge.left(i, limit);
                decision.left(line, left);
                decision.whole(line, Math.max(penalty, meter.untilWhole(words, at, now)));
                decision.room(line, Math.max(penalty, meter.untilRoomFor(words, at, now, charge.cost(i))));
                if (charge.asksForMore()) {
                    decision.more(line, left, Math.max(penalty, meter.untilMore(words, at, now)));
                }
            }
        }
    }

    /** Returns for how long a subject is refused outright; it may be so from now on. */
    private static long penalty(Charge charge, int i, long now) {
        var bucket = charge.bucket(i);
        var left = bucket.penaltyLeft(now);
        if (left > 0) {
            return left;
        }
        for (var limit = 0; limit < bucket.size(); limit++) {
            if (charge.left(i, limit) < charge.cost(i)) {
                return bucket.refused(now);
            }
        }
        return 0;
    }

    /** Called by Caffeine while it removes a bucket to make room, with the subject's place in the map locked. */
    private void pushedOut(@Nullable Subject subject, @Nullable Bucket bucket, RemovalCause cause) {
        if (subject == null || bucket == null) {
            return;
        }
        synchronized (bucket) {
            bucket.leave();
            var now = timeline.now();
            if (bucket.isHeld(now)) {
                underWay.put(subject, bucket);
            } else if (bucket.isMostlyUsed(now)) {
                pushedOut.put(subject, bucket);
            }
        }
    }

    /** Looks at the next few buckets and removes those that are whole. One thread at a time; others go on. */
    private void sweep(long now) {
        if (!sweeping.compareAndSet(false, true)) {
            return;
        }
        try {
            if (!sweep.hasNext()) {
                sweep = buckets.asMap().entrySet().iterator();
            }
            for (var i = 0; i < SWEPT && sweep.hasNext(); i++) {
                removeIfWhole(sweep.next(), now);
            }
        } finally {
            sweeping.set(false);
        }
    }

    private void removeIfWhole(Map.Entry<Subject, Bucket> entry, long now) {
        var bucket = entry.getValue();
        synchronized (bucket) {
            if (bucket.isGone() || !bucket.isWhole(now)) {
                return;
            }
            bucket.leave();
        }
        buckets.asMap().remove(entry.getKey(), bucket);
    }

    /** Returns how many buckets there are, about; for tests. */
    long size() {
        buckets.cleanUp();
        pushedOut.cleanUp();
        return buckets.estimatedSize() + pushedOut.estimatedSize() + underWay.size();
    }

    /** Forgets everybody. */
    void clear() {
        buckets.invalidateAll();
        pushedOut.invalidateAll();
        underWay.clear();
    }
}
