package dev.gatehouse.ratelimit;

import dev.gatehouse.client.PathPattern;
import dev.gatehouse.config.SettingsReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which requests are counted, as whose, and by what limits. Immutable. */
final class Rule {

    /** Stands for all plans. */
    static final String EVERYBODY = "";

    private final String name;
    private final List<PathPattern> match;
    private final List<By> by;
    private final Map<String, Allowance> allowances;
    private final @Nullable Allowance everybody;
    private final long cost;
    private final long maxRecords;
    private final Count count;
    private final @Nullable Penalty penalty;
    private final Mode mode;

    /**
     * Makes a rule.
     *
     * @param name how it is called in headers and reports; empty for a policy's only rule
     * @param match the requests it is for; all, if there is none
     * @param by who is counted
     * @param allowances for each plan that is limited, or under {@link #EVERYBODY} for all
     * @param cost what one request counts for
     * @param maxRecords the most records that a request's JSON may have; 0 if it does not matter
     * @param count which answers make a request count
     * @param penalty what becomes of callers that are refused again and again; null if nothing more does
     * @param mode what becomes of its decisions
     */
    Rule(
            String name,
            List<PathPattern> match,
            List<By> by,
            Map<String, Allowance> allowances,
            long cost,
            long maxRecords,
            Count count,
            @Nullable Penalty penalty,
            Mode mode) {
        this.name = name;
        this.match = List.copyOf(match);
        this.by = List.copyOf(by);
        this.allowances = Map.copyOf(allowances);
        this.everybody = allowances.get(EVERYBODY);
        this.cost = cost;
        this.maxRecords = maxRecords;
        this.count = count;
        this.penalty = penalty;
        this.mode = mode;
    }

    /** Returns the same rule in another mode. */
    Rule in(Mode other) {
        return new Rule(name, match, by, allowances, cost, maxRecords, count, penalty, other);
    }

    /** Returns the rule as an operator reads it. */
    @Override
    public String toString() {
        var text = new StringBuilder(name);
        text.append(name.isEmpty() ? "" : ": ");
        for (var plan : new TreeMap<>(allowances).entrySet()) {
            text.append(plan.getKey().isEmpty() ? "" : plan.getKey() + " ")
                    .append(plan.getValue().limits().stream()
                            .map(Limit::toString)
                            .collect(Collectors.joining(" and ")))
                    .append(", ");
        }
        text.setLength(Math.max(0, text.length() - 2));
        text.append(" by ").append(by.stream().map(By::toString).collect(Collectors.joining(" and ")));
        if (!match.isEmpty()) {
            text.append(" for ")
                    .append(match.stream().map(PathPattern::toString).collect(Collectors.joining(", ")));
        }
        if (cost > 1) {
            text.append(", cost ").append(cost);
        }
        if (maxRecords > 0) {
            text.append(", at most ").append(maxRecords).append(" records");
        }
        if (count.isConditional()) {
            text.append(", counting ").append(count);
        }
        if (penalty != null) {
            text.append(", ").append(penalty);
        }
        return mode == Mode.ENFORCE ? text.toString() : text + ", mode " + SettingsReader.word(mode);
    }

    String name() {
        return name;
    }

    List<PathPattern> match() {
        return match;
    }

    List<By> by() {
        return by;
    }

    long cost() {
        return cost;
    }

    /** Returns the most records that a request's JSON may have; 0 if it does not matter. */
    long maxRecords() {
        return maxRecords;
    }

    Count count() {
        return count;
    }

    @Nullable
    Penalty penalty() {
        return penalty;
    }

    Mode mode() {
        return mode;
    }

    /** Returns whether something of a charge may have to be given back after the answer. */
    boolean settlesAfterAnswer() {
        return count.isConditional()
                || allowances.values().stream()
                        .anyMatch(allowance -> allowance.narrow().isHeld());
    }

    /** Returns what a plan is allowed, or null if this rule does not limit it. */
    @Nullable
    Allowance allowance(String plan) {
        return everybody == null ? allowances.get(plan) : everybody;
    }

    /** Returns what each plan is allowed. */
    Map<String, Allowance> allowances() {
        return allowances;
    }
}
