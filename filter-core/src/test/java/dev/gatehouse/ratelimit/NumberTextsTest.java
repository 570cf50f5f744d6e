package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NumberTextsTest {

    private final NumberTexts texts = new NumberTexts();

    /** Many have the same place, one after the other. */
    @Test
    void areThoseOfTheNumbers() {
        for (var round = 0; round < 2; round++) {
            for (var number :
                    new long[] {0, 1, 4_095, 4_096, 4_097, -1, 1_700_006_400, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThat(texts.of(number)).isEqualTo(Long.toString(number));
            }
        }
    }

    @Test
    void areMadeOnce() {
        var remembered = texts.of(1_234);
        for (var other = 0; other < 4_096; other++) {
            if (other != 1_234) {
                texts.of(other);
            }
        }
        assertThat(texts.of(1_234)).as("all others have places of their own").isSameAs(remembered);
        texts.of(1_234 + 4_096);
        assertThat(texts.of(1_234)).isEqualTo(remembered).isNotSameAs(remembered);
    }
}
