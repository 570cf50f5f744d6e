package dev.gatehouse.ratelimit;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a rule allows to the callers of one plan: limits, and how they are told. Immutable. */
final class Allowance {

    /**
     * How many times its limits all IPv6 networks of one /48 may use together. One customer of a provider often holds a
     * whole /48, which is 65,536 networks.
     */
    static final int WIDE_FACTOR = 64;

    private final List<Limit> limits;
    private final Tier narrow;
    private final Tier wide;
    private final String policies;
    private final String[] remainingPrefixes;
    private final String[] requests;

    /**
     * Makes an allowance.
     *
     * @param id tells it from all others; of two subjects of a charge, the one with the greater id is locked later
     * @param rule the name of its rule; empty for a policy's only one
     * @param penalty what becomes of callers that are refused again and again; null if nothing more does
     */
    Allowance(long id, String rule, List<Limit> limits, @Nullable Penalty penalty) {
        this.limits = List.copyOf(limits);
        this.narrow = new Tier(id, limits.stream().map(Limit::quota).toList(), penalty);
        this.wide = new Tier(
                id + 1,
                limits.stream().map(limit -> limit.quota().times(WIDE_FACTOR)).toList(),
                null);
        this.policies = limits.stream()
                .map(limit -> limit.quotedName(rule) + limit.quota().parameters())
                .collect(Collectors.joining(", "));
        this.remainingPrefixes =
                limits.stream().map(limit -> limit.quotedName(rule) + ";r=").toArray(String[]::new);
        this.requests = limits.stream()
                .map(limit -> String.valueOf(limit.quota().requests()))
                .toArray(String[]::new);
    }

    Limit limit(int i) {
        return limits.get(i);
    }

    List<Limit> limits() {
        return limits;
    }

    /** Returns how many limits there are. */
    int size() {
        return limits.size();
    }

    /** Returns what a subject is held to. */
    Tier narrow() {
        return narrow;
    }

    /** Returns what all subjects of one wider IPv6 network are held to together. */
    Tier wide() {
        return wide;
    }

    /** Returns the members of {@code RateLimit-Policy}. */
    String policies() {
        return policies;
    }

    /** Returns the beginning of a limit's member of {@code RateLimit}. */
    String remainingPrefix(int limit) {
        return remainingPrefixes[limit];
    }

    /** Returns how many requests a limit allows, as text. */
    String requests(int limit) {
        return requests[limit];
    }
}
