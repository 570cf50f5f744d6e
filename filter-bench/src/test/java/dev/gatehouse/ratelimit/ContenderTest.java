package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ContenderTest {

    @ParameterizedTest
    @EnumSource
    void answersAsItShould(Contender contender) {
        assertThatCode(() -> contender.start().stop()).doesNotThrowAnyException();
    }
}
