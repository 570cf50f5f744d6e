package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Row.byKey;
import static dev.gatehouse.ratelimit.Row.key;
import static dev.gatehouse.ratelimit.Row.limits;
import static dev.gatehouse.ratelimit.Row.reached;
import static dev.gatehouse.ratelimit.Row.rule;

import dev.gatehouse.bench.StubRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Requests that the filter answers itself. A refusal takes 48 bytes for what fills its body, and 24 for the time at
 * which that asks for a window's length.
 */
final class RefusedRequests {

    private RefusedRequests() {}

    static Stream<Row> rows() {
        return Stream.of(algorithms(), bodies(), placeholders(), penalties(), rejected())
                .flatMap(List::stream);
    }

    private static Row row(String what, RateLimitPolicy.Builder policy, long bytes) {
        return new Row(what, policy, Row::byKey, 429, bytes);
    }

    private static List<Row> algorithms() {
        return List.of(
                row("refused by a sliding window", limits("1/hour"), 72),
                row("refused by one of two sliding windows", reached(), 72),
                row("refused by a fixed window", reached().algorithm(Algorithm.FIXED_WINDOW), 72),
                row("refused by a window of the calendar: its length now", rule(RefusedRequests::calendar), 856),
                new Row(
                        "refused at an IPv6 address",
                        reached().by("address"),
                        i -> Row.fromAddress("2001:db8:" + i + "::1"),
                        429,
                        72),
                row("refused by a token bucket", reached().algorithm(Algorithm.TOKEN_BUCKET), 72),
                new Row(
                        "refused by requests at once",
                        rule(rule -> rule.limit(limit -> limit.concurrent(1))),
                        i -> byKey(i).async(),
                        429,
                        112),
                row(
                        "refused by a window, not by requests at once: what would have been given back",
                        rule(rule -> rule.limits("1/hour").limit(limit -> limit.concurrent(5))),
                        112),
                row(
                        "refused by one of two rules",
                        rule(rule -> rule.limits("4000/hour"))
                                .rule("all", rule -> rule.by("apiKey", "path").limits("1/hour")),
                        72));
    }

    private static void calendar(RuleBuilder rule) {
        rule.limit(limit -> limit.requests(1)
                .window("day")
                .algorithm(Algorithm.FIXED_WINDOW)
                .align(Alignment.CALENDAR)
                .zone("Europe/Berlin"));
    }

    private static List<Row> bodies() {
        return List.of(
                row("refused with no header but Retry-After", reached().dialects(), 72),
                row(
                        "refused in both dialects: the text of RateLimit",
                        reached().dialects(Dialect.X_RATELIMIT, Dialect.RATELIMIT),
                        152),
                row("refused with problem details", reached().refusal(RefusalBody.PROBLEM), 48),
                new Row(
                        "a refused HEAD",
                        reached(),
                        i -> new StubRequest()
                                .next("HEAD", "/courses", "192.0.2.1")
                                .header("X-API-Key", key(i)),
                        429,
                        72),
                row("refused with {window}", body("{window}"), 72));
    }

    /** Returns a policy by which everybody is refused, with a text in the body. */
    static RateLimitPolicy.Builder body(String text) {
        return reached().refusal(refusal -> refusal.body("{ \"error\": \"" + text + "\" }"));
    }

    /** Without a request id that is made up: that is as random as what it takes. */
    private static List<Row> placeholders() {
        return List.of(
                row("{limit}", body("{limit}"), 48),
                row("{remaining}", body("{remaining}"), 48),
                row("{reset}", body("{reset}"), 48),
                row("{retryAfter}", body("{retryAfter}"), 48),
                row("{rule}", body("{rule}"), 48),
                row("{plan}", body("{plan}"), 48),
                new Row(
                        "{requestId} of the request",
                        body("{requestId}"),
                        i -> byKey(i).header("X-Request-Id", "r-" + i),
                        429,
                        48),
                row("{violatedPolicies}", body("{violatedPolicies}"), 48),
                row("several in a text", body("{limit} in {violatedPolicies}, wait {retryAfter}"), 48));
    }

    private static List<Row> penalties() {
        var minute = Duration.ofMinutes(1);
        return List.of(
                row("a penalty ahead", rule(rule -> rule.limits("1/hour").penalty(1_000_000, minute, minute)), 72),
                row("a penalty", rule(rule -> rule.limits("1/hour").penalty(3, minute, minute)), 72));
    }

    private static List<Row> rejected() {
        return List.of(
                new Row(
                                "no room for the body: as much of it as anybody may have, and the text of it",
                                PassedRequests.records(100_000),
                                i -> byKey(i).json("[" + "1,".repeat(20_000) + "1]"),
                                503,
                                35040)
                        .withoutRoom(),
                new Row(
                        "too many records: the body, and what counts them",
                        PassedRequests.records(2),
                        i -> byKey(i).json("[1,2,3]"),
                        413,
                        10408));
    }
}
