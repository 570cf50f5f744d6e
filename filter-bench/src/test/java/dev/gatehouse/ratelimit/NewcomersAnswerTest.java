package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.bench.Figures;
import org.junit.jupiter.api.Test;

final class NewcomersAnswerTest {

    @Test
    void saysWhatWasMeasured() {
        var figures = new Figures();
        var number = 0;
        for (var crowd : Crowd.values()) {
            figures.add(100 * (1 + number), number, "filter", crowd);
            number++;
        }

        assertThat(NewcomersAnswer.of(figures))
                .contains("| ours, two limits | 100 / 0 | 200 / 1 | 300 / 2 | 3.00 |\n")
                .contains("| Bucket4j, two limits | 600 / 5 | 700 / 6 | 800 / 7 | 1.33 |\n")
                .contains("| a count that is never reset | 900 / 8 | | 1,000 / 9 | 1.11 |\n")
                .contains("| have used little, and are forgotten | 300 / 2 | 3.00 |\n")
                .contains("| have used up a limit, and are kept aside | 500 / 4 | 5.00 |\n");
    }
}
