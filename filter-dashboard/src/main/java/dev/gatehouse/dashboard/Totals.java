package dev.gatehouse.dashboard;

import dev.gatehouse.ratelimit.Decision.Outcome;
import java.util.EnumMap;
import java.util.Map;

/** How many requests came to what. Not thread-safe. */
final class Totals {

    private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);

    void add(Outcome outcome, long requests) {
        counts.merge(outcome, requests, Long::sum);
    }

    void addAll(Totals other) {
        other.counts.forEach(this::add);
    }

    /** Returns how many requests came to one thing. */
    long count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0L);
    }

    /** Returns how many requests there were. */
    long requests() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
