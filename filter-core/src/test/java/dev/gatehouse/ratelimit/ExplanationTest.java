package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A policy in words, for whoever wrote it to compare with what was meant. */
final class ExplanationTest {

    private static final RateLimitPolicy MANY = ServedPolicy.policy("""
            { "rules": [
                { "name": "account", "by": ["apiKey", "path"], "cost": 2, "count": "failures",
                  "limits": { "staff": [], "free": ["100/hour",
                      { "requests": 7, "window": "1m", "algorithm": "token-bucket", "burst": 9, "name": "quick" }] },
                  "penalty": { "after": 3, "within": "1m", "for": "15m" } },
                { "name": "bulk", "match": ["POST /bulk", "PUT /bulk/*"], "limits": ["9/day"], "maxRecords": 5,
                  "mode": "shadow" },
                { "name": "files", "match": ["POST /files"], "limits": ["9/day"], "maxRecords": 5 },
                { "name": "gone", "limits": ["1/second"], "mode": "off" } ],
              "defaultPlan": "free", "exempt": ["GET /health", "* /static/*"], "maxSubjects": 500,
              "headers": { "dialects": ["ratelimit", "x-ratelimit"], "describe": "account:100/hour" },
              "identity": { "apiKey": { "header": "X-Key", "bearer": false }, "address": { "ipv6Prefix": 56 } } }
            """);

    @Test
    void saysOneThingALine() {
        assertThat(String.join("\n", MANY.explained())).isEqualTo("""
                mode: enforce
                rule account
                  match: every request
                  by: apiKey and path
                  mode: enforce
                  cost: 2 (a request counts so much)
                  count: failures (other answers are given back)
                  penalty: refused outright for 15m after 3 refusals within 1m
                  plan free
                    limit 100/hour: never more than 100 in any 1h; capacity comes back at most 3m late
                    limit quick 7/minute token-bucket of 9: at most 9 at once, 7 a minute on average; at most 16 in any 1m
                  plan staff: no limit
                rule bulk
                  match: POST /bulk, PUT /bulk/*
                  by: address
                  mode: shadow (counts, but refuses nothing and tells clients nothing)
                  cost: 1
                  maxRecords: 5 (not looked at in this mode)
                  limit 9/day: never more than 9 in any 1d; capacity comes back at most 1h 12m late
                rule files
                  match: POST /files
                  by: address
                  mode: enforce
                  cost: 1
                  maxRecords: 5 (more in one request is answered with 413)
                  limit 9/day: never more than 9 in any 1d; capacity comes back at most 1h 12m late
                rule gone
                  match: every request
                  by: address
                  mode: off (counts nothing)
                  cost: 1
                  limit 1/second: never more than 1 in any 1s; capacity comes back at most 0.05s late
                default plan: free
                identity: keys in X-Key; IPv6 by /56
                IPv6: a /56 is one address; all of a /40 may use 64 times each limit
                exempt: GET /health, * /static/*
                headers: X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset, of account:100/hour; of a refusal, \
                of the limit that refused
                headers: RateLimit-Policy and RateLimit, of every limit
                refusal: 429 application/json, body: envelope
                subjects: up to 500""");
    }

    @Test
    void saysAllInALineForTheLog() {
        assertThat(MANY)
                .hasToString(
                        "account: free 100/hour and quick 7/minute token-bucket of 9 by apiKey and path, cost 2, counting"
                                + " failures, refused outright for 15m after 3 refusals within 1m; bulk: 9/day by address"
                                + " for POST /bulk, PUT /bulk/*, at most 5 records, mode shadow; files: 9/day by address"
                                + " for POST /files, at most 5 records; gone: 1/second by address, mode off;"
                                + " keys in X-Key; IPv6 by /56; default plan: free; exempt: GET /health, * /static/*;"
                                + " headers: x-ratelimit, ratelimit, speaking of account:100/hour; refusal: envelope;"
                                + " mode: enforce; up to 500 subjects");
    }

