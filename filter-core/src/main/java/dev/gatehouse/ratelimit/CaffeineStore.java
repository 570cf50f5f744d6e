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
final class CaffeineStore implements BucketStore {

    /** How many buckets a newcomer looks at. More than one, so that whole ones go faster than new ones come. */
    private static final int SWEPT = 4;

    private final Timeline timeline;
    private final Cache<Subject, Bucket> buckets;
    private final Cache<Subject, Bucket> pushedOut;
    private final Map<Subject, Bucket> underWay = new ConcurrentHashMap<>();

    private volatile int generation;

    private final AtomicBoolean sweeping = new AtomicBoolean();
    private Iterator<Bucket> sweep = Collections.emptyIterator();

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

    @Override
    public void goOn(int next, long maxSubjects) {
        for (var cache : List.of(buckets, pushedOut)) {
            cache.policy().eviction().ifPresent(eviction -> eviction.setMaximum(maxSubjects));
        }
        generation = next;
    }

    @Override
    public boolean decide(Charge charge) {
        var now = timeline.now();
        while (!(charge.size() == 1 ? decideAlone(charge, now) : decideTogether(charge, now))) {
            if (charge.generation() != generation) {
                return false;
            }
            // A bucket went between the look and the lock: the caller has another by now, or gets one.
            Thread.onSpinWait();
        }
        if (charge.hasNewcomer()) {
            // Only now: until something is charged to it, a new bucket is whole itself.
            sweep(now);
        }
        return true;
    }

    /** Decides on one subject, as nearly all requests need; returns false if its bucket is gone, or the policy is. */
    private boolean decideAlone(Charge charge, long now) {
        var part = charge.inOrder(0);
        var bucket = find(charge, part);
        if (part.mayBeGivenBack() || charge.keepsBuckets()) {
            part.bucket(bucket);
        }
        synchronized (bucket) {
            if (isInForce(charge, part, bucket)) {
                if (part.fits(bucket, now)) {
                    charge.admit(now);
                    part.take(bucket, now);
                } else {
                    charge.refuse(now);
                    part.refuse(bucket, now);
                }
                return true;
            }
        }
        removeIfGone(bucket);
        return false;
    }

    private boolean decideTogether(Charge charge, long now) {
        for (var i = 0; i < charge.size(); i++) {
            var part = charge.inOrder(i);
            part.bucket(find(charge, part));
        }
        if (lockAndDecide(charge, 0, now)) {
            return true;
        }
        for (var i = 0; i < charge.size(); i++) {
            removeIfGone(charge.inOrder(i).bucket());
        }
        return false;
    }

    @Override
    public void giveBack(Refund refund) {
        var now = timeline.now();
        for (var part : refund.parts()) {
            giveBackCharged(part, now);
            if (part.tier().isHeld()) {
                giveBackAllHeld(part);
            }
        }
    }

    private static void giveBackCharged(Refund.Part part, long now) {
        var bucket = (Bucket) part.subject();
        synchronized (bucket) {
            bucket.giveBackCharged(part, now);
        }
    }

    private void giveBackAllHeld(Refund.Part part) {
        while (!giveBackHeld(part)) {
            // It went between the look and the lock, and is elsewhere by now.
            Thread.onSpinWait();
        }
    }

    @Override
    public void settle(Refund refund, int status, int sent) {
        var now = timeline.now();
        for (var part : refund.parts()) {
            if (!part.count().counts(status) && !part.count().counts(sent)) {
                giveBackCharged(part, now);
            }
            if (part.tier().isHeld()) {
                giveBackAllHeld(part);
            }
        }
    }

    private boolean giveBackHeld(Refund.Part part) {
        var present = buckets.getIfPresent(part.subject());
        var bucket = present == null ? arrive(part.subject(), part.tier()) : present;
        synchronized (bucket) {
            if (!bucket.isGone()) {
                bucket.giveBackHeld(part);
                return true;
            }
        }
        removeIfGone(bucket);
        return false;
    }

    /** Returns a subject's bucket, which may go before it is locked. */
    private Bucket find(Charge charge, Part part) {
        var bucket = buckets.getIfPresent(part.subject());
        if (bucket == null) {
            charge.newcomer();
            return arrive(part.subject(), part.tier());
        }
        return bucket;
    }

    private Bucket arrive(Subject subject, Tier tier) {
        var bucket = new Bucket(subject, tier);
        return buckets.get(bucket, key -> {
            // Not asked whether they are empty: while threads add and remove, maps may say so of others than these.
            var before = pushedOut.asMap().remove(key);
            if (before == null) {
                before = underWay.remove(key);
            }
            if (before != null) {
                bucket.takeOver(before);
            }
            return bucket;
        });
    }

