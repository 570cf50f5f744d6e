package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What {@code RateLimitFilter} promises them, after what {@code CorsFilter} does. */
abstract class FiltersContract extends CorsContract {

    @Test
    void countsDownThenRefusesWithWhatTheClientNeedsToKnow() throws Exception {
        for (var remaining = 2; remaining >= 0; remaining--) {
            var admitted = get(ORIGIN, key);

            assertThat(admitted.status()).isEqualTo(200);
            assertThat(admitted.headersOf("x-ratelimit-", "ratelimit"))
                    .containsExactlyInAnyOrderElementsOf(rateLimitHeaders(remaining, admitted));
        }

        var refused = get(ORIGIN, key);

        assertThat(refused.status()).isEqualTo(429);
        var wait = retryAfter(refused);
        var body = "{\"error\":{\"code\":\"rate_limited\",\"message\":\"Rate limit exceeded. Retry after " + wait
                + " seconds.\",\"limit\":3,\"window\":3,\"retryAfter\":" + wait + "}}";
        assertThat(refused.body()).isEqualTo(body);
        assertThat(refused.headersBut(SET_BY_THE_SERVER))
                .as("a page of the allowed origin can read why")
                .containsExactlyInAnyOrderElementsOf(and(
                        rateLimitHeaders(0, refused),
                        "Retry-After: " + wait,
                        "Access-Control-Allow-Origin: https://app.example.com",
                        EXPOSED,
                        "Vary: Origin",
                        "Cache-Control: no-store",
                        "Content-Type: application/json",
                        "Content-Length: " + body.length()));
    }

    @Test
    void refusesWithoutCorsHeadersWhereNoOriginAsks() throws Exception {
        useUp();

        var refused = send("HEAD " + path(), key);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headersOf("access-control-", "vary")).containsExactly("Vary: Origin");
        assertThat(refused.body()).isEmpty();
    }

    @Test
    void countsEveryKeyByItself() throws Exception {
        useUp();

        assertThat(get(key).status()).isEqualTo(429);
        assertThat(get(key + "-another").value("X-RateLimit-Remaining")).isEqualTo("2");
    }

    @Test
    void admitsExactlyTheLimitOfAllThatComesAtOnce() throws Exception {
        var statuses = new ConcurrentLinkedQueue<Integer>();
        var gate = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (var n = 0; n < 12; n++) {
            var thread = new Thread(() -> {
                try {
                    gate.await();
                    statuses.add(get(key).status());
                } catch (IOException | InterruptedException e) {
                    statuses.add(-1);
                }
            });
            threads.add(thread);
            thread.start();
        }
        gate.countDown();
        for (var thread : threads) {
            thread.join();
        }

        assertThat(statuses).hasSize(12).containsOnly(200, 429);
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(3);
    }

    @Test
    void readsTheBodyOfWhatItRefusesSoThatTheConnectionGoesOn() throws Exception {
        useUp();
        var body = "{\"title\":\"GET / HTTP/1.1\"}";
        var post = List.of("Content-Type: application/json", "Content-Length: " + body.length());

        var statuses = new Client(port())
                .sendOnOneConnection(
                        new Client.Request("POST " + path(), and(post, STRANGER), body),
                        new Client.Request("POST " + path(), and(post, key), body),
                        new Client.Request("GET " + path(), List.of(key + "-another"), ""));

        assertThat(statuses).containsExactly(403, 429, 200);
    }

    @Test
    void admitsAfterTheWaitThatItNamesAndNotASecondBefore() throws Exception {
        for (var tries = 1; ; tries++) {
            useUp();
            // So that the wait is not next to a whole number of seconds, where a second more or less would not show.
            Thread.sleep(500);
            var before = Instant.now();
            var refused = get(key);
            var after = Instant.now();
            var wait = retryAfter(refused);
            assertThat(wait).isGreaterThan(1);

            sleepUntil(before.plusSeconds(wait - 1).minusMillis(150));
            var early = get(key);
            // On a machine that was busy elsewhere, the answer says nothing.
            var inTime = Instant.now().isBefore(before.plusSeconds(wait - 1));
            if (inTime || tries == 5) {
                assertThat(early.status()).isEqualTo(429);
                assertThat(inTime).as("this machine is too busy to tell").isTrue();
            }
            sleepUntil(after.plusSeconds(wait));
            assertThat(get(key).status()).isEqualTo(200);
            if (inTime) {
                return;
            }
            sleepUntil(Instant.now().plusSeconds(4));
        }
    }

    @Test
    void hasTheWholeLimitAgainWhenItSaid() throws Exception {
        useUp();
        var reset = Long.parseLong(get(key).value("X-RateLimit-Reset"));

        sleepUntil(Instant.ofEpochSecond(reset));

        for (var remaining = 2; remaining >= 0; remaining--) {
            assertThat(get(key).value("X-RateLimit-Remaining")).isEqualTo(String.valueOf(remaining));
        }
    }

    private static long retryAfter(Answer refused) {
        assertThat(refused.status()).isEqualTo(429);
        var wait = refused.value("Retry-After");
        assertThat(wait).matches("[1-4]");
        return Long.parseLong(wait);
    }

    /** Waits in earnest: what is tested here is a promise about time, made by a program that runs elsewhere. */
    private static void sleepUntil(Instant then) throws InterruptedException {
        var left = Duration.between(Instant.now(), then);
        if (!left.isNegative()) {
            Thread.sleep(left.toMillis() + 1);
        }
    }
}
