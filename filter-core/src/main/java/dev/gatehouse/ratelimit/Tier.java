package dev.gatehouse.ratelimit;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The limits that one kind of subject is held to, and how its buckets are laid out. Callers at IPv6 addresses are held
 * to two: their network's, and a wider one over it. Immutable.
 */
final class Tier {

    private final long id;
    /**
     * What each limit is, in words, and the penalty. Compared instead of the records: Java 17 keeps the class of the
     * record whose {@code equals} it has linked last, and with it an application that is undeployed.
     */
    private final List<String> quotas;

    private final String penalty;
    private final int[] ids;
    private final int penaltyId;
    private final Meter[] meters;
    private final long[] most;
    private final @Nullable PenaltyMeter penaltyMeter;
    private final int words;
    private final boolean isHeld;
    private volatile @Nullable BucketLayout laidOut;

    /**
     * Makes a tier.
     *
     * @param id tells its subjects from those of other tiers; a tier of another policy with the same id has the same
     *     subjects
     * @param quotas what its subjects may use
     * @param penalty what becomes of those that are refused again and again; null if nothing more does
     */
    Tier(long id, List<Quota> quotas, @Nullable Penalty penalty) {
        this.id = id;
        this.quotas = quotas.stream().map(quota -> quota + quota.details()).toList();
        this.penalty = String.valueOf(penalty);
        this.meters = new Meter[quotas.size()];
        this.most = new long[quotas.size()];
        var held = false;
        var next = 0;
        for (var i = 0; i < meters.length; i++) {
            meters[i] = quotas.get(i).meter(next);
            most[i] = quotas.get(i).most();
            next += meters[i].words();
            held |= meters[i].isHeld();
        }
        this.ids = this.quotas.stream().mapToInt(Tier::id).toArray();
        this.penaltyId = id(this.penalty);
        this.penaltyMeter = penalty == null ? null : penalty.meter(next);
        this.words = next + (penaltyMeter == null ? 0 : penaltyMeter.words());
        this.isHeld = held;
    }

    long id() {
        return id;
    }

    /** Returns how many limits there are. */
    int size() {
        return meters.length;
    }

    /** Returns how many words a bucket has. */
    int words() {
        return words;
    }

    Meter meter(int limit) {
        return meters[limit];
    }

    /** Returns how much is left of a limit that nothing is used of. */
    long most(int limit) {
        return most[limit];
    }

    /** Returns whether some of what is taken stays taken until it is given back. */
    boolean isHeld() {
        return isHeld;
    }

    /**
     * Returns what has to be left of a limit for a request, where each of some nodes lets pass its share of that: its
     * cost as often as there are nodes, and all of a limit in which there is not so much.
     */
    long needed(int limit, long cost, int nodes) {
        return nodes == 1 ? cost : Math.min(cost * nodes, most[limit]);
    }

    /** Returns what the request then takes, which may be more than there is where it comes back bit by bit. */
    long taken(int limit, long cost, int nodes) {
        return nodes > 1 && meters[limit].canOwe() ? cost * nodes : needed(limit, cost, nodes);
    }

    /** Returns how many requests of cost 1 that is the share of what is left of a limit. */
    long share(int limit, long left, int nodes) {
        return nodes == 1 ? left : left / Math.min(nodes, most[limit]);
    }

    /** Returns whether all of its limits are on windows, and refusals lead to no penalty. */
    boolean isOfWindows() {
        for (var meter : meters) {
            if (!meter.isOfWindow()) {
                return false;
            }
        }
        return penaltyMeter == null;
    }

    /** Returns how long after a time what is taken is still counted as if it were then, under limits on windows. */
    long untilNextSlot(long time) {
        var least = Long.MAX_VALUE;
        for (var meter : meters) {
            least = Math.min(least, meter.untilNextSlot(time));
        }
        return least;
    }

    /** Returns how its buckets are laid out elsewhere, about now. */
    BucketLayout layout(long now) {
        var last = laidOut;
        if (last == null || !last.isGood(now)) {
            last = layoutAt(now);
            laidOut = last;
        }
        return last;
    }

    private BucketLayout layoutAt(long now) {
        var layout = new BucketLayout(meters.length + (penaltyMeter == null ? 0 : 1), now);
        for (var i = 0; i < meters.length; i++) {
            meters[i].layOut(layout, ids[i], now);
        }
        if (penaltyMeter != null) {
            penaltyMeter.layOut(layout, penaltyId);
        }
        return layout;
    }

    /** Returns what tells a meter from others: short, as it is kept in each bucket; never 0. */
    private static int id(String what) {
        return (Sha256.of(what).getInt() & Integer.MAX_VALUE) | 1;
    }

    /**
     * Returns whether refusals may lead to a penalty. To be asked before {@link #penalty}: where no policy has one, its
     * class is not loaded, and what returns it is called for each request instead of compiled into the decision.
     */
    boolean hasPenalty() {
        return penaltyMeter != null;
    }

    /** Returns the penalty, which there is. */
    PenaltyMeter penalty() {
        return Objects.requireNonNull(penaltyMeter);
    }

    /** Returns which limit is on requests at once, of which there is at most one; -1 if none is. */
    int heldLimit() {
        for (var i = 0; i < meters.length; i++) {
            if (meters[i].isHeld()) {
                return i;
            }
        }
        return -1;
    }

    /** Lays words out for this tier that were laid out for another: what both have stays, the rest is as if new. */
    long[] carry(long[] from, Tier other) {
        var to = new long[words];
        for (var i = 0; i < meters.length; i++) {
            // What is under way is so however many may be.
            var before = meters[i].isHeld() ? other.heldLimit() : other.quotas.indexOf(quotas.get(i));
            if (before >= 0) {
                System.arraycopy(from, other.meters[before].at, to, meters[i].at, meters[i].words());
            }
        }
        var before = other.penaltyMeter;
        if (penaltyMeter != null && before != null && penalty.equals(other.penalty)) {
            System.arraycopy(from, before.at, to, penaltyMeter.at, penaltyMeter.words());
        }
        return to;
    }
}
