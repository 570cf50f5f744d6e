package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BreakerTest {

    private final Breaker breaker = new Breaker();

    @Test
    void opensAfterSomeFailuresInARowAndSaysSoOnce() {
        for (var i = 1; i < Breaker.FAILURES; i++) {
            assertThat(breaker.failed()).isFalse();
            assertThat(breaker.isOpen()).isFalse();
        }
        assertThat(breaker.failed()).isTrue();
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.failed()).isFalse();
    }

    @Test
    void closesWithTheFirstAnswerAndSaysSoOnce() {
        for (var i = 0; i < Breaker.FAILURES; i++) {
            breaker.failed();
        }
        assertThat(breaker.answered()).isTrue();
        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.answered()).isFalse();
    }

    @Test
    void forgetsFailuresThatAreNotInARow() {
        for (var i = 0; i < 100; i++) {
            breaker.failed();
            assertThat(breaker.answered()).isFalse();
        }
        assertThat(breaker.isOpen()).isFalse();
    }
}
