package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What does not count is given back, but what has come back by itself is not given back once more. */
final class LateAnswerTest extends ServedPolicy {

    /** Somebody with a good password holds logins open for hours, and then guesses at others while they end. */
    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void givesNobodyElsesChargesBack(Algorithm algorithm) throws Exception {
        start(RateLimitPolicy.builder()
                .rule(
                        "logins",
                        rule -> rule.limit(limit ->
                                        limit.requests(5).window("minute").algorithm(algorithm))
                                .count("failures"))
                .build());
        var answers = new ArrayList<CompletableFuture<String>>();
        var latches = new ArrayList<CountDownLatch>();
        for (var round = 0; round < 4; round++) {
            for (var i = 0; i < 5; i++) {
                answers.add(later("GET /hold HTTP/1.1"));
                latches.add(Objects.requireNonNull(held.poll(10, TimeUnit.SECONDS), "refused"));
            }
            pass(130);
        }
        var failures = 0;
        for (var i = 0; i <= latches.size(); i++) {
            while (status("GET / HTTP/1.1\nStatus: 401") == 401) {
                failures++;
            }
            if (i < latches.size()) {
                latches.get(i).countDown();
                assertThat(answers.get(i).get(10, TimeUnit.SECONDS)).startsWith("200");
            }
        }
        assertThat(failures).isEqualTo(5);
    }
}
