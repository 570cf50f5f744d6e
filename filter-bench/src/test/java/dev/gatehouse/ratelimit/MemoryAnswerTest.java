package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.bench.Figure;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MemoryAnswerTest {

    @Test
    void saysWhatWasMeasured() {
        var retained = Map.of(
                Keeper.TOKEN_BUCKET, Figure.of(176.4, 176.3, 177.1),
                Keeper.FIXED_WINDOW, Figure.of(192.4),
                Keeper.SLIDING_WINDOW, Figure.of(300.4),
                Keeper.GREAT_SLIDING_WINDOW, Figure.of(335.0),
                Keeper.BUCKET4J, Figure.of(440.0),
                Keeper.CAFFEINE, Figure.of(180.0),
                Keeper.MAP, Figure.of(144.0));
        var layouts = Map.of(
                Keeper.TOKEN_BUCKET, Map.of("Bucket", 24.0, "long[]", 48.3),
                Keeper.FIXED_WINDOW, Map.of("Bucket", 24.0),
                Keeper.SLIDING_WINDOW, Map.of("Bucket", 24.0, "long[]", 120.0));

        assertThat(MemoryAnswer.of(1_000_000, retained, 193.2, layouts))
                .startsWith("""
                        | goal | asked | measured | |
                        | --- | --- | --- | --- |
                        | a caller's memory, `1000/hour` and `100/minute`, token buckets | at most 192 bytes | 176 bytes | reached |
                        | the same, fixed windows | at most 192 bytes | 192 bytes | reached |
                        | the same, sliding windows | at most 300 bytes | 300 bytes | reached |
                        | `1000000/hour` and `100000/minute`, sliding windows | at most 300 bytes | 335 bytes | **missed** |
                        """)
                .contains("for each of 1,000,000 callers")
                .contains("| Bucket4j in Caffeine | 440 |\n")
                .contains("a caller takes 193 bytes.\n")
                .endsWith("""
                        | class | ours, token buckets | ours, fixed windows | ours, sliding windows |
                        | --- | --- | --- | --- |
                        | `Bucket` | 24 | 24 | 24 |
                        | `long[]` | 48 | 0 | 120 |
                        """);
    }

    @Test
    void measuresInAJvmOfItsOwn() {
        var bytes = Retained.bytes(Keeper.MAP, 10_000, 20_000);

        // A node, a number, a text of 36 characters and their place in the map's table.
        assertThat(bytes).isBetween(120.0, 200.0);
    }

    @Test
    void findsTheObjectsThatAreThereForEachCaller() {
        var layout = Layout.bytes(Keeper.TOKEN_BUCKET);

        assertThat(layout).containsKeys("Bucket", "long[]");
        assertThat(layout.get("Bucket")).isCloseTo(40, within(0.1));
    }
}
