package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.Shows;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** So many requests at once, however long each of them takes. */
final class ConcurrencyTest extends ServedPolicy {

    private static final String TWO_AT_ONCE = """
            { "rules": [
                { "name": "reports", "by": "header:Key", "limits": ["100/hour", { "concurrent": 2 }] } ] }
            """;

    /** Sends a request that the application holds, and returns once it does. */
    private CompletableFuture<String> hold(String request) throws Exception {
        var answer = later(request);
        latches = Objects.requireNonNull(held.poll(10, TimeUnit.SECONDS), "the request is not under way");
        return answer;
    }

    private CountDownLatch latches = new CountDownLatch(0);

    @Shows("rateLimit.rules.limits.concurrent")
    @Test
    void refusesMoreRequestsThanMayBeUnderWay() throws Exception {
        start(TWO_AT_ONCE);
        var first = hold("GET /hold HTTP/1.1\nKey: a");
        var openFirst = latches;
        var second = hold("GET /hold HTTP/1.1\nKey: a");
        var openSecond = latches;
        assertThat(exchange("GET / HTTP/1.1\nKey: a")).isEqualTo("""
                        429
                        X-RateLimit-Limit: 2
                        X-RateLimit-Remaining: 0
                        X-RateLimit-Reset: 1700006401
                        RateLimit-Policy: "reports:100/hour";q=100;w=3600, "reports:2 at once";q=2;qu="concurrent-requests"
                        RateLimit: "reports:100/hour";r=98;t=3780, "reports:2 at once";r=0;t=1
                        Retry-After: 1
                        Cache-Control: no-store
                        Content-Type: application/json
                        Content-Length: 125

                        {"error":{"code":"rate_limited","message":"Rate limit exceeded. Retry after 1 seconds.",\
                        "limit":2,"window":0,"retryAfter":1}}
                        """);
        assertThat(status("GET / HTTP/1.1\nKey: b")).as("others have their own").isEqualTo(200);
        openFirst.countDown();
        // X- headers speak of limits over time: one at once is free again with every answer.
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("""
                        200
                        X-RateLimit-Limit: 100
                        X-RateLimit-Remaining: 99
                        X-RateLimit-Reset: 1700010180
                        RateLimit-Policy: "reports:100/hour";q=100;w=3600, "reports:2 at once";q=2;qu="concurrent-requests"
                        RateLimit: "reports:100/hour";r=99;t=3780, "reports:2 at once";r=1
                        Content-Length: 0
                        """);
        assertThat(header("RateLimit", "GET / HTTP/1.1\nKey: a"))
                .isEqualTo("\"reports:100/hour\";r=97;t=3780, \"reports:2 at once\";r=0");
        openSecond.countDown();
        second.get(10, TimeUnit.SECONDS);
        for (var i = 0; i < 10; i++) {
            assertThat(header("RateLimit", "GET / HTTP/1.1\nKey: a")).endsWith("\"reports:2 at once\";r=1");
        }
    }

    @Test
    void givesBackWhatAFailedRequestHeld() throws Exception {
        start(TWO_AT_ONCE);
        for (var i = 0; i < 5; i++) {
            assertThat(status("GET /throw HTTP/1.1\nKey: a")).isEqualTo(500);
        }
    }

    @Test
    void givesBackWhatAnAsynchronousRequestHeldWhenItIsComplete() throws Exception {
        start(TWO_AT_ONCE.replace("\"concurrent\": 2", "\"concurrent\": 1"));
        for (var i = 0; i < 3; i++) {
            var answer = hold("GET /async-hold HTTP/1.1\nKey: a");
            assertThat(status("GET / HTTP/1.1\nKey: a")).isEqualTo(429);
            latches.countDown();
            assertThat(answer.get(10, TimeUnit.SECONDS)).startsWith("200");
            awaitAdmission();
        }
    }

