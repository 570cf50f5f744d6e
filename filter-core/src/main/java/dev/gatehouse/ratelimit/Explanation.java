package dev.gatehouse.ratelimit;

import dev.gatehouse.client.PathPattern;
import dev.gatehouse.config.SettingsReader;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A policy as it is understood, for whoever wrote it to compare with what was meant: one thing a line. */
final class Explanation {

    /** Beyond so many rules, one line cannot be read. */
    private static final int MOST_IN_ONE_LINE = 50;

    private final RateLimitPolicy policy;
    private final List<String> lines = new ArrayList<>();

    Explanation(RateLimitPolicy policy) {
        this.policy = policy;
    }

    /** Returns all of it in one line, for the log. */
    String line() {
        var text = new StringBuilder();
        var rules = policy.rules().all();
        for (var rule : rules.subList(0, Math.min(rules.size(), MOST_IN_ONE_LINE))) {
            text.append(text.isEmpty() ? "" : "; ").append(rule);
        }
        if (rules.size() > MOST_IN_ONE_LINE) {
            text.append("; and ").append(rules.size() - MOST_IN_ONE_LINE).append(" more rules");
        }
        if (!policy.identityDescription().isEmpty()) {
            text.append("; ").append(policy.identityDescription());
        }
        if (!policy.plans().isEmpty()) {
            text.append("; default plan: ").append(policy.defaultPlan());
        }
        if (policy.exempt().length > 0) {
            text.append("; exempt: ").append(patterns(List.of(policy.exempt())));
        }
        var dialects = new TreeSet<Dialect>(policy.dialects());
        text.append("; headers: ")
                .append(
                        dialects.isEmpty()
                                ? "none"
                                : dialects.stream().map(SettingsReader::word).collect(Collectors.joining(", ")));
        text.append(policy.describe().isEmpty() ? "" : ", speaking of " + policy.describe());
        text.append("; refusal: ").append(policy.refusal());
        text.append("; mode: ").append(SettingsReader.word(policy.mode()));
        text.append("; up to ").append(policy.maxSubjects()).append(" subjects");
        var store = policy.store();
        return text.append(store == null ? "" : "; store: " + store).toString();
    }

    /** Returns it one thing a line. */
    List<String> lines() {
        lines.add("mode: " + mode(policy.mode()));
        policy.rules().all().forEach(this::addRule);
        if (!policy.plans().isEmpty()) {
            lines.add("default plan: " + policy.defaultPlan());
        }
        if (!policy.identityDescription().isEmpty()) {
            lines.add("identity: " + policy.identityDescription());
            policy.identity().labelledKeys().forEach(key -> lines.add("  key " + key));
        }
        var prefix = policy.identity().ipv6Prefix();
        lines.add("IPv6: a /" + prefix + " is one address; all of a /" + (prefix - Identity.WIDER) + " may use "
                + Allowance.WIDE_FACTOR + " times each limit");
        var exempt = List.of(policy.exempt());
        lines.add("exempt: " + (exempt.isEmpty() ? "none" : patterns(exempt)));
        addHeaders();
        lines.add("refusal: " + refusal(policy.refusal()));
        lines.add("subjects: up to " + policy.maxSubjects());
        var store = policy.store();
        if (store != null) {
            lines.add("store: " + store);
        }
        return lines;
    }

    private void addRule(Rule rule) {
        lines.add(rule.name().isEmpty() ? "the only rule" : "rule " + rule.name());
        lines.add("  match: " + (rule.match().isEmpty() ? "every request" : patterns(rule.match())));
        lines.add("  by: " + rule.by().stream().map(By::toString).collect(Collectors.joining(" and ")));
        lines.add("  mode: " + mode(rule.mode()));
        lines.add("  cost: " + rule.cost() + (rule.cost() == 1 ? "" : " (a request counts so much)"));
        if (rule.count().isConditional()) {
            lines.add("  count: " + rule.count() + " (other answers are given back)");
        }
        if (rule.maxRecords() > 0) {
            lines.add("  maxRecords: " + rule.maxRecords()
                    + (rule.mode() == Mode.ENFORCE
                            ? " (more in one request is answered with 413)"
                            : " (not looked at in this mode)"));
        }
        var penalty = rule.penalty();
        if (penalty != null) {
            lines.add("  penalty: " + penalty);
        }
        if (rule.allowances().containsKey(Rule.EVERYBODY)) {
            addLimits("  ", rule.allowance(Rule.EVERYBODY));
            return;
        }
        for (var plan : new TreeSet<>(policy.plans())) {
            var allowance = rule.allowance(plan);
            lines.add("  plan " + plan + (allowance == null ? ": no limit" : ""));
            addLimits("    ", allowance);
        }
    }

    private void addLimits(String indent, @Nullable Allowance allowance) {
        for (var limit : allowance == null ? List.<Limit>of() : allowance.limits()) {
            lines.add(indent + "limit " + limit + ": " + Bound.of(limit.quota()));
        }
    }

    private void addHeaders() {
        var dialects = policy.dialects();
        if (dialects.isEmpty()) {
            lines.add("headers: none but Retry-After of a refusal");
        }
        if (dialects.contains(Dialect.X_RATELIMIT)) {
            lines.add("headers: X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset, of "
                    + (policy.describe().isEmpty()
                            ? "the limit with the least remaining"
                            : policy.describe() + "; of a refusal, of the limit that refused"));
        }
        if (dialects.contains(Dialect.RATELIMIT)) {
            lines.add("headers: RateLimit-Policy and RateLimit, of every limit");
        }
    }

    private static String refusal(RefusalTemplate refusal) {
        var body = refusal.body().equals(RefusalTemplate.ENVELOPE.body())
                ? "envelope"
                : refusal.body().equals(RefusalTemplate.PROBLEM.body()) ? "problem" : "as written in the policy";
        return refusal.status() + " " + refusal.contentType() + ", body: " + body;
    }

    private static String mode(Mode mode) {
        return SettingsReader.word(mode)
                + switch (mode) {
                    case ENFORCE -> "";
                    case SHADOW -> " (counts, but refuses nothing and tells clients nothing)";
                    case OFF -> " (counts nothing)";
                };
    }

    private static String patterns(List<PathPattern> patterns) {
        return patterns.stream().map(PathPattern::toString).collect(Collectors.joining(", "));
    }
}
