package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.Shows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies of several rules, read from JSON, through a real container. */
final class RulesTest extends ServedPolicy {

    private static final String SCHOOL = """
            { "rules": [
                { "name": "account", "by": "header:Key", "limits": ["5/minute", "100/hour"] },
                { "name": "exports", "match": ["POST /courses/{id}/export"], "by": "header:Key", "limits": ["2/hour"] },
                { "name": "search", "match": ["GET /search/*"], "limits": ["3/hour"] } ] }
            """;

    @Shows({"rateLimit.rules", "rateLimit.rules.name", "rateLimit.rules.match", "rateLimit.rules.limits"})
    @Test
    void chargesEveryRuleThatMatchesAndListsAllOfThem() throws Exception {
        start(SCHOOL);
        assertThat(exchange("GET /courses HTTP/1.1\nKey: a")).isEqualTo("""
                        200
                        X-RateLimit-Limit: 5
                        X-RateLimit-Remaining: 4
                        X-RateLimit-Reset: 1700006463
                        RateLimit-Policy: "account:5/minute";q=5;w=60, "account:100/hour";q=100;w=3600
                        RateLimit: "account:5/minute";r=4;t=63, "account:100/hour";r=99;t=3780
                        Content-Length: 0
                        """);
        assertThat(exchange("POST /courses/7/export HTTP/1.1\nKey: a")).isEqualTo("""
                        200
                        X-RateLimit-Limit: 2
                        X-RateLimit-Remaining: 1
                        X-RateLimit-Reset: 1700010180
                        RateLimit-Policy: "account:5/minute";q=5;w=60, "account:100/hour";q=100;w=3600, \
                        "exports:2/hour";q=2;w=3600
                        RateLimit: "account:5/minute";r=3;t=63, "account:100/hour";r=98;t=3780, \
                        "exports:2/hour";r=1;t=3780
                        Content-Length: 0
                        """);
        assertThat(status("POST /courses/8/EXPORT/ HTTP/1.1\nKey: a")).isEqualTo(200);
        assertThat(exchange("POST /courses/7/export HTTP/1.1\nKey: a"))
                .startsWith("429\nX-RateLimit-Limit: 2\nX-RateLimit-Remaining: 0\n")
                .contains("\"account:5/minute\";r=2;")
                .contains("\nRetry-After: 3780\n");
        assertThat(header("X-RateLimit-Remaining", "GET /courses HTTP/1.1\nKey: a"))
                .as("a refusal is charged to no rule")
                .isEqualTo("1");
    }

    @Shows("rateLimit.rules.by")
    @Test
    void keepsTheBudgetsOfRulesAndKeysApart() throws Exception {
        start(SCHOOL);
        for (var i = 0; i < 2; i++) {
            assertThat(status("POST /courses/7/export HTTP/1.1\nKey: a")).isEqualTo(200);
        }
        assertThat(status("POST /courses/7/export HTTP/1.1\nKey: a")).isEqualTo(429);
        assertThat(status("POST /courses/7/export HTTP/1.1\nKey: b")).isEqualTo(200);
        for (var i = 0; i < 3; i++) {
            assertThat(status("GET /search/courses HTTP/1.1\nKey: " + i)).isEqualTo(200);
        }
        assertThat(status("GET /search/students HTTP/1.1\nKey: z"))
                .as("by address")
                .isEqualTo(429);
        assertThat(status("HEAD /search HTTP/1.1\nKey: y"))
                .as("HEAD counts as GET")
                .isEqualTo(429);
    }

    private static final String TIERS = """
            { "rules": [
                { "name": "account", "by": "header:Key",
                  "limits": { "standard": ["100/hour", "10/minute"], "enterprise": ["1000/hour", "50/minute"],
                              "staff": [] } },
                { "name": "search", "match": ["GET /search/*"], "by": "header:Key", "limits": ["20/hour"] } ],
              "defaultPlan": "standard",
              "headers": { "describe": "account:100/hour", "dialects": ["x-ratelimit"] } }
            """;