    /**
     * Locks the buckets from this one on and decides; returns false if one of them is gone, or the policy is. It never
     * touches a cache: Caffeine locks a place in its map and then, to push a bucket out, the bucket, so nobody who
     * holds a bucket may wait for a place.
     */
    boolean lockAndDecide(Charge charge, int i, long now) {
        var part = charge.inOrder(i);
        var bucket = part.bucket();
        synchronized (bucket) {
            if (!isInForce(charge, part, bucket)) {
                return false;
            }
            if (i + 1 < charge.size()) {
                return lockAndDecide(charge, i + 1, now);
            }
            decideLocked(charge, now);
            return true;
        }
    }

    private boolean isInForce(Charge charge, Part part, Bucket bucket) {
        if (bucket.isGone() || charge.generation() != generation) {
            return false;
        }
        bucket.moveTo(part.tier());
        return true;
    }

    private static void decideLocked(Charge charge, long now) {
        var fits = true;
        for (var i = 0; i < charge.size(); i++) {
            var part = charge.inOrder(i);
            fits &= part.fits(part.bucket(), now);
        }
        if (fits) {
            charge.admit(now);
        } else {
            charge.refuse(now);
        }
        for (var i = 0; i < charge.size(); i++) {
            var part = charge.inOrder(i);
            if (fits) {
                part.take(part.bucket(), now);
            } else {
                part.refuse(part.bucket(), now);
            }
        }
    }

    /**
     * Keeps what a store elsewhere has left of the subjects of a charge: what is here has at most that. What is here
     * already may have less.
     */
    void learn(Charge charge, Told told, long now) {
        for (int i = 0, first = 0;
                i < charge.size();
                first += charge.inOrder(i++).tier().size()) {
            learn(charge, charge.inOrder(i), told, first, now);
        }
        if (charge.hasNewcomer()) {
            sweep(now);
        }
    }

    private void learn(Charge charge, Part part, Told told, int first, long now) {
        var tier = part.tier();
        if (tier.hasPenalty() && !told.isAdmitted()) {
            // Of a caller who is refused outright for a while, it says that nothing is left of any limit.
            return;
        }
        var present = buckets.getIfPresent(part.subject());
        var bucket = present == null ? arrive(part.subject(), tier) : present;
        if (present == null) {
            charge.newcomer();
        }
        synchronized (bucket) {
            // One that is gone is not worth looking for again: the next answer is about as good.
            if (bucket.isGone() || charge.generation() != generation) {
                return;
            }
            bucket.moveTo(tier);
            for (var limit = 0; limit < tier.size(); limit++) {
                // What other answers may give back, and what this node has taken ahead, is there again soon.
                var charged = told.isAdmitted() && !part.mayBeGivenBack() ? part.cost() : 0;
                var there = told.left(first + limit) - charged;
                if (there < tier.most(limit) && !tier.meter(limit).isHeld()) {
                    bucket.lower(limit, there, now);
                }
            }
        }
    }

    /** Removes what is gone: whoever made it go is about to, or has; this only saves waiting for that. */
    private void removeIfGone(Bucket bucket) {
        if (bucket.isGone()) {
            // Not by its value, which equals every other bucket of the subject.
            buckets.asMap().computeIfPresent(bucket, (key, present) -> present.isGone() ? null : present);
        }
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
                sweep = buckets.asMap().values().iterator();
            }
            for (var i = 0; i < SWEPT && sweep.hasNext(); i++) {
                removeIfWhole(sweep.next(), now);
            }
        } finally {
            sweeping.set(false);
        }
    }

    private void removeIfWhole(Bucket bucket, long now) {
        synchronized (bucket) {
            if (bucket.isGone() || !bucket.isWhole(now)) {
                return;
            }
            bucket.leave();
        }
        removeIfGone(bucket);
    }

    /** Returns how many buckets there are, about; for tests. */
    long size() {
        buckets.cleanUp();
        pushedOut.cleanUp();
        return buckets.estimatedSize() + pushedOut.estimatedSize() + underWay.size();
    }

    @Override
    public void reset(Subject subject, Tier tier) {
        var present = buckets.getIfPresent(subject);
        var bucket = present == null ? arrive(subject, tier) : present;
        synchronized (bucket) {
            if (!bucket.isGone()) {
                bucket.reset();
                return;
            }
        }
        // It went between the look and the lock, and is elsewhere by now.
        removeIfGone(bucket);
        reset(subject, tier);
    }

    @Override
    public void close() {
        buckets.invalidateAll();
        pushedOut.invalidateAll();
        underWay.clear();
    }
}
