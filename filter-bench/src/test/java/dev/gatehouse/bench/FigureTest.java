package dev.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FigureTest {

    @Test
    void isToldByItsMedianWithTheLeastAndTheGreatest() {
        assertThat(Figure.of(12, 1.234, 1_234)).hasToString("12.0 (1.23–1,234)");
        assertThat(Figure.of(0.5)).hasToString("0.50");
    }

    @Test
    void isToldAsExactlyWhenItIsLessThanNothing() {
        assertThat(Figure.of(60.25, 100, 400).minus(Figure.of(171.25, 100, 97))).hasToString("0.00 (-111–303)");
    }
}