    @Shows({"rateLimit.rules.limits", "rateLimit.defaultPlan"})
    @Test
    void holdsEachPlanToItsOwnLimits() throws Exception {
        start(TIERS);
        assertThat(exchange("GET /a HTTP/1.1\nKey: a")).contains("X-RateLimit-Limit: 100\nX-RateLimit-Remaining: 99\n");
        assertThat(exchange("GET /a HTTP/1.1\nKey: b\nPlan: enterprise"))
                .contains("X-RateLimit-Limit: 1000\nX-RateLimit-Remaining: 999\n");
        assertThat(exchange("GET /a HTTP/1.1\nKey: c\nPlan: made-up")).contains("X-RateLimit-Limit: 100\n");
        assertThat(exchange("GET /a HTTP/1.1\nKey: d\nPlan: staff")).isEqualTo("200\nContent-Length: 0\n");
        assertThat(exchange("GET /search/x HTTP/1.1\nKey: d\nPlan: staff")).contains("X-RateLimit-Limit: 20\n");
    }

    @Shows({"rateLimit.headers", "rateLimit.headers.describe"})
    @Test
    void speaksOfTheDescribedLimitUntilAnotherRefuses() throws Exception {
        start(TIERS);
        for (var i = 1; i <= 10; i++) {
            assertThat(exchange("GET /a HTTP/1.1\nKey: a"))
                    .contains("X-RateLimit-Limit: 100\nX-RateLimit-Remaining: " + (100 - i) + "\n");
        }
        assertThat(exchange("GET /a HTTP/1.1\nKey: a"))
                .startsWith("429\nX-RateLimit-Limit: 10\nX-RateLimit-Remaining: 0\n")
                .contains("Retry-After: 63\n");
    }

    @Test
    void asksTheApplicationForThePlan() throws Exception {
        start(RateLimitPolicy.builder()
                .rule(
                        "account",
                        rule -> rule.by("header:Key").limitsOf("free", "1/hour").limitsOf("paid", "9/hour"))
                .defaultPlan("free")
                .plans(request -> request.getHeader("Tier"))
                .build());
        assertThat(header("X-RateLimit-Limit", "GET / HTTP/1.1\nKey: a")).isEqualTo("1");
        assertThat(header("X-RateLimit-Limit", "GET / HTTP/1.1\nKey: b\nTier: paid"))
                .isEqualTo("9");
        assertThat(header("X-RateLimit-Limit", "GET / HTTP/1.1\nKey: c\nTier: paid\nPlan: free"))
                .as("the attribute comes first")
                .isEqualTo("1");
    }

    @Shows("rateLimit.rules.cost")
    @Test
    void countsWhatARequestCosts() throws Exception {
        start("""
                { "rules": [ { "name": "reports", "limits": ["10/minute"], "cost": 4 } ] }
                """);
        assertThat(header("X-RateLimit-Remaining", "GET / HTTP/1.1")).isEqualTo("6");
        assertThat(header("X-RateLimit-Remaining", "GET / HTTP/1.1")).isEqualTo("2");
        assertThat(exchange("GET / HTTP/1.1")).startsWith("429\nX-RateLimit-Limit: 10\nX-RateLimit-Remaining: 0\n");
    }

    @Shows({"rateLimit.rules.mode", "rateLimit.headers.dialects"})
    @Test
    void triesARuleInShadowBesideOneThatIsEnforced() throws Exception {
        start("""
                { "rules": [
                    { "name": "account", "limits": ["5/minute"] },
                    { "name": "trial", "limits": ["1/minute"], "mode": "shadow" },
                    { "name": "gone", "limits": ["1/day"], "mode": "off" } ],
                  "headers": { "dialects": ["ratelimit"] } }
                """);
        for (var i = 1; i <= 5; i++) {
            assertThat(exchange("GET / HTTP/1.1"))
                    .isEqualTo(
                            "200\nRateLimit-Policy: \"account:5/minute\";q=5;w=60\nRateLimit: \"account:5/minute\";r="
                                    + (5 - i) + ";t=63\nContent-Length: 0\n");
        }
        assertThat(status("GET / HTTP/1.1")).isEqualTo(429);
        assertThat(filter.wouldHaveRefused()).isEqualTo(4);
        assertThat(filter.refused()).isEqualTo(1);
    }

