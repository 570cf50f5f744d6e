package dev.gatehouse.ratelimit;

import java.util.ArrayList;
import java.util.List;

/**
 * What an admitted request was charged on condition of its answer. It was charged when it came in, so that a limit
 * holds however many requests are under way at once; what does not count after all is given back. Immutable once
 * filled.
 */
final class Refund {

    /** One subject's charge. */
    record Part(Subject subject, Tier tier, long cost, Count count) {}

    private final List<Part> parts = new ArrayList<>();
    private final long chargedAt;

    Refund(long chargedAt) {
        this.chargedAt = chargedAt;
    }

    void add(Subject subject, Tier tier, long cost, Count count) {
        parts.add(new Part(subject.copy(), tier, cost, count));
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    List<Part> parts() {
        return parts;
    }

    /** Returns when it was charged, on the store's timeline. */
    long chargedAt() {
        return chargedAt;
    }
}
