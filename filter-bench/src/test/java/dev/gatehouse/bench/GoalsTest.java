package dev.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GoalsTest {

    @Test
    void saysWhatIsReachedInEveryRoundInMostOrNot() {
        var goals = new Goals()
                .atMost("below", 0.5, Figure.of(0.4, 0.5, 0.45))
                .atMost("mostly below", 0.5, Figure.of(0.4, 0.6, 0.45))
                .atMost("above", 0.5, Figure.of(0.4, 0.6, 0.55))
                .atLeast("high", 0.9, Figure.of(0.9, 1, 1.1))
                .atLeast("mostly high", 0.9, Figure.of(0.8, 1, 1.1))
                .atLeast("low", 0.9, Figure.of(0.8))
                .bytesAtMost("small", 100, Figure.of(100.4))
                .bytesAtMost("large", 100, Figure.of(1_000.6));

        assertThat(goals.toString()).isEqualTo("""
                | goal | asked | measured | |
                | --- | --- | --- | --- |
                | below | at most 0.5 | 0.45 (0.40–0.50) | reached |
                | mostly below | at most 0.5 | 0.45 (0.40–0.60) | reached by the median |
                | above | at most 0.5 | 0.55 (0.40–0.60) | **missed** |
                | high | at least 0.9 | 1.00 (0.90–1.10) | reached |
                | mostly high | at least 0.9 | 1.00 (0.80–1.10) | reached by the median |
                | low | at least 0.9 | 0.80 | **missed** |
                | small | at most 100 bytes | 100 bytes | reached |
                | large | at most 100 bytes | 1,001 bytes | **missed** |

                What is missed, and why: [as fast as its promises let it be](decisions/speed.md).

                """);
        assertThat(new Goals().bytesAtMost("small", 100, Figure.of(1)).toString())
                .doesNotContain("missed");
    }

    @Test
    void takesRatiosRoundByRound() {
        var ours = new Figures().add(10, 8, "a", 1).add(40, 8, "a", 1).add(30, 8, "a", 1);
        var theirs = new Figures().add(20, 8, "b").add(80, 8, "b").add(30, 8, "b");

        assertThat(ours.nanos("a", 1).over(theirs.nanos("b"))).hasToString("0.50 (0.50–1.00)");
        assertThat(ours.cell("a", 1)).isEqualTo("30.0 (10.0–40.0) / 8");
    }
}
