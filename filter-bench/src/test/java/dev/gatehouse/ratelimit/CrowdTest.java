package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CrowdTest {

    /** Fewer than when it is measured, so that it is soon seen. */
    private static final int REMEMBERED = 2_000;

    @ParameterizedTest
    @EnumSource
    void bringsAsManyNewcomersAsItShould(Crowd crowd) {
        assertThatCode(() -> crowd.start(REMEMBERED).stop()).doesNotThrowAnyException();
    }
}
