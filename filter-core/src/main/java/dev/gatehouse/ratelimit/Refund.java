package dev.gatehouse.ratelimit;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to be given back once an admitted request is answered: what it held, and what was charged on condition of an
 * answer that is another. It was charged when it came in, so that a limit holds however many requests are under way at
 * once. Filled by one thread, and then read by one.
 */
final class Refund {

    /**
     * One subject's charge.
     *
     * @param subject where buckets are in this process, the bucket that was charged; where the store has let go of
     *     that, or laid it out for another policy, only what the request holds is given back, to the bucket that the
     *     subject has by then
     * @param nodes of how many one was charged that lets pass its share
     * @param chargedAt by the store's clock
     */
    record Part(Subject subject, Tier tier, int cost, int nodes, Count count, long chargedAt) {

        /** Returns what was taken of a limit. */
        long taken(int limit) {
            return tier.taken(limit, cost, nodes);
        }
    }

    private final List<Part> parts = new ArrayList<>();

    /** Keeps what of a charge may be given back that a store has admitted: all, if the charge keeps its buckets. */
    void keep(Charge charge) {
        for (var i = 0; i < charge.size(); i++) {
            var part = charge.part(i);
            if (part.mayBeGivenBack() || charge.keepsBuckets()) {
                var count = part.rule().count();
                parts.add(
                        new Part(part.charged(), part.tier(), (int) part.cost(), part.nodes(), count, part.takenAt()));
            }
        }
    }

    /** Returns those parts that were charged in this process, or those that were elsewhere. */
    Refund charged(boolean here) {
        var some = new Refund();
        for (var part : parts) {
            if (part.subject() instanceof Bucket == here) {
                some.parts.add(part);
            }
        }
        return some;
    }

    /** Forgets what has been given back by other means. */
    void clear() {
        parts.clear();
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    List<Part> parts() {
        return parts;
    }
}
