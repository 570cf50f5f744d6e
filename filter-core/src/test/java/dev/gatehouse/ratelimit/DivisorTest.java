package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DivisorTest {

    private static final long MOST = 1L << 62;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 7, 10, 1_000_000_000, 3_600_000_000_000L, (1L << 53) + 1, MOST - 1, MOST})
    void dividesExactlyAroundEveryMultiple(long number) {
        var divisor = new Divisor(number);
        for (var times : new long[] {0, 1, 2, 3, 1_000_000_000, (1L << 51) - 1, (1L << 53) + 1, MOST / number}) {
            if (times <= MOST / number) {
                for (var near = Math.max(0, times * number - 2); near <= Math.min(MOST, times * number + 2); near++) {
                    assertThat(divisor.floor(near)).as("%d / %d", near, number).isEqualTo(near / number);
                }
            }
        }
    }

    @Test
    void dividesExactlyWhateverTheNumbers() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (var i = 0; i < 1_000_000; i++) {
            var number = random.nextLong() >>> (2 + random.nextInt(60));
            var divisor = 1 + (random.nextLong() >>> (2 + random.nextInt(60)));
            assertThat(new Divisor(divisor).floor(number))
                    .as("%d / %d, seed %d", number, divisor, seed)
                    .isEqualTo(number / divisor);
        }
    }
}