    /** Of the shortest policy there is, and of one that tells clients nothing. */
    @Test
    void saysWhatIsSoByDefault() {
        var shortest = RateLimitPolicy.builder().limits("5/minute").build();
        assertThat(String.join("\n", shortest.explained())).isEqualTo("""
                mode: enforce
                the only rule
                  match: every request
                  by: address
                  mode: enforce
                  cost: 1
                  limit 5/minute: never more than 5 in any 1m; capacity comes back at most 3s late
                IPv6: a /64 is one address; all of a /48 may use 64 times each limit
                exempt: none
                headers: X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset, of the limit with the least remaining
                headers: RateLimit-Policy and RateLimit, of every limit
                refusal: 429 application/json, body: envelope
                subjects: up to 100000""");
        var silent = RateLimitPolicy.builder()
                .limits("5/minute")
                .dialects()
                .refusal(RefusalBody.PROBLEM)
                .build();
        assertThat(silent.explained())
                .contains(
                        "headers: none but Retry-After of a refusal",
                        "refusal: 429 application/problem+json, body: problem")
                .noneMatch(line -> line.startsWith("headers: X") || line.startsWith("headers: RateLimit"));
        assertThat(silent.toString()).contains("; headers: none; refusal: problem; ");
        var own = RateLimitPolicy.builder()
                .limits("5/minute")
                .dialects(Dialect.RATELIMIT)
                .refusal(refusal -> refusal.status(503).body("{}"))
                .build();
        assertThat(own.explained())
                .contains("refusal: 503 application/json, body: as written in the policy")
                .noneMatch(line -> line.startsWith("headers: X"));
        assertThat(own.toString()).contains("; headers: ratelimit; refusal: 503 application/json; ");
    }

    @Test
    void saysOfFiftyRulesInALineAndHowManyMore() {
        for (var rules : new int[] {50, 51, 60}) {
            var policy = RateLimitPolicy.builder();
            for (var i = 1; i <= rules; i++) {
                policy.rule("rule-" + i, rule -> rule.limits("5/minute"));
            }
            var line = policy.build().toString();
            assertThat(line).contains("; rule-50: 5/minute by address; ").doesNotContain("rule-51");
            if (rules == 50) {
                assertThat(line).doesNotContain(" more rules");
            } else {
                assertThat(line).contains("; and " + (rules - 50) + " more rules; ");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1        | 5 in each second of the clock",
                "60       | 5 in each minute of the clock",
                "3600     | 5 in each hour of the clock",
                "86400    | 5 in each day of the clock (UTC)",
                "900      | 5 in each 15m of the clock (UTC)",
                "420      | 5 in each 7m, counted from 1970-01-01 (UTC)",
                "172800   | 5 in each 2d, counted from 1970-01-01 (UTC)",
            })
    void saysWhereFixedWindowsBegin(long seconds, String bound) {
        assertThat(Bound.of(new Quota.Fixed(5, Duration.ofSeconds(seconds))))
                .isEqualTo(bound + "; at most 10 across a boundary");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1     | 7 a second | 1s",
                "60    | 7 a minute | 1m",
                "3600  | 7 an hour  | 1h",
                "86400 | 7 a day    | 1d",
                "900   | 7 in 15m   | 15m",
            })
    void saysHowFastABucketOfTokensFills(long seconds, String rate, String window) {
        assertThat(Bound.of(new Quota.Tokens(7, Duration.ofSeconds(seconds), 9)))
                .isEqualTo("at most 9 at once, " + rate + " on average; at most 16 in any " + window);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0.05s",
        "90, 4.5s",
        "1200, 1m",
        "1230, 1m 1.5s",
        "72000, 1h",
        "604800, 8h 24m",
        "1728000, 1d",
        "2678400, 1d 13h 12m"
    })
    void saysHowLateCapacityMayComeBack(long seconds, String late) {
        assertThat(Bound.of(new Quota.Sliding(5, Duration.ofSeconds(seconds))))
                .startsWith("never more than 5 in any ")
                .endsWith("; capacity comes back at most " + late + " late");
    }

    @ParameterizedTest
    @EnumSource(CalendarUnit.class)
    void saysWhoseCalendarItIs(CalendarUnit unit) {
        assertThat(Bound.of(new Quota.Calendar(5, unit, ZoneId.of("Europe/Berlin"))))
                .isEqualTo("5 in each " + unit.word() + (unit == CalendarUnit.WEEK ? ", from Monday on," : "")
                        + " in Europe/Berlin; at most 10 across a boundary");
        assertThat(Bound.of(new Quota.Concurrent(5))).isEqualTo("never more than 5 under way at once");
    }
}
