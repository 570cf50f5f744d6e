package dev.gatehouse.dashboard;

import dev.gatehouse.cors.CorsDecision;
import dev.gatehouse.ratelimit.Decision;
import dev.gatehouse.ratelimit.Decision.Outcome;
import java.util.EnumMap;
import java.util.Map;

/** What happened in a stretch of time. What it takes does not grow with requests or callers. Not thread-safe. */
final class Slot {

    /** For so many different rules, endpoints, plans and callers counts are exact. */
    private static final int ROOM = 200;

    /** What a count is by: rules and callers by their ids, as text. */
    enum By {
        RULE,
        ENDPOINT,
        PLAN,
        SUBJECT,
        /** What CORS made of requests. */
        CORS,
        /** The same and an origin that is not allowed, with a space between them. */
        ORIGIN
    }

    /** What is counted. */
    enum Kind {
        REQUESTS,
        REFUSED,
        /** By a rule in shadow mode. */
        WOULD_REFUSE
    }

    private final Totals totals = new Totals();
    private final Map<By, Map<Kind, Frequent>> counts = new EnumMap<>(By.class);

    /** Adds a decision. */
    void add(Decision decision, String filter, String endpoint) {
        var weight = decision.weight();
        totals.add(decision.outcome(), weight);
        var refused = decision.outcome() == Outcome.REFUSED ? weight : 0;
        count(By.ENDPOINT, endpoint, weight, refused, 0);
        if (!decision.plan().isEmpty()) {
            count(By.PLAN, decision.plan(), weight, refused, 0);
        }
        for (var i = 0; i < decision.charges(); i++) {
            var charged = decision.charged(i);
            var byRule = charged.isRefused() ? weight : 0;
            var isTrial = charged.isTrial();
            var rule = new RuleId(filter, charged.rule());
            count(By.RULE, rule.toString(), weight, isTrial ? 0 : byRule, isTrial ? byRule : 0);
            if (!isTrial) {
                count(By.SUBJECT, new SubjectId(rule, charged.subject()).toString(), weight, byRule, 0);
            }
        }
    }

    /** Adds what CORS made of requests. */
    void add(CorsDecision decision) {
        count(By.CORS, decision.outcome().name(), decision.requests(), 0, 0);
        var origin = decision.origin();
        if (origin != null) {
            count(By.ORIGIN, decision.outcome().name() + " " + origin, decision.requests(), 0, 0);
        }
    }

    private void count(By by, String thing, long requests, long refused, long wouldRefuse) {
        of(by, Kind.REQUESTS).add(thing, requests);
        of(by, Kind.REFUSED).add(thing, refused);
        of(by, Kind.WOULD_REFUSE).add(thing, wouldRefuse);
    }

    /** Returns what there was most of, by something. */
    Frequent of(By by, Kind kind) {
        return counts.computeIfAbsent(by, none -> new EnumMap<>(Kind.class))
                .computeIfAbsent(kind, none -> new Frequent(ROOM));
    }

    /** Returns whether nothing has happened. */
    boolean isEmpty() {
        return totals.requests() == 0 && counts.isEmpty();
    }

    /** Returns how many requests came to what. */
    Totals totals() {
        return totals;
    }

    /** Adds all that happened in another stretch. */
    void addAll(Slot other) {
        totals.addAll(other.totals);
        other.counts.forEach(
                (by, kinds) -> kinds.forEach((kind, counted) -> of(by, kind).addAll(counted)));
    }
}