    @Shows({
        "rateLimit.rules.limits.requests",
        "rateLimit.rules.limits.window",
        "rateLimit.rules.limits.algorithm",
        "rateLimit.rules.limits.burst",
        "rateLimit.rules.limits.name"
    })
    @Test
    void allowsBurstsAboveASteadyRate() throws Exception {
        start("""
                { "rules": [ { "name": "api", "limits": [
                    { "requests": 3600, "window": "1h", "algorithm": "token-bucket", "burst": 3, "name": "hourly" } ] } ] }
                """);
        for (var i = 2; i >= 0; i--) {
            assertThat(header("RateLimit", "GET / HTTP/1.1")).isEqualTo("\"api:hourly\";r=" + i + ";t=1");
        }
        assertThat(header("Retry-After", "GET / HTTP/1.1")).isEqualTo("1");
        clock.addAndGet(Timeline.SECOND);
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
        assertThat(status("GET / HTTP/1.1")).isEqualTo(429);
    }

    @Shows({"rateLimit.refusal", "rateLimit.refusal.status", "rateLimit.refusal.contentType", "rateLimit.refusal.body"})
    @Test
    void refusesInTheWordsOfATemplate() throws Exception {
        start("""
                { "rules": [ { "name": "account", "limits": { "free": ["1/minute"] } } ],
                  "defaultPlan": "free",
                  "headers": { "dialects": [] },
                  "refusal": { "status": 503, "contentType": "application/vnd.school+json", "body": {
                    "error": { "code": "RATE_LIMIT_EXCEEDED", "details": {
                      "limit": "{limit}", "remaining": "{remaining}", "resetAt": "{resetAt}", "reset": "{reset}" } },
                    "meta": { "requestId": "{requestId}", "timestamp": "{timestamp}" },
                    "text": "{plan} {rule}: {limit} in {window} s, again in {retryAfter} s",
                    "violated": "{violatedPolicies}", "fixed": [1, true, null, 2.50] } } }
                """);
        clock.addAndGet(7 * Timeline.SECOND);
        status("GET / HTTP/1.1");
        assertThat(exchange("GET / HTTP/1.1\nX-Request-Id: req_abc-1.2:3")).isEqualTo("""
                        503
                        Retry-After: 62
                        Cache-Control: no-store
                        Content-Type: application/vnd.school+json
                        Content-Length: 307

                        {"error":{"code":"RATE_LIMIT_EXCEEDED","details":{"limit":1,"remaining":0,\
                        "resetAt":"2023-11-15T00:01:09Z","reset":1700006469}},\
                        "meta":{"requestId":"req_abc-1.2:3","timestamp":"2023-11-15T00:00:07Z"},\
                        "text":"free account: 1 in 60 s, again in 62 s",\
                        "violated":["account:1/minute"],"fixed":[1,true,null,2.50]}
                        """);
    }

    @Test
    void namesAllLimitsThatRefused() throws Exception {
        start("""
                { "rules": [
                    { "name": "a", "limits": ["1/minute", "9/hour"] },
                    { "name": "b", "by": "everyone", "limits": ["1/hour"] } ],
                  "headers": { "dialects": [] },
                  "refusal": { "body": { "list": "{violatedPolicies}", "text": "over {violatedPolicies}." } } }
                """);
        status("GET / HTTP/1.1");
        assertThat(exchange("GET / HTTP/1.1"))
                .endsWith("\n{\"list\":[\"a:1/minute\",\"b:1/hour\"],\"text\":\"over a:1/minute, b:1/hour.\"}\n");
    }

