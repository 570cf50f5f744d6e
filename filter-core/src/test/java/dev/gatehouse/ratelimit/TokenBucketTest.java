package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {

    private static final long START = 1_700_000_000L * Timeline.SECOND;

    @Test
    void admitsAtMostWhatItHoldsAndThenOneForEachTokenThatComesBack() {
        var meter = new TokenBucket(0, 100, Duration.ofMinutes(1).toNanos(), 100);
        var words = new long[meter.words()];
        assertThat(meter.refresh(words, START)).isEqualTo(100);
        meter.take(words, 100);
        var token = Duration.ofMillis(600).toNanos();
        assertThat(meter.refresh(words, START + token - 1)).isZero();
        assertThat(meter.refresh(words, START + token)).isEqualTo(1);
        assertThat(meter.refresh(words, START + 100 * token - 1)).isEqualTo(99);
        assertThat(meter.refresh(words, START + 100 * token)).isEqualTo(100);
    }

    /**
     * Never more than burst + N·t/window in any time t, in exact numbers, with a client that takes whatever there is.
     */
    @Test
    void neverAdmitsMoreThanTheBurstAndWhatRefills() {
        for (var seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var requests = 1 + random.nextLong(2_000_000_000);
            var window =
                    Duration.ofSeconds(1 + random.nextLong(Duration.ofDays(366).toSeconds()));
            var burst = 1 + random.nextLong(2_000_000_000);
            var meter = new TokenBucket(0, requests, window.toNanos(), burst);
            var words = new long[meter.words()];
            var now = START;
            long admitted = 0;
            for (var step = 0; step < 200; step++) {
                now += random.nextLong(1 + window.toNanos() / (1 + random.nextLong(requests)));
                var room = meter.refresh(words, now);
                meter.take(words, room);
                admitted += room;
                var bound = BigInteger.valueOf(now - START)
                        .multiply(BigInteger.valueOf(requests))
                        .divide(BigInteger.valueOf(window.toNanos()))
                        .add(BigInteger.valueOf(burst));
                assertThat(BigInteger.valueOf(admitted))
                        .as("%d in %s, burst %d, seed %d, step %d", requests, window, burst, seed, step)
                        .isLessThanOrEqualTo(bound);
            }
        }
    }
}
