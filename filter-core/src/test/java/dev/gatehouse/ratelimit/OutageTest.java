package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.Shows;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are told while the store that several nodes share does not decide. */
final class OutageTest extends ServedPolicy {

    private final DeadServer store = new DeadServer(3);

    private void start(Consumer<StoreBuilder> more) throws Exception {
        start(RateLimitPolicy.builder()
                .limits("9/minute")
                .by("header:Key")
                .store(builder -> {
                    builder.server(store).deadline(Duration.ofMillis(1));
                    more.accept(builder);
                })
                .build());
    }

    @Shows({"rateLimit.store", "rateLimit.store.onFailure"})
    @Test
    void eachNodeLetsPassItsShare() throws Exception {
        start(builder -> {});
        assertThat(exchange("GET / HTTP/1.1\nKey: a")).isEqualTo("""
                200
                X-RateLimit-Limit: 9
                X-RateLimit-Remaining: 2
                X-RateLimit-Reset: 1700006463
                RateLimit-Policy: "9/minute";q=9;w=60
                RateLimit: "9/minute";r=2;t=63
                Content-Length: 0
                """);
        status("GET / HTTP/1.1\nKey: a");
        status("GET / HTTP/1.1\nKey: a");
        assertThat(status("GET / HTTP/1.1\nKey: a")).isEqualTo(429);
        assertThat(left("GET / HTTP/1.1\nKey: b")).isEqualTo("2");
        assertThat(filter.uncounted()).isZero();
    }

    @Test
    void allPassIfItIsToFailOpen() throws Exception {
        start(builder -> builder.onFailure(OnFailure.OPEN));
        for (var i = 0; i < 20; i++) {
            assertThat(exchange("GET / HTTP/1.1\nKey: a")).isEqualTo("""
                    200
                    Content-Length: 0
                    """);
        }
        assertThat(filter.uncounted()).isEqualTo(20);
    }

    @Test
    void nonePassesIfItIsToFailClosed() throws Exception {
        start(builder -> builder.onFailure(OnFailure.CLOSED));
        assertThat(exchange("GET / HTTP/1.1\nKey: a")).isEqualTo("""
                503
                Retry-After: 1
                Cache-Control: no-store
                Content-Type: application/json
                Content-Length: 120

                {"error":{"code":"rate_limit_unavailable",\
                "message":"Requests cannot be counted at the moment. Try again in a second."}}
                """);
        assertThat(filter.uncounted()).isEqualTo(1);
        assertThat(filter.refused()).isZero();
    }

    /** A trial never keeps a request from passing. */
    @Test
    void aTrialPasses() throws Exception {
        start(RateLimitPolicy.builder()
                .limits("9/minute")
                .mode(Mode.SHADOW)
                .store(builder ->
                        builder.server(store).deadline(Duration.ofMillis(1)).onFailure(OnFailure.CLOSED))
                .build());
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
    }

    @Shows("rateLimit.store.deadline")
    @Test
    void aRequestWaitsUntilTheDeadlineAndItsCallIsTakenBack() throws Exception {
        start(builder -> builder.deadline(Duration.ofMillis(300)));
        var before = System.nanoTime();
        assertThat(status("GET / HTTP/1.1\nKey: a")).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(store.calls()).singleElement().matches(call -> call.isCancelled());
    }

    @Test
    void aRequestThatIsTriedTooWaitsNoLonger() throws Exception {
        start(RateLimitPolicy.builder()
                .rule("all", rule -> rule.limits("9/minute"))
                .rule("trial", rule -> rule.limits("3/minute").mode(Mode.SHADOW))
                .store(builder -> builder.server(store).deadline(Duration.ofSeconds(1)))
                .build());
        var before = System.nanoTime();
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_900));
        assertThat(store.calls()).hasSize(2);
    }

    /** The nodes' own calls are answered once a second, and let one more request ask each time. */
    @Test
    void nobodyAsksAfterAFewFailures() throws Exception {
        start(builder -> {});
        for (var i = 0; i < 100; i++) {
            status("GET / HTTP/1.1\nKey: " + i);
        }
        assertThat(store.calls().size()).isBetween(Breaker.FAILURES, 3 * Breaker.FAILURES);
    }

    @Shows({"rateLimit.store.prefix", "rateLimit.store.secret"})
    @Test
    void nodesWithTheSameSecretCallACallerTheSame() throws Exception {
        var secrets = new String[] {"the first of secrets", "the first of secrets", "the second of them"};
        for (var secret : secrets) {
            start(builder -> builder.prefix("courses").secret(secret));
            status("GET / HTTP/1.1\nKey: my-api-key");
            stop();
        }
        assertThat(store.keys()).hasSize(3).allMatch(key -> key.matches("courses:\\{[\\w-]{24}}:\\w+"));
        assertThat(store.keys().get(0))
                .isEqualTo(store.keys().get(1))
                .isNotEqualTo(store.keys().get(2));
    }

    @Shows("rateLimit.store.redis")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://localhost:6379",
                "rediss://user:password@redis.example:6380/1",
                "redis-sentinel://a:26379,b:26379#master"
            })
    void findsWhatConnects(String url) throws Exception {
        start(RateLimitPolicy.builder()
                .limits("9/minute")
                .store(builder -> builder.redis(url).deadline(Duration.ofMillis(1)))
                .build());
        assertThat(DeadServer.Provider.lastUrls).containsExactly(url);
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
    }

    /** Another store takes the place of the one before when a policy is read again. */
    @Test
    void anotherPolicyMayHaveAnotherStore() throws Exception {
        start("{ \"limits\": [\"9/minute\"], \"by\": \"header:Key\" }");
        assertThat(left("GET / HTTP/1.1\nKey: a")).isEqualTo("8");
        filter.putIntoForce("f", policy("""
                { "limits": ["9/minute"], "by": "header:Key", "store": { "redis": "redis://a", "deadline": "1ms" } }
                """));
        assertThat(left("GET / HTTP/1.1\nKey: a")).isEqualTo("8");
        filter.putIntoForce("f", policy("""
                { "limits": ["9/minute"], "by": "header:Key", "maxSubjects": 200,
                  "store": { "redis": "redis://a", "deadline": "1ms" } }
                """));
        assertThat(left("GET / HTTP/1.1\nKey: a")).isEqualTo("7");
        filter.putIntoForce("f", policy("{ \"limits\": [\"9/minute\"], \"by\": \"header:Key\" }"));
        assertThat(left("GET / HTTP/1.1\nKey: a")).isEqualTo("8");
    }
}
