package dev.gatehouse.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import org.jspecify.annotations.Nullable;

/**
 * What this node has taken of limits on a server that several nodes share, to spend it without asking. It takes more of
 * a subject the sooner it has to ask again, at most half of its share of what is left there; what it has not spent, it
 * gives back after a second in which it spent nothing, or when the slot is over.
 *
 * <p>Only windows are taken ahead, of rules whose requests all count: buckets of tokens, requests at once, and what is
 * given back after an answer or counts towards a penalty, are the server's to decide one by one.
 *
 * <p>Thread-safe.
 */
final class Leases {

    /** So many a second are little for a server, and fewer than may be under way. */
    private static final int MOST_GIVEN_BACK = 4_096;

    private final SharedStore shared;
    private final Timeline timeline;
    private final Cache<Subject, Lease> leases;
    private volatile boolean isClosed;

    Leases(SharedStore shared, long maxSubjects, Timeline timeline) {
        this.shared = shared;
        this.timeline = timeline;
        // Maintenance on the caller's thread: an executor would outlive the application that is undeployed.
        this.leases = Caffeine.newBuilder()
                .maximumSize(maxSubjects)
                .executor(Runnable::run)
                .evictionListener(this::pushedOut)
                .build();
    }

    /** Takes a charge out of what has been taken already; returns false, and takes nothing, if it is not there. */
    boolean spend(Charge charge, long now) {
        if (!areLeasable(charge)) {
            return false;
        }
        // All are looked for before any is locked: to make room, the cache locks what it pushes out.
        var found = new Lease[charge.size()];
        var limits = 0;
        for (var i = 0; i < found.length; i++) {
            var part = charge.inOrder(i);
            var lease = leases.getIfPresent(part.subject());
            if (lease == null) {
                return false;
            }
            found[i] = lease;
            limits += part.tier().size();
        }
        var together = new Told.Together(limits, now);
        if (!spend(charge, found, 0, 0, now, together)) {
            return false;
        }
        charge.tell(together.told(), now);
        return true;
    }

    private static boolean spend(Charge charge, Lease[] found, int i, int first, long now, Told.Together together) {
        if (i == found.length) {
            return true;
        }
        var part = charge.inOrder(i);
        var lease = found[i];
        var limits = part.tier().size();
        synchronized (lease) {
            if (lease.left(now, part.tier()) < part.cost()
                    || !spend(charge, found, i + 1, first + limits, now, together)) {
                return false;
            }
            part.takenAt(lease.takenAt());
            lease.spend(part.cost(), together, limits, first);
            return true;
        }
    }

