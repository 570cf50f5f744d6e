package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.gatehouse.InMemoryServer;
import dev.gatehouse.Shows;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    private static final String KEYED = """
            { "identity": { "apiKey": { "keys": "%s", "unknown": "%s" } },
              "rules": [ { "name": "account", "by": "apiKey",
                           "limits": { "standard": ["5/minute"], "enterprise": ["50/minute"] } } ],
              "defaultPlan": "standard", "headers": { "dialects": ["x-ratelimit"] } }
            """;

    private static Path keyFile(Path folder) throws Exception {
        return Files.writeString(folder.resolve("api-keys.json"), """
                { "keys": [ { "sha256": "%s", "plan": "enterprise", "label": "Acme" }, { "sha256": "%s" } ] }
                """.formatted(
                        KnownKeys.sha256("acme-key"), KnownKeys.sha256("small-key")));
    }

    @Shows({
        "rateLimit.identity",
        "rateLimit.identity.apiKey",
        "rateLimit.identity.apiKey.keys",
        "keyFile.keys",
        "keyFile.keys.sha256",
        "keyFile.keys.plan"
    })
    @Test
    void countsKnownKeysByTheirPlansAndUnknownOnesByAddress(@TempDir Path folder) throws Exception {
        start(KEYED.formatted(keyFile(folder), "address"));
        assertThat(exchange("GET / HTTP/1.1\nX-API-Key: acme-key"))
                .contains("X-RateLimit-Limit: 50\nX-RateLimit-Remaining: 49\n");
        assertThat(exchange("GET / HTTP/1.1\nAuthorization: Bearer acme-key"))
                .contains("X-RateLimit-Limit: 50\nX-RateLimit-Remaining: 48\n");
        assertThat(exchange("GET / HTTP/1.1\nX-API-Key: small-key"))
                .contains("X-RateLimit-Limit: 5\nX-RateLimit-Remaining: 4\n");
        assertThat(exchange("GET / HTTP/1.1")).contains("X-RateLimit-Limit: 5\nX-RateLimit-Remaining: 4\n");
        for (var i = 3; i >= 0; i--) {
            assertThat(exchange("GET / HTTP/1.1\nX-API-Key: made-up-" + i))
                    .as("made-up keys share their address's budget")
                    .contains("X-RateLimit-Limit: 5\nX-RateLimit-Remaining: " + i + "\n");
        }
        assertThat(status("GET / HTTP/1.1\nX-API-Key: made-up-again")).isEqualTo(429);
        assertThat(status("GET / HTTP/1.1\nX-API-Key: acme-key")).isEqualTo(200);
    }

    @Shows("rateLimit.identity.apiKey.unknown")
    @Test
    void rejectsUnknownKeysIfSoConfigured(@TempDir Path folder) throws Exception {
        start(KEYED.formatted(keyFile(folder), "reject"));
        assertThat(exchange("GET / HTTP/1.1\nX-API-Key: made-up")).isEqualTo("""
                        401
                        WWW-Authenticate: Bearer
                        Cache-Control: no-store
                        Content-Type: application/json
                        Content-Length: 80

                        {"error":{"code":"unknown_api_key","message":"This API key is not known here."}}
                        """);
        assertThat(status("GET / HTTP/1.1\nX-API-Key: acme-key")).isEqualTo(200);
        assertThat(status("GET / HTTP/1.1")).as("without a key, by address").isEqualTo(200);
    }

    @Shows("keyFile.keys.label")
    @Test
    void showsTheLabelsOfKnownKeysInTheCheck(@TempDir Path folder) throws Exception {
        server = new InMemoryServer(context -> {});
        assertThat(policy(KEYED.formatted(keyFile(folder), "address")).explained())
                .contains(
                        "identity: 2 known keys in X-API-Key or as a bearer, unknown: address",
                        "  key 'Acme': plan enterprise");
    }

    @Shows({"rateLimit.identity.apiKey.header", "rateLimit.identity.apiKey.bearer", "rateLimit.bearer"})
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"apiKeyHeader\": \"X-Key\", \"bearer\": false",
                "\"identity\": { \"apiKey\": { \"header\": \"X-Key\", \"bearer\": false } }"
            })
    void takesKeysFromNowhereElse(String identity) throws Exception {
        start("{ \"rules\": [ { \"name\": \"a\", \"by\": \"apiKey\", \"limits\": [\"5/minute\"] } ], " + identity
                + " }");
        assertThat(left("GET / HTTP/1.1\nX-Key: a")).isEqualTo("4");
        assertThat(left("GET / HTTP/1.1\nX-Key: b")).isEqualTo("4");
        assertThat(left("GET / HTTP/1.1\nX-API-Key: a")).as("by address").isEqualTo("4");
        assertThat(left("GET / HTTP/1.1\nAuthorization: Bearer a"))
                .as("by address, too")
                .isEqualTo("3");
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

    @Test
    void tellsEverythingThatIsWrongWithAKeyFile(@TempDir Path folder) throws Exception {
        var hash = KnownKeys.sha256("one");
        var file = Files.writeString(folder.resolve("keys.json"), """
                { "keys": [
                  { "sha256": "secret-key-itself" },
                  { "sha256": "%s", "plan": "enterprice" },
                  { "sha256": "%s", "lable": "Acme" },
                  { "plan": "standard" },
                  { "sha256": "%s" } ] }
                """.formatted(
                        hash, KnownKeys.sha256("two").toUpperCase(Locale.ROOT), hash));
        server = new InMemoryServer(context -> {});
        assertThatThrownBy(() -> policy(KEYED.formatted(file, "address")))
                .hasMessage("""
                        The rate limit policy has 6 problems:
                        keys.json:2:15 (/keys/0/sha256): sha256 is not a SHA-256, which is 64 digits of hex in lower case \
                        [key.sha256]
                            fix: write what this prints: printf %%s "$KEY" | sha256sum
                        keys.json:3:91 (/keys/1/plan): no rule has limits for the plan 'enterprice' [plan.unknown]
                            fix: write enterprise
                        keys.json:4:83 (/keys/2/lable): there is no setting 'lable' [setting.unknown]
                            fix: write label
                        keys.json:4:15 (/keys/2/sha256): sha256 is not a SHA-256, which is 64 digits of hex in lower case \
                        [key.sha256]
                            fix: write %s
                        keys.json:5:3 (/keys/3): the key has no sha256 [key.missing]
                            fix: add "sha256": its SHA-256 in hex
                        keys.json:6:15 (/keys/4/sha256): this key is written twice [key.twice]
                            fix: remove one""".formatted(KnownKeys.sha256("two")));
    }

    private static final String BULK = """
            { "rules": [ { "name": "bulk", "match": ["POST /students/bulk"], "limits": ["3/hour"], "maxRecords": 3 } ],
              "dialects": ["x-ratelimit"] }
            """;

    private InMemoryServer.Answer bulk(String type, String body) throws Exception {
        return running()
                .send("POST /students/bulk HTTP/1.1\nContent-Type: " + type + "\nContent-Length: "
                        + body.length()
                        + "\n\n" + body);
    }

    @Shows("rateLimit.rules.maxRecords")
    @Test
    void refusesMoreRecordsThanOneRequestMayHaveAndHandsOthersOn() throws Exception {
        start(BULK);
        var tooMany = bulk("application/json", "{\"students\": [1, 2, 3, 4]}");
        assertThat(tooMany.status()).isEqualTo(413);
        assertThat(tooMany.headers())
                .containsExactly(
                        "X-RateLimit-Limit: 3",
                        "X-RateLimit-Remaining: 3",
                        "X-RateLimit-Reset: 1700006400",
                        "Cache-Control: no-store",
                        "Content-Type: application/json",
                        "Content-Length: 106");
        assertThat(tooMany.body())
                .isEqualTo(
                        "{\"error\":{\"code\":\"too_many_records\",\"message\":\"This request has more records than one"
                                + " request may have.\"}}");
        var body = "{\"students\": [1, 2, 3]}";
        var admitted = bulk("application/json", body);
        assertThat(admitted.body()).as("what the application read").isEqualTo(body);
        assertThat(admitted.values("X-RateLimit-Remaining"))
                .as("charged nothing before")
                .containsExactly("2");
        assertThat(bulk("text/plain", "not JSON, [1,2,3,4,5]").body()).isEqualTo("not JSON, [1,2,3,4,5]");
        assertThat(bulk("application/x-www-form-urlencoded", "a=1&b=2").body()).isEqualTo("{a=1, b=2}");
        assertThat(bulk("application/json", "[1]").status()).isEqualTo(429);
    }

    /** Spellings that lenient parsers take, and what would be too much for one to take. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"students\": [1, 2, 3, 4]} and more",
                "{\"students\": [1, 2, 3, 4]}]",
                "{\"students\": [1, 2, 3, 4], \"x\": []}",
                "{\"students\": [], \"students\": [1, 2, 3, 4]}",
                "[1, 2, 3, 4, oops",
                "DEEP"
            })
    void findsTooManyRecordsHoweverTheyAreWritten(String body) throws Exception {
        start(BULK);
        assertThat(bulk("application/json", body.replace("DEEP", "[".repeat(2_000)))
                        .status())
                .isEqualTo(413);
        assertThat(bulk("application/json", "[1, " + "7".repeat(5_000) + ", {\"" + "x".repeat(60_000) + "\": 1}]")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void looksAtKnownKeysForTheirPlansWhoeverIsCounted(@TempDir Path folder) throws Exception {
        start("""
                { "identity": { "apiKey": { "header": "X-Key", "keys": "%s", "unknown": "reject" } },
                  "rules": [ { "name": "all", "by": "address",
                               "limits": { "standard": ["5/minute"], "enterprise": ["50/minute"] } } ],
                  "defaultPlan": "standard" }
                """.formatted(keyFile(folder)));
        assertThat(header("X-RateLimit-Limit", "GET / HTTP/1.1\nX-Key: acme-key"))
                .isEqualTo("50");
        assertThat(header("X-RateLimit-Limit", "GET / HTTP/1.1")).isEqualTo("5");
        assertThat(status("GET / HTTP/1.1\nX-Key: made-up")).isEqualTo(401);
    }

    /** Whether its records were counted or not, the application reads the same. */
    @ParameterizedTest
    @CsvSource({
        "application/json, Read: available, 9",
        "application/json, Read: reader, '[ 31 e9 ]'",
        "text/plain, Read: reader, '[ 31 c3 a9 ]'",
        "text/plain;charset=utf-8, Read: reader, '[ 31 e9 ]'",
        "'text/plain\nEncoding: utf-8', Read: reader, '[ 31 e9 ]'",
        "'application/json;charset=nonsense\nEncoding: utf-8', Read: reader, '[ 31 e9 ]'",
    })
    void handsBodiesOnAsTheyCame(String type, String header, String read) throws Exception {
        for (var policy : List.of(BULK, BULK.replace(", \"maxRecords\": 3", ""))) {
            start(policy);
            var body = header.endsWith("available") ? "[1, 2, 3]" : "[1\u00c3\u00a9]";
            var answer = bulk(type + "\n" + header, body);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(read);
            running().close();
        }
    }

    @Test
    void readsNoMoreOfABodyThanItMayKeep() throws Exception {
        start(BULK);
        assertThat(bulk("application/json", "[\"" + "x".repeat(CountedBody.MOST_BYTES) + "\"]")
                        .status())
                .isEqualTo(413);
    }

    /** Whoever is refused anyway does not make a filter read megabytes. */
    @Test
    void readsNoBodyOfWhomItRefuses() throws Exception {
        start(BULK);
        for (var i = 0; i < 3; i++) {
            assertThat(bulk("application/json", "[1]").status()).isEqualTo(200);
        }
        // Were the body read, the container would wait for the rest of it, and answer 400 or nothing.
        var refused = running().send("""
                POST /students/bulk HTTP/1.1
                Content-Type: application/json
                Content-Length: 1000000

                [1, 2, 3, 4""");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.values("X-RateLimit-Remaining")).containsExactly("0");
        pass(3 * 3_600);
        assertThat(bulk("application/json", "[1, 2, 3, 4]").status()).isEqualTo(413);
        assertThat(bulk("application/json", "[1]").values("X-RateLimit-Remaining"))
                .containsExactly("2");
    }

    private static String counting(String count) {
        return """
                { "rules": [ { "name": "logins", "limits": ["3/minute"], "count": %s } ], "dialects": ["x-ratelimit"] }
                """.formatted(count);
    }

    private String left(String request) throws Exception {
        return header("X-RateLimit-Remaining", request);
    }

    @Shows("rateLimit.rules.count")
    @Test
    void countsOnlyFailuresIfSoConfigured() throws Exception {
        start(counting("\"failures\""));
        for (var i = 0; i < 5; i++) {
            assertThat(left("GET / HTTP/1.1")).as("a success is given back").isEqualTo("2");
        }
        assertThat(left("GET / HTTP/1.1\nStatus: 401")).isEqualTo("2");
        assertThat(left("GET /throw HTTP/1.1")).as("an exception is a failure").isIn("1", "none");
        assertThat(left("GET / HTTP/1.1\nStatus: 399")).isEqualTo("0");
        assertThat(left("GET / HTTP/1.1\nStatus: 400")).isEqualTo("0");
        assertThat(status("GET / HTTP/1.1")).isEqualTo(429);
    }

    @Test
    void countsAnAsynchronousAnswerWhenItIsComplete() throws Exception {
        start(counting("[401]"));
        for (var i = 2; i >= 0; i--) {
            assertThat(status("GET /async HTTP/1.1")).isEqualTo(401);
        }
        assertThat(status("GET / HTTP/1.1")).isEqualTo(429);
    }

    @Test
    void countsOnlyTheStatusesThatAreListed() throws Exception {
        start(counting("[401, 403]"));
        for (var status : new int[] {200, 404, 500, 302}) {
            assertThat(left("GET / HTTP/1.1\nStatus: " + status)).isEqualTo("2");
        }
        assertThat(left("GET / HTTP/1.1\nStatus: 403")).isEqualTo("2");
        assertThat(left("GET / HTTP/1.1\nStatus: 200")).isEqualTo("1");
    }

    @Test
    void countsOnlySuccessesIfSoConfigured() throws Exception {
        start(counting("\"successes\""));
        assertThat(left("GET / HTTP/1.1\nStatus: 500")).isEqualTo("2");
        assertThat(left("GET / HTTP/1.1\nStatus: 204")).isEqualTo("2");
        assertThat(left("GET / HTTP/1.1\nStatus: 204")).isEqualTo("1");
    }

    /**
     * Between the question whether an answer is asynchronous and the listener for its end, another thread may end it.
     */
    @Test
    void settlesAnAsynchronousAnswerThatIsCompleteAlready() throws Exception {
        server = new InMemoryServer(context -> {});
        var limited = new RateLimitFilter(policy(counting("\"failures\"")), timeline);
        var config = mock(FilterConfig.class);
        when(config.getFilterName()).thenReturn("limit");
        when(config.getInitParameterNames()).thenReturn(Collections.emptyEnumeration());
        limited.init(config);
        for (var i = 0; i < 5; i++) {
            var request = mock(HttpServletRequest.class);
            var attributes = new HashMap<String, Object>();
            when(request.getMethod()).thenReturn("GET");
            when(request.getRemoteAddr()).thenReturn("192.0.2.1");
            when(request.getDispatcherType()).thenReturn(DispatcherType.REQUEST);
            when(request.isAsyncStarted()).thenReturn(true);
            when(request.getAsyncContext()).thenThrow(new IllegalStateException("completed"));
            doAnswer(call -> attributes.put(call.getArgument(0), call.getArgument(1)))
                    .when(request)
                    .setAttribute(any(), any());
            when(request.getAttribute(any())).thenAnswer(call -> attributes.get(call.<String>getArgument(0)));
            var response = mock(HttpServletResponse.class);
            when(response.getStatus()).thenReturn(200);
            limited.doFilter(request, response, (passed, answer) -> {});
            verify(response).setHeader("X-RateLimit-Remaining", "2");
        }
    }
}
