package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.bench.Figures;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RulesAnswerTest {

    @Test
    void saysWhatWasMeasured() {
        assertThat(RulesAnswer.of(figures(250)))
                .contains(
                        "| 10,000 rules, finding those of one path, to 10 (a bound of ours) | at most 2.0 | 1.00 | reached |\n")
                .contains("| the same over all paths | at most 2.0 | 2.50 | **missed** |\n")
                .contains(
                        "| 10,000 rules, a whole filter and one path, to 10 (a bound of ours) | at most 2.0 | 1.00 | reached |\n")
                .contains("| the same over all paths, as callers take them (Zipf) | at most 2.0 | 1.20 | reached |\n")
                .contains("| the same over all paths, each as often | at most 2.0 | 1.50 | reached |\n")
                .contains("that the container does not tell, to 10 | at most 2.0 | 1.00 | reached |\n")
                .contains("each as often, takes 500 ns longer for 10,000 rules than for 10.")
                .contains("Finding them alone takes 150 ns\nlonger")
                .contains("| 10,000 | 100 | 250 | 100 | 100 |\n")
                .contains("| 10,000 : 10 | 1.00 | 2.50 | 1.00 | 1.00 |\n")
                .contains("| baseline | 500 | | 600 | 88 | | 88 |\n")
                .contains("| 10,000 | 100 | 1,200 | 1,500 | 88 | 168 | 168 |\n")
                .contains("| 10,000 : 10 | 1.00 | 1.20 | 1.50 | | | |\n")
                .contains("| not told | 8,000 | 8,000 | 1.00 |\n");
    }

    private static Figures figures(double anyPathAmongMany) {
        var figures = new Figures().add(500, 88, "baselineOnePath").add(600, 88.4, "baselineAnyPath");
        for (var rules : List.of(1, 10, 100, 10_000)) {
            var many = rules == 10_000;
            for (var benchmark : List.of("findOnePath", "findNoneOnePath", "findNoneAnyPath", "filterOnePath")) {
                figures.add(100, 88, benchmark, rules);
            }
            figures.add(many ? anyPathAmongMany : 100, 0.001, "findAnyPath", rules);
            figures.add(many ? 1_500 : 1_000, 168, "filterAnyPath", rules);
            figures.add(many ? 1_200 : 1_000, 168, "filterUsualPath", rules);
            for (var path : List.of("slashes", "segments", "letters", "untold")) {
                figures.add(8_000, 0, "findHostile", path, rules);
            }
        }
        return figures;
    }
}
