package dev.gatehouse.ratelimit;

import java.util.List;

/** Who is counted, and by what limits. Immutable. */
final class Rule {

    /**
     * How many times its limits all IPv6 networks of one /48 may use together. One customer of a provider often holds a
     * whole /48, which is 65,536 networks.
     */
    static final int WIDE_FACTOR = 64;

    private final List<By> by;
    private final List<Limit> limits;
    private final Tier narrow;
    private final Tier wide;

    Rule(int number, List<By> by, List<Limit> limits) {
        this.by = List.copyOf(by);
        this.limits = List.copyOf(limits);
        this.narrow = new Tier(2 * number, limits.stream().map(Limit::quota).toList());
        this.wide = new Tier(
                2 * number + 1,
                limits.stream().map(limit -> limit.quota().times(WIDE_FACTOR)).toList());
    }

    List<By> by() {
        return by;
    }

    List<Limit> limits() {
        return limits;
    }

    /** Returns what a subject is held to. */
    Tier narrow() {
        return narrow;
    }

    /** Returns what all subjects of one wider IPv6 network are held to together. */
    Tier wide() {
        return wide;
    }
}
