package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.bench.Jvm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That nobody makes the filter allocate by what it is asked, however long or strange that is. */
final class HostileAllocationTest {

    private static final Map<String, String> MEASURED = new HashMap<>();

    @BeforeAll
    static void measure() {
        MEASURED.putAll(Jvm.linesByName(HostileAllocation.class, List.of("-XX:TieredStopAtLevel=1")));
    }

    static Set<String> requests() {
        return HostileAllocation.requests().keySet();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void allocatesNothing(String request) {
        assertThat(MEASURED.get(request)).isEqualTo("403, 0 bytes");
    }

    @Test
    void measuresEachRequestOfTheTable() {
        assertThat(MEASURED).hasSameSizeAs(requests()).hasSizeGreaterThan(400);
    }
}