    /** The container sends an asynchronous answer and then tells the filter so. */
    private void awaitAdmission() throws Exception {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (status("GET / HTTP/1.1\nKey: a") != 200) {
            assertThat(System.nanoTime()).as("given back in time").isLessThan(end);
        }
    }

    @Test
    void holdsNothingForARequestThatAnotherLimitRefuses() throws Exception {
        start("""
                { "rules": [ { "name": "reports", "limits": ["1/minute", { "concurrent": 1, "name": "in flight" }] } ],
                  "headers": { "dialects": ["ratelimit"] } }
                """);
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
        for (var i = 0; i < 3; i++) {
            assertThat(header("RateLimit", "GET / HTTP/1.1"))
                    .isEqualTo("\"reports:1/minute\";r=0;t=63, \"reports:in flight\";r=1");
        }
        pass(63);
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
    }

    @Test
    void givesBackWhatShadowRulesHold() throws Exception {
        start("""
                { "rules": [ { "name": "reports", "limits": [{ "concurrent": 1 }], "mode": "shadow" } ] }
                """);
        for (var i = 0; i < 5; i++) {
            assertThat(exchange("GET / HTTP/1.1")).isEqualTo("200\nContent-Length: 0\n");
        }
        assertThat(filter.wouldHaveRefused()).isZero();
        var answer = hold("GET /hold HTTP/1.1");
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
        assertThat(filter.wouldHaveRefused()).isEqualTo(1);
        latches.countDown();
        answer.get(10, TimeUnit.SECONDS);
    }

    /** What is charged on condition and not held comes back in shadow mode, too. */
    @Test
    void givesBackWhatDoesNotCountForShadowRules() throws Exception {
        start("""
                { "rules": [ { "name": "logins", "limits": ["2/minute"], "count": "failures", "mode": "shadow" } ] }
                """);
        for (var i = 0; i < 5; i++) {
            assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
        }
        assertThat(filter.wouldHaveRefused()).isZero();
    }

    @Test
    void speaksOfRequestsAtOnceWhereThereIsNothingElse() throws Exception {
        start("""
                { "rules": [ { "name": "reports", "limits": [{ "concurrent": 5 }] } ],
                  "headers": { "dialects": ["x-ratelimit"] } }
                """);
        assertThat(exchange("GET / HTTP/1.1")).isEqualTo("""
                        200
                        X-RateLimit-Limit: 5
                        X-RateLimit-Remaining: 4
                        X-RateLimit-Reset: 1700006401
                        Content-Length: 0
                        """);
    }

    /** Under way, a caller is not forgotten: else more would get in than may. */
    @Test
    void holdsThroughAFloodOfMadeUpCallers() throws Exception {
        start("""
                { "maxSubjects": 100, "rules": [ { "name": "reports", "by": "header:Key",
                    "limits": ["1000/hour", { "concurrent": 3 }] } ] }
                """);
        var answer = hold("GET /hold HTTP/1.1\nKey: a");
        var open = latches;
        for (var i = 0; i < 2_000; i++) {
            status("GET / HTTP/1.1\nKey: made-up-" + i);
        }
        assertThat(header("RateLimit", "GET / HTTP/1.1\nKey: a")).endsWith("at once\";r=1");
        for (var i = 0; i < 2_000; i++) {
            status("GET / HTTP/1.1\nKey: another-" + i);
        }
        open.countDown();
        answer.get(10, TimeUnit.SECONDS);
        assertThat(header("RateLimit", "GET / HTTP/1.1\nKey: a")).endsWith("at once\";r=2");
    }

    @Test
    void isWrittenInJavaAsInAFile() throws Exception {
        start(RateLimitPolicy.builder()
                .rule(
                        "reports",
                        rule -> rule.by("header:Key").limits("100/hour").limit(limit -> limit.concurrent(2)))
                .build());
        assertThat(filter.policy()).hasToString(policy(TWO_AT_ONCE).toString());
        assertThat(policy(TWO_AT_ONCE).explained()).contains("  limit 2 at once: never more than 2 under way at once");
    }
}
