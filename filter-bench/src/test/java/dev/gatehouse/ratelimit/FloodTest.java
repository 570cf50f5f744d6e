package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.bench.Jvm;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Callers who are made up neither exhaust a small heap, nor let one that is used up start afresh, nor refuse one that
 * behaves. The filter remembers 100,000 of them, as it does if nothing else is said. The last number is how many
 * megabytes may be in use after it.
 */
final class FloodTest {

    private static final List<String> SMALL = List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError");

    @ParameterizedTest
    @CsvSource({
        // Fifty for each that is remembered, and each comes once.
        "SLIDING_WINDOW, apiKey,  5000000,  1, 36",
        "TOKEN_BUCKET,   apiKey,  1000000,  1, 30",
        "FIXED_WINDOW,   apiKey,  1000000,  1, 30",
        // Two subjects each: the /64 and the /48.
        "SLIDING_WINDOW, address, 1000000,  1, 38",
        // Nearly twice as many as are remembered, each of whom uses more than half of its limit: all are kept.
        "SLIDING_WINDOW, apiKey,   190000, 51, 60",
    })
    void passesOverTheOthers(Algorithm algorithm, String by, int made, int times, long megabytes) {
        var used = Jvm.run(Flood.class, SMALL, algorithm.name(), by, String.valueOf(made), String.valueOf(times));

        assertThat(Long.parseLong(used.strip())).as("bytes in use after it").isLessThan(megabytes << 20);
    }
}
