package dev.gatehouse.ratelimit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /** Returns its line in a charge, or null if the request has none to do with it. */
    @Nullable
    Line line(Charge charge) {
        if (limits.isEmpty()) {
            return null;
        }
        for (var i = 0; i < charge.size(); i++) {
            var limit = limits.get(charge.part(i).allowance());
            if (limit != null) {
                return charge.part(i).line(limit);
            }
        }
        return null;
    }
}
