package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each kind of request makes the filter allocate, to the byte. */
final class AllocationTest {

    private static Map<String, String> measured = Map.of();

    @BeforeAll
    static void measure() {
        measured = Allocation.ofAll();
    }

    static Stream<Row> rows() {
        return Stream.concat(PassedRequests.rows(), RefusedRequests.rows());
    }

    static Stream<Row> jdkRows() {
        return JdkRequests.rows();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void allocatesSoMuch(Row row) {
        expect(row);
    }

    @ParameterizedTest
    @MethodSource("jdkRows")
    @EnabledOnJre(JRE.JAVA_17)
    void allocatesSoMuchOnJava17(Row row) {
        expect(row);
    }

    private static void expect(Row row) {
        assertThat(measured.get(row.what())).isEqualTo(row.status() + ", " + row.bytes() + " bytes");
    }

    @Test
    void describesEachRowInItsOwnWords() {
        assertThat(Allocation.rows().map(Row::what)).doesNotHaveDuplicates().hasSameSizeAs(measured.keySet());
    }
}
