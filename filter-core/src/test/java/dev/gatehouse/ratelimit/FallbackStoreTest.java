package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.ThreadLog;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the log says of a store that does not answer. */
final class FallbackStoreTest {

    private static FallbackStore store(OnFailure onFailure) {
        var settings = new StoreSettings(
                List.of(), new DeadServer(4), StoreMode.EXACT, Duration.ofMillis(1), onFailure, "test", "");
        var store = new FallbackStore(
                settings,
                Objects.requireNonNull(settings.server()),
                new SubjectKeys("test", ""),
                100,
                Timeline.system());
        store.beat();
        return store;
    }

    private static void failuresOf(FallbackStore store) {
        var policy = RateLimitPolicy.builder().limits("9/minute").build();
        var rule = policy.rules().get(0);
        var charge = new Charge(0, false);
        for (var i = 0; i < Breaker.FAILURES; i++) {
            charge.start();
            charge.add(rule, Objects.requireNonNull(rule.allowance("")), 1, 1);
            try {
                store.decide(charge);
            } catch (StoreUnavailableException e) {
                assertThat(e).hasMessage("no answer from the store");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LOCAL, 'of each limit this node lets pass its share, one of 4'",
        "OPEN, nothing is limited",
        "CLOSED, no request passes"
    })
    void saysThatItDoesNotAnswerAndThatItDoesAgain(OnFailure onFailure, String consequence) {
        var store = store(onFailure);
        try (var log = ThreadLog.of(RateLimitFilter.class)) {
            failuresOf(store);
            assertThat(log.lines())
                    .containsExactly("WARNING: The store does not answer (no answer in time): " + consequence);
            store.beat();
            assertThat(log.lines()).hasSize(2).last().isEqualTo("INFO: The store answers again");
        }
        store.close();
    }

    @Test
    void saysNothingMoreOfOneThatComesAndGoes() {
        var store = store(OnFailure.LOCAL);
        try (var log = ThreadLog.of(RateLimitFilter.class)) {
            for (var i = 0; i < 10; i++) {
                failuresOf(store);
                store.beat();
            }
            assertThat(log.lines()).hasSize(2);
        }
        store.close();
    }
}
