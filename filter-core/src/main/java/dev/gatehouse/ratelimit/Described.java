package dev.gatehouse.ratelimit;

import java.util.Map;

/**
 * The limit that the X- headers speak of, if one is configured: for each allowance of its rule, which limit that is.
 * Immutable.
 */
final class Described {

    /** None is: the headers speak of the limit with the least remaining. */
    static final Described TIGHTEST = new Described(Map.of());

    private final Map<Allowance, Integer> limits;

    Described(Map<Allowance, Integer> limits) {
        this.limits = Map.copyOf(limits);
    }

    /** Returns its line in a charge, or -1 if the request has none to do with it. */
    int line(Charge charge) {
        if (limits.isEmpty()) {
            return -1;
        }
        for (var line = 0; line < charge.lines(); line += charge.allowance(line).size()) {
            var limit = limits.get(charge.allowance(line));
            if (limit != null) {
                return line + limit;
            }
        }
        return -1;
    }
}
