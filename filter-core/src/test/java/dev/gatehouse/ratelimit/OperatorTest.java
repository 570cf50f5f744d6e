package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator can do to callers and rules while a filter runs. */
final class OperatorTest extends ServedPolicy {

    private static final String TWO_RULES = """
            { "rules": [ { "name": "account", "by": "header:Key", "limits": ["3/minute", "10/hour"] },
                         { "name": "all", "by": "everyone", "limits": ["100/minute"] } ] }
            """;

    /** Returns who is counted by each rule, of the last request. */
    private Map<String, String> subjects() {
        var subjects = new HashMap<String, String>();
        filter.journal().read(decision -> {
            for (var i = 0; i < decision.charges(); i++) {
                subjects.put(decision.charged(i).rule(), decision.charged(i).subject());
            }
        });
        return subjects;
    }

    private String callerOf(String request) throws Exception {
        filter.journal().open();
        exchange(request);
        return subjects().getOrDefault("account", "");
    }

    @Test
    void aBlockedCallerIsRefusedUntilTheBlockIsOver() throws Exception {
        start(TWO_RULES);
        var caller = callerOf("GET / HTTP/1.1\nKey: a");
        assertThat(filter.block("account", caller, Duration.ofMinutes(30))).isTrue();
        pass(600);
        assertThat(exchange("GET / HTTP/1.1\nKey: a")).isEqualTo("""
                429
                X-RateLimit-Limit: 10
                X-RateLimit-Remaining: 0
                X-RateLimit-Reset: 1700010180
                RateLimit-Policy: "account:3/minute";q=3;w=60, "account:10/hour";q=10;w=3600, "all:100/minute";q=100;w=60
                RateLimit: "account:3/minute";r=0;t=1200, "account:10/hour";r=0;t=3180, "all:100/minute";r=100
                Retry-After: 1200
                Cache-Control: no-store
                Content-Type: application/json
                Content-Length: 135

                {"error":{"code":"rate_limited","message":"Rate limit exceeded. Retry after 1200 seconds.",\
                "limit":10,"window":3600,"retryAfter":1200}}
                """);
        assertThat(left("GET / HTTP/1.1\nKey: b")).as("others").isEqualTo("2");
        pass(1_200);
        assertThat(left("GET / HTTP/1.1\nKey: a"))
                .as("nothing was charged meanwhile")
                .isEqualTo("2");
    }

    @Test
    void aResetCallerBeginsAnewAndIsBlockedNoLonger() throws Exception {
        start(TWO_RULES);
        var caller = callerOf("GET / HTTP/1.1\nKey: a");
        for (var i = 0; i < 5; i++) {
            exchange("GET / HTTP/1.1\nKey: a");
        }
        assertThat(status("GET / HTTP/1.1\nKey: a")).isEqualTo(429);
        filter.block("account", caller, Duration.ofHours(1));
        assertThat(filter.reset("account", caller)).isTrue();
        assertThat(exchange("GET / HTTP/1.1\nKey: a"))
                .contains("RateLimit: \"account:3/minute\";r=2", "\"account:10/hour\";r=9", "\"all:100/minute\";r=96");
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void whatIsUnderWayStaysSoWhenItsCallerIsReset(Algorithm algorithm) throws Exception {
        start(RateLimitPolicy.builder()
                .rule(
                        "account",
                        rule -> rule.by("header:Key")
                                .limit(limit -> limit.requests(2).window("hour").algorithm(algorithm))
                                .limit(limit -> limit.concurrent(1)))
                .build());
        var caller = callerOf("GET / HTTP/1.1\nKey: a");
        var answer = later("GET /hold HTTP/1.1\nKey: a");
        var latch = held.take();
        filter.reset("account", caller);
        assertThat(exchange("GET / HTTP/1.1\nKey: a"))
                .startsWith("429")
                .contains("account:1 at once\";r=0", "account:2/hour\";r=2");
        latch.countDown();
        assertThat(answer.get()).startsWith("200");
        for (var i = 0; i < 2; i++) {
            assertThat(status("GET / HTTP/1.1\nKey: a")).isEqualTo(200);
        }
        assertThat(status("GET / HTTP/1.1\nKey: a")).isEqualTo(429);
    }

    @Test
    void aRuleInShadowModeRefusesNobodyAndStaysSoWhenThePolicyIsReadAgain() throws Exception {
        start(TWO_RULES);
        for (var i = 0; i < 3; i++) {
            exchange("GET / HTTP/1.1\nKey: a");
        }
        assertThat(status("GET / HTTP/1.1\nKey: a")).isEqualTo(429);
        assertThat(filter.setMode("account", Mode.SHADOW)).isTrue();
        assertThat(exchange("GET / HTTP/1.1\nKey: a")).startsWith("200").doesNotContain("account");
        filter.putIntoForce("filter", policy(TWO_RULES));
        assertThat(status("GET / HTTP/1.1\nKey: a")).isEqualTo(200);
        assertThat(filter.wouldHaveRefused()).isEqualTo(2);
        assertThat(filter.policy().explained())
                .contains("  mode: shadow (counts, but refuses nothing and tells clients nothing)");
        assertThat(filter.setMode("account", null)).isTrue();
        assertThat(status("GET / HTTP/1.1\nKey: a")).as("what was used is kept").isEqualTo(429);
    }

    @Test
    void rulesThatAreNotThereAreNotTouched() throws Exception {
        start(TWO_RULES);
        var caller = callerOf("GET / HTTP/1.1\nKey: a");
        assertThat(filter.setMode("none", Mode.OFF)).isFalse();
        assertThat(filter.reset("none", caller)).isFalse();
        assertThat(filter.block("none", caller, Duration.ofHours(1))).isFalse();
        assertThat(left("GET / HTTP/1.1\nKey: a")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "00ff00ff00ff00ff00ff00ff00ff00f", "00ff00ff00ff00ff00ff00ff00ff00fg", "a key"})
    void whatIsNoSubjectIsAnError(String subject) throws Exception {
        start(TWO_RULES);
        assertThatThrownBy(() -> filter.reset("account", subject)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> filter.block("account", subject, Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "-PT1H", "PT0.5S", "P31DT1S"})
    void aBlockLastsFromASecondTo31Days(String time) throws Exception {
        start(TWO_RULES);
        var caller = callerOf("GET / HTTP/1.1\nKey: a");
        assertThatThrownBy(() -> filter.block("account", caller, Duration.parse(time)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a block lasts from a second to 31 days, not " + Duration.parse(time));
    }
}