    private static boolean areLeasable(Charge charge) {
        for (var i = 0; i < charge.size(); i++) {
            var part = charge.inOrder(i);
            if (part.cost() == 0 || part.mayBeGivenBack() || !part.tier().isOfWindows()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Says how much more than it costs to take of each subject of a charge, now that the server is asked. What is left
     * of slots that are over is given back before.
     */
    void wish(Charge charge, long now) {
        if (!areLeasable(charge)) {
            return;
        }
        for (var i = 0; i < charge.size(); i++) {
            var part = charge.inOrder(i);
            var lease = leaseOf(part);
            synchronized (lease) {
                if (lease.isOver(now)) {
                    lease.giveBack(part.subject(), shared);
                }
                part.wish(lease.wish(now));
            }
        }
    }

    /** Says that there is an answer to what a charge wished, or that there will be none. */
    void wishAnswered(Charge charge) {
        for (var i = 0; i < charge.size(); i++) {
            var part = charge.inOrder(i);
            var lease = part.wish() > 0 ? leases.getIfPresent(part.subject()) : null;
            if (lease != null) {
                synchronized (lease) {
                    lease.wishAnswered();
                }
            }
        }
    }

    /** Gives back what is left of all subjects of a charge; returns whether anything was. */
    boolean giveBack(Charge charge) {
        var isGiven = false;
        for (var i = 0; i < charge.size(); i++) {
            var part = charge.inOrder(i);
            var lease = leases.getIfPresent(part.subject());
            if (lease != null) {
                synchronized (lease) {
                    isGiven |= lease.giveBack(part.subject(), shared);
                }
            }
        }
        return isGiven;
    }

    /** Returns the lease of a part's subject; an empty one, if there is none yet. */
    private Lease leaseOf(Part part) {
        var lease = leases.getIfPresent(part.subject());
        return lease == null ? leases.get(part.subject().copy(), subject -> new Lease()) : lease;
    }

    /**
     * Keeps what was taken beyond what an admitted charge costs.
     *
     * @return what was said, with what this node had before added to what is left
     */
    Told keep(Charge charge, Told told, long now) {
        if (!areLeasable(charge)) {
            return told;
        }
        var withOwn = told;
        for (int i = 0, first = 0;
                i < charge.size();
                first += charge.inOrder(i++).tier().size()) {
            var part = charge.inOrder(i);
            var extra = told.left(first) - told.leftNow(first) - part.cost();
            var own = keep(part, extra, told, first, now);
            if (own > 0) {
                withOwn = withOwn.withOwn(first, part.tier().size(), own);
            }
        }
        return withOwn;
    }

    /** Returns how much there was before. */
    private long keep(Part part, long extra, Told told, int first, long now) {
        while (true) {
            var lease = leaseOf(part);
            synchronized (lease) {
                if (!lease.isGone()) {
                    return keep(lease, part, extra, told, first, now);
                }
            }
            // It was pushed out between the look and the lock: there is another one by now, or will be.
            Thread.onSpinWait();
        }
    }

    private long keep(Lease lease, Part part, long extra, Told told, int first, long now) {
        var takenAt = part.takenAt();
        var untilNext = part.tier().untilNextSlot(takenAt);
        if (lease.isOther(part.tier(), takenAt + untilNext)) {
            lease.giveBack(part.subject(), shared);
            lease.drop();
        }
        var own = lease.left(now, part.tier());
        if (extra > 0 && isClosed) {
            // It was asked for before; nobody would give it back later.
            shared.giveBack(part.subject(), part.tier(), extra, takenAt);
        } else if (extra > 0) {
            // By this process's clock it was asked before the server took it, and so its slot ends no later there.
            lease.add(extra, told.takenAt(takenAt), first, part.tier(), now + untilNext, takenAt + untilNext);
        }
        return own;
    }

    /**
     * Gives back what has not been used for a while, of so many subjects at most: the rest the next time. Called once a
     * second.
     */
    void tidyUp() {
        var now = timeline.now();
        var given = 0;
        for (var entry : leases.asMap().entrySet()) {
            var lease = entry.getValue();
            synchronized (lease) {
                if (given < MOST_GIVEN_BACK && lease.isIdle(now) && lease.giveBack(entry.getKey(), shared)) {
                    given++;
                }
            }
        }
    }

    /** Called by Caffeine when it makes room. */
    private void pushedOut(@Nullable Subject subject, @Nullable Lease lease, RemovalCause cause) {
        if (subject != null && lease != null) {
            synchronized (lease) {
                lease.giveBack(subject, shared);
                lease.leave();
            }
        }
    }

    /** Remembers from now on at most so many subjects. */
    void maxSubjects(long number) {
        leases.policy().eviction().ifPresent(eviction -> eviction.setMaximum(number));
    }

    /** Forgets what has been taken of a subject: the server does, too. */
    void forget(Subject subject) {
        var lease = leases.getIfPresent(subject);
        if (lease != null) {
            synchronized (lease) {
                lease.drop();
            }
        }
    }

    /** Gives everything back, and what requests under way have asked for once they get it. */
    void close() {
        // Before it looks: whoever has not seen this has added to what it finds.
        isClosed = true;
        leases.asMap().forEach((subject, lease) -> pushedOut(subject, lease, RemovalCause.EXPLICIT));
        leases.invalidateAll();
    }
}
