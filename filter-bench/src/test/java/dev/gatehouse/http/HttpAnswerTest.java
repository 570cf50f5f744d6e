package dev.gatehouse.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HttpAnswerTest {

    @Test
    void saysWhatWasMeasured() {
        var rounds = new Rounds();
        for (var variant : Variant.values()) {
            rounds.add(variant, new Measured(40_000, 500, 25, 5.04, 192));
            rounds.add(variant, new Measured(20_000, 600, 25, 5.04, 192));
        }

        assertThat(HttpAnswer.of(rounds))
                .startsWith("| goal |")
                .contains(
                        "with both filters, to the same headers without logic | at least 0.92 | 1.00 (1.00–1.00) | reached |\n")
                .contains("alone | at least 1.0 | 1.00 (1.00–1.00) | reached |\n")
                .contains("takes 5.0 µs of processor time a request, where the server without filters takes 25.0.")
                .contains("| no filter | 30,000 (20,000–40,000) | | 550 (500–600) | | 25.0 (25.0–25.0) | | 192 |\n")
                .contains(
                        "| **`RateLimitFilter`** | 30,000 (20,000–40,000) | 1.00 (1.00–1.00) | 550 (500–600) | 1.00 (1.00–1.00)"
                                + " | 25.0 (25.0–25.0) | 1.00 (1.00–1.00) | 192 |\n");
    }

    @Test
    void takesRatiosRoundByRound() {
        var rounds = new Rounds();
        for (var variant : Variant.values()) {
            var slower = variant == Variant.BOTH ? 2 : 1;
            rounds.add(variant, new Measured(40_000.0 / slower, 500 * slower, 25 * slower, 5, 192));
            rounds.add(variant, new Measured(20_000, 600, 25, 5, 192));
            rounds.add(variant, new Measured(10_000.0 / slower, 700 * slower, 25 * slower, 5, 192));
        }

        assertThat(HttpAnswer.of(rounds))
                .contains("| at least 0.92 | 0.50 (0.50–1.00) | **missed** |\n")
                .contains("come to 1.00 (1.00–1.00) with our `RateLimitFilter`\nalone")
                .contains("| 20,000 (5,000–20,000) | 0.50 (0.50–1.00) | 1,000 (600–1,400) | 2.00 (1.00–2.00)"
                        + " | 50.0 (25.0–50.0) | 2.00 (1.00–2.00) | 192 |\n");
    }
}
