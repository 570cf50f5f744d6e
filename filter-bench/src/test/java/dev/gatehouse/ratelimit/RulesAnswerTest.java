package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.bench.Figure;
import dev.gatehouse.bench.Figures;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RulesAnswerTest {

    @Test
    void saysWhatWasMeasured() {
        assertThat(RulesAnswer.of(figures(250, 4)))
                .contains("takes at most 2 times as long")
                .contains("| finding the rule | 1.00 ± 0.04, met | 2.50 ± 0.11, **not met** |\n")
                .contains("| the whole filter | 1.00 ± 0.04, met | 1.50, met |\n")
                .contains("| 10,000 | 100 ± 3 | 250 ± 4 | 100 ± 3 | 100 ± 3 |\n")
                .contains("| 10,000 : 10 | 1.00 ± 0.04 | 2.50 ± 0.11 | 1.00 ± 0.04 | 1.00 ± 0.04 |\n")
                .contains("| baseline | 500 ± 5 | 600 ± 6 | 88 | 88 |\n")
                .contains("| 10,000 | 100 ± 3 | 1,500 | 88 | 168 |\n")
                .contains("| not told | 8,000 ± 80 | 8,000 ± 80 | 1.00 ± 0.01 |\n");
    }

    @Test
    void leavesOpenWhatTheSpreadLeavesOpen() {
        assertThat(RulesAnswer.of(figures(190, 15)))
                .contains("| finding the rule | 1.00 ± 0.04, met | 1.90 ± 0.32, open");
        assertThat(RulesAnswer.of(figures(210, 15)))
                .contains("| finding the rule | 1.00 ± 0.04, met | 2.10 ± 0.35, open");
    }

    private static Figures figures(double anyPathAmongMany, double error) {
        var figures = new Figures()
                .add(new Figure(500, 5, 88), "baselineOnePath")
                .add(new Figure(600, 6, 88.4), "baselineAnyPath");
        for (var rules : List.of(1, 10, 100, 10_000)) {
            var many = rules == 10_000;
            for (var benchmark : List.of("findOnePath", "findNoneOnePath", "findNoneAnyPath", "filterOnePath")) {
                figures.add(new Figure(100, 3, 88), benchmark, rules);
            }
            figures.add(new Figure(many ? anyPathAmongMany : 100, error, 0.001), "findAnyPath", rules);
            figures.add(new Figure(many ? 1_500 : 1_000, Double.NaN, 168), "filterAnyPath", rules);
            for (var path : List.of("slashes", "segments", "letters", "untold")) {
                figures.add(new Figure(8_000, 80, 0), "findHostile", path, rules);
            }
        }
        return figures;
    }
}
