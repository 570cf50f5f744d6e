package dev.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class LatenciesTest {

    @Test
    void findsTheTimeThatSoManyDidNotExceed() {
        var latencies = new Latencies();
        for (var i = 1; i <= 1_000; i++) {
            latencies.add(i * 1_000L);
        }

        assertThat(latencies.total()).isEqualTo(1_000);
        assertThat(latencies.nanosOf(99)).isCloseTo(990_000L, Percentage.withPercentage(1));
        assertThat(latencies.nanosOf(50)).isCloseTo(500_000L, Percentage.withPercentage(1));
    }

    @Test
    void keepsEveryTimeToAHundredth() {
        for (var nanos = 0L; nanos < 1L << 50; nanos = nanos * 5 / 4 + 1) {
            var latencies = new Latencies();
            latencies.add(nanos);

            assertThat(latencies.nanosOf(99)).isCloseTo(nanos, within(nanos / 100));
        }
    }

    @Test
    void hasNoTimeOfNothing() {
        assertThatThrownBy(() -> new Latencies().nanosOf(99)).isInstanceOf(IllegalStateException.class);
    }
}
