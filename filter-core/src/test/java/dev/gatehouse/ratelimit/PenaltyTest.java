package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.Shows;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Callers that are refused again and again are refused outright for some time. */
final class PenaltyTest extends ServedPolicy {

    private static final String LOGINS = """
            { "rules": [
                { "name": "logins", "by": "header:Key", "limits": ["2/minute"],
                  "penalty": { "after": 3, "within": "1m", "for": "15m" } } ] }
            """;

    private void useUp(String key) throws Exception {
        assertThat(status("GET / HTTP/1.1\nKey: " + key)).isEqualTo(200);
        assertThat(status("GET / HTTP/1.1\nKey: " + key)).isEqualTo(200);
    }

    @Shows({"rateLimit.rules.penalty", "rateLimit.rules.penalty.after", "rateLimit.rules.penalty.for"})
    @Test
    void refusesOutrightWhoHasBeenRefusedOften() throws Exception {
        start(LOGINS);
        useUp("a");
        assertThat(header("Retry-After", "GET / HTTP/1.1\nKey: a")).isEqualTo("63");
        assertThat(header("Retry-After", "GET / HTTP/1.1\nKey: a")).isEqualTo("63");
        assertThat(exchange("GET / HTTP/1.1\nKey: a")).isEqualTo("""
                        429
                        X-RateLimit-Limit: 2
                        X-RateLimit-Remaining: 0
                        X-RateLimit-Reset: 1700007300
                        RateLimit-Policy: "logins:2/minute";q=2;w=60
                        RateLimit: "logins:2/minute";r=0;t=900
                        Retry-After: 900
                        Cache-Control: no-store
                        Content-Type: application/json
                        Content-Length: 130

                        {"error":{"code":"rate_limited","message":"Rate limit exceeded. Retry after 900 seconds.",\
                        "limit":2,"window":60,"retryAfter":900}}
                        """);
        assertThat(status("GET / HTTP/1.1\nKey: b")).as("others are not").isEqualTo(200);
    }

    /** A client that waits as it was told is admitted, and one that waits a second less is not. */
    @Test
    void endsWhenItWasSaidToWhateverWasAskedMeanwhile() throws Exception {
        start(LOGINS);
        useUp("a");
        for (var i = 0; i < 3; i++) {
            status("GET / HTTP/1.1\nKey: a");
        }
        for (var left = 900; left > 0; left -= 100) {
            assertThat(header("Retry-After", "GET / HTTP/1.1\nKey: a")).isEqualTo(String.valueOf(left));
            pass(100);
            clock.addAndGet(left == 100 ? -1 : 0);
        }
        assertThat(header("Retry-After", "GET / HTTP/1.1\nKey: a")).isEqualTo("1");
        clock.addAndGet(1);
        assertThat(header("X-RateLimit-Remaining", "GET / HTTP/1.1\nKey: a"))
                .as("as if nothing had been")
                .isEqualTo("1");
        assertThat(status("GET / HTTP/1.1\nKey: a")).isEqualTo(200);
        assertThat(header("Retry-After", "GET / HTTP/1.1\nKey: a"))
                .as("refusals before and under the penalty are forgotten")
                .isEqualTo("63");
    }

    @Shows("rateLimit.rules.penalty.within")
    @Test
    void forgetsRefusalsThatAreLongerAgo() throws Exception {
        start(LOGINS);
        for (var i = 0; i < 10; i++) {
            useUp("a");
            assertThat(header("Retry-After", "GET / HTTP/1.1\nKey: a")).isEqualTo("63");
            assertThat(header("Retry-After", "GET / HTTP/1.1\nKey: a")).isEqualTo("63");
            pass(63);
        }
    }

    /** A refusal is a rule's own: what another rule refuses is no offence against this one. */
    @Test
    void countsOnlyWhatItsOwnLimitsRefuse() throws Exception {
        start("""
                { "rules": [
                    { "name": "account", "limits": ["1/minute"] },
                    { "name": "logins", "limits": ["50/minute"],
                      "penalty": { "after": 1, "within": "1m", "for": "1h" } } ] }
                """);
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
        for (var i = 0; i < 5; i++) {
            assertThat(header("Retry-After", "GET / HTTP/1.1")).isEqualTo("63");
        }
        pass(63);
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
    }

    @Test
    void keepsToTheRequestsOfItsRule() throws Exception {
        start("""
                { "rules": [
                    { "name": "account", "limits": ["100/minute"] },
                    { "name": "logins", "match": ["POST /login"], "limits": ["1/minute"],
                      "penalty": { "after": 1, "within": "1m", "for": "1h" } } ] }
                """);
        assertThat(status("POST /login HTTP/1.1")).isEqualTo(200);
        assertThat(header("Retry-After", "POST /login HTTP/1.1")).isEqualTo("3600");
        assertThat(header("X-RateLimit-Remaining", "GET / HTTP/1.1"))
                .as("refused logins were charged to no rule")
                .isEqualTo("98");
        pass(120);
        assertThat(header("Retry-After", "POST /login HTTP/1.1")).isEqualTo("3480");
    }

    @Test
    void onlyCountsInShadowMode() throws Exception {
        start("""
                { "rules": [ { "name": "logins", "limits": ["1/minute"], "mode": "shadow",
                    "penalty": { "after": 2, "within": "1m", "for": "1h" } } ] }
                """);
        for (var i = 0; i < 3; i++) {
            assertThat(exchange("GET / HTTP/1.1")).isEqualTo("200\nContent-Length: 0\n");
        }
        pass(600);
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
        assertThat(filter.wouldHaveRefused())
                .as("two, and one under the penalty")
                .isEqualTo(3);
    }

    @Test
    void isWrittenInJavaAsInAFile() throws Exception {
        var built = RateLimitPolicy.builder()
                .rule(
                        "logins",
                        rule -> rule.by("header:Key")
                                .limits("2/minute")
                                .penalty(3, Duration.ofMinutes(1), Duration.ofMinutes(15)))
                .build();
        start(built);
        assertThat(built).hasToString(policy(LOGINS).toString());
        assertThat(built.toString()).contains("refused outright for 15m after 3 refusals within 1m");
        assertThat(built.explained()).contains("  penalty: refused outright for 15m after 3 refusals within 1m");
    }

    /** A flood must not let anybody out of a penalty. */
    @Test
    void outlivesAFloodOfMadeUpCallers() throws Exception {
        start(LOGINS.replace("\"rules\"", "\"maxSubjects\": 100, \"rules\""));
        useUp("a");
        for (var i = 0; i < 3; i++) {
            status("GET / HTTP/1.1\nKey: a");
        }
        for (var i = 0; i < 2_000; i++) {
            status("GET / HTTP/1.1\nKey: made-up-" + i);
            if (i % 500 == 0) {
                pass(63);
            }
        }
        assertThat(status("GET / HTTP/1.1\nKey: a")).isEqualTo(429);
    }

    /** It has room for just one request, and another rule refuses that. */
    @Test
    void countsNoRefusalWhereItsOwnLimitsHaveJustEnough() throws Exception {
        start("""
                { "rules": [
                    { "name": "account", "limits": ["1/minute"] },
                    { "name": "logins", "limits": ["2/hour"],
                      "penalty": { "after": 1, "within": "1m", "for": "2h" } } ] }
                """);
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
        assertThat(header("Retry-After", "GET / HTTP/1.1")).isEqualTo("63");
        pass(63);
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
        assertThat(header("Retry-After", "GET / HTTP/1.1")).as("now it refuses").isEqualTo("7200");
    }
}
