package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CandidateTest {

    @ParameterizedTest
    @EnumSource
    void doesWhatIsMeasured(Candidate candidate) {
        var filtering = new CorsBenchmark.Filtering();
        filtering.filter = candidate;

        assertThatCode(filtering::prepare).doesNotThrowAnyException();
    }
}
