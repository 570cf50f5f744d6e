package dev.gatehouse.dashboard;

import dev.gatehouse.ratelimit.Decision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the callers who came last had left. Of so many only; who has not come for longest is forgotten. Not thread-safe.
 */
final class Latest {

    private static final int MOST = 2_000;
    private static final long NANOS_OF_A_MILLI = 1_000_000;

    private final Map<SubjectId, Seen> seen = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SubjectId, Seen> eldest) {
            return size() > MOST;
        }
    };

    /** What a caller had left of a limit. */
    record Left(String limit, long most, long remaining, long wholeAtMillis) {}

    /** How a caller was seen last, under a rule. */
    record Seen(@Nullable String label, String plan, long atMillis, List<Left> limits) {}

    void add(Decision decision, String filter, long nowMillis) {
        for (var i = 0; i < decision.charges(); i++) {
            var charged = decision.charged(i);
            if (!charged.isTrial()) {
                seen.put(
                        new SubjectId(new RuleId(filter, charged.rule()), charged.subject()),
                        new Seen(decision.label(), decision.plan(), nowMillis, left(charged, nowMillis)));
            }
        }
    }

    private static List<Left> left(Decision.Charged charged, long nowMillis) {
        var left = new ArrayList<Left>(charged.limits());
        for (var i = 0; i < charged.limits(); i++) {
            left.add(new Left(
                    charged.limit(i),
                    charged.most(i),
                    charged.remaining(i),
                    nowMillis + charged.untilWhole(i) / NANOS_OF_A_MILLI));
        }
        return left;
    }

    /** Returns how a caller was seen last; null if that is forgotten. */
    @Nullable
    Seen find(SubjectId subject) {
        return seen.get(subject);
    }
}
