package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.bench.Jvm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each way through the filter allocates, to the byte. */
final class AllocationTest {

    private static final Map<String, String> MEASURED = new HashMap<>();

    @BeforeAll
    static void measure() {
        MEASURED.putAll(Jvm.linesByName(Ways.class, List.of("-XX:TieredStopAtLevel=1")));
    }

    static Stream<Ways.Way> ways() {
        return Ways.all();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void allocatesNothingButTheWrapper(Ways.Way way) {
        assertThat(MEASURED.get(way.says())).isEqualTo(way.status() + ", " + way.bytes() + " bytes");
    }

    @Test
    void saysEachWayInItsOwnWords() {
        assertThat(ways().map(Ways.Way::says)).doesNotHaveDuplicates().hasSameSizeAs(MEASURED.keySet());
    }
}
