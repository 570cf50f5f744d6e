package dev.gatehouse.ratelimit;

import java.util.List;

/**
 * The limits that one kind of subject is held to, and how its buckets are laid out. Callers at IPv6 addresses are held
 * to two: their network's, and a wider one over it. Immutable.
 */
final class Tier {

    private final int id;
    private final Meter[] meters;
    private final int[] offsets;
    private final long[] requests;
    private final int words;

    /**
     * Makes a tier.
     *
     * @param id tells its subjects from those of other tiers
     * @param quotas what its subjects may use
     */
    Tier(int id, List<Quota> quotas) {
        this.id = id;
        this.meters = new Meter[quotas.size()];
        this.offsets = new int[quotas.size()];
        this.requests = new long[quotas.size()];
        var next = 0;
        for (var i = 0; i < meters.length; i++) {
            meters[i] = quotas.get(i).meter();
            requests[i] = quotas.get(i).requests();
            offsets[i] = next;
            next += meters[i].words();
        }
        this.words = next;
    }

    int id() {
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

    /** Returns where in a bucket a limit's words begin. */
    int offset(int limit) {
        return offsets[limit];
    }

    /** Returns how many requests a limit allows. */
    long requests(int limit) {
        return requests[limit];
    }
}
