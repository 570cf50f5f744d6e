package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.bench.Jvm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What a request allocates in its own thread where buckets are in a Redis: to the byte, but for a call to it, whose
 * words are as long as their numbers, and of which some of Lettuce's objects are this thread's.
 */
final class StoreAllocationTest {

    private static final int OF_A_CALL = 2_700;

    @Test
    void takesOnlyWhereTheRedisIsAskedMoreThanWithoutOne() {
        var measured = Jvm.linesByName(StoreAllocation.class, List.of("-XX:TieredStopAtLevel=1"));
        var exact = String.valueOf(measured.remove("exact"));

        assertThat(exact).matches("200, \\d+ bytes");
        assertThat(Integer.parseInt(exact.replaceAll(".*, | bytes", ""))).isBetween(1, OF_A_CALL);
        assertThat(measured)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "exact, known to be refused", "429, 72 bytes",
                        "lease, for what it takes from it", "200, 192 bytes",
                        "lease, known to be refused", "429, 72 bytes",
                        "gone, local", "200, 0 bytes",
                        "gone, open: an exception", "200, 40 bytes",
                        "gone, closed: an exception", "503, 40 bytes"));
    }
}