    @Test
    void takesTheSameTemplateInJava() throws Exception {
        var inJava = RateLimitPolicy.builder()
                .limits("1/minute")
                .refusal(refusal -> refusal.status(503)
                        .contentType("application/vnd.school+json")
                        .body("[\"{limit}\", \"again in {retryAfter} s\"]"));
        start(inJava.build());
        status("GET / HTTP/1.1");
        assertThat(exchange("GET / HTTP/1.1"))
                .startsWith("503\n")
                .contains("\nContent-Type: application/vnd.school+json\n")
                .endsWith("\n[1,\"again in 63 s\"]\n");
        assertThatThrownBy(
                        inJava.refusal(refusal ->
                                refusal.status(200).contentType("text/html").body("{ \"a\": \"{retryafter}\" }"))
                                ::build)
                .hasMessage("""
                        The rate limit policy has 3 problems:
                        RateLimitPolicy.builder().refusal(…).status(…): status is 200; it can be from 400 to 599 \
                        [setting.out-of-range]
                            fix: write 400
                        RateLimitPolicy.builder().refusal(…).contentType(…): contentType is 'text/html', but the body is JSON \
                        [refusal.content-type]
                            fix: write application/json, or a type that ends in +json
                        RateLimitPolicy.builder().refusal(…).body(…):1:8 (/a): there is no placeholder '{retryafter}' \
                        [refusal.placeholder]
                            fix: write {retryAfter}""");
        assertThatThrownBy(inJava.refusal(refusal -> refusal.body("oops"))::build)
                .hasMessageContaining("RateLimitPolicy.builder().refusal(…).body(…):1:1: this is not JSON");
        assertThatThrownBy(inJava.refusal(refusal -> refusal.body(" "))::build)
                .hasMessageContaining("body is ' ', which is neither an object nor a list [refusal.body]");
        assertThatThrownBy(inJava.refusal(refusal -> refusal.body("5"))::build)
                .hasMessageContaining("body is 5, which is neither an object nor a list [refusal.body]");
    }

    @Test
    void makesARequestIdWhereTheClientsIsNotSafeToEcho() throws Exception {
        start("""
                { "limits": ["1/minute"], "dialects": [], "refusal": { "body": { "id": "{requestId}" } } }
                """);
        status("GET / HTTP/1.1");
        var uuid = "(?s).*\\{\"id\":\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"}\n";
        assertThat(exchange("GET / HTTP/1.1")).matches(uuid);
        assertThat(exchange("GET / HTTP/1.1\nX-Request-Id: \"><script>")).matches(uuid);
        assertThat(exchange("GET / HTTP/1.1\nX-Request-Id: " + "x".repeat(129))).matches(uuid);
        assertThat(exchange("GET / HTTP/1.1\nX-Request-Id:")).matches(uuid);
        assertThat(exchange("GET / HTTP/1.1\nX-Request-Id: " + "x".repeat(128))).contains("x".repeat(128));
    }

    @Shows({
        "rateLimit.ipv6Prefix",
        "rateLimit.identity.address",
        "rateLimit.identity.address.trustedProxies",
        "rateLimit.identity.address.forwardedHeader",
        "rateLimit.identity.address.ipv6Prefix"
    })
    @ParameterizedTest
    @ValueSource(strings = {"%s", "\"identity\": { \"address\": { %s } }"})
    void takesAddressesFromWhereItIsToldTo(String identity) throws Exception {
        var address =
                "\"trustedProxies\": [\"0.0.0.0\", \"127.0.0.1\"], \"forwardedHeader\": \"Client\", \"ipv6Prefix\": 56";
        start("{ \"rules\": [ { \"name\": \"a\", \"limits\": [\"5/minute\"] } ], " + identity.formatted(address)
                + " }");
        assertThat(left("GET / HTTP/1.1\nClient: 2001:db8:0:100::1")).isEqualTo("4");
        assertThat(left("GET / HTTP/1.1\nClient: 2001:db8:0:1ff::1"))
                .as("in the same /56")
                .isEqualTo("3");
        assertThat(left("GET / HTTP/1.1\nClient: 2001:db8:0:200::1")).isEqualTo("4");
        assertThat(left("GET / HTTP/1.1\nX-Forwarded-For: 192.0.2.1")).isEqualTo("4");
        assertThat(left("GET / HTTP/1.1\nX-Forwarded-For: 192.0.2.2")).isEqualTo("3");
    }

    @Shows("rateLimit.describe")
    @Test
    void speaksOfTheDescribedLimitOfItsOnlyRule() throws Exception {
        start("{ \"limits\": [\"10/minute\", \"100/hour\"], \"describe\": \"100/hour\" }");
        assertThat(header("X-RateLimit-Limit", "GET / HTTP/1.1")).isEqualTo("100");
    }
}
