package dev.gatehouse.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AnswerShapeTest {

    private static final String ANSWER = """
            HTTP/1.1 200 OK\r
            Server: Jetty\r
            Date: Thu, 01 Jan 1970 00:00:00 GMT\r
            RateLimit-Policy: fast-1;q=1;w=1\r
            RateLimit: fast-1;r=1\r
            Content-Type: application/json\r
            Content-Length: 60\r
            \r
            """ + "x".repeat(60);

    private static boolean isWhole(String answer) {
        var bytes = answer.getBytes(US_ASCII);
        return new AnswerShape(Variant.TOMCAT).isWhole(bytes, bytes.length);
    }

    @Test
    void isWholeWithItsLastByteOnly() {
        assertThat(isWhole(ANSWER)).isTrue();
        for (var length = 0; length < ANSWER.length(); length++) {
            assertThat(isWhole(ANSWER.substring(0, length)))
                    .as("the first %d bytes", length)
                    .isFalse();
        }
    }

    static Stream<String> otherAnswers() {
        return Stream.of(
                ANSWER.replace("200 OK", "429 Too Many Requests"),
                ANSWER.replace("RateLimit-Policy", "X-RateLimit-Limit"),
                ANSWER.replace("RateLimit: ", "Vary: Origin\r\nRateLimit: "),
                ANSWER.replace("RateLimit: fast-1;r=1\r\n", ""),
                ANSWER.replace("\r\n\r\n", "\r\nRateLimit: fast-1;r=1\r\n\r\n"),
                ANSWER.replace("Length: 60", "Length: 61"),
                ANSWER + "x");
    }

    @ParameterizedTest
    @MethodSource("otherAnswers")
    void isNoOtherAnswer(String other) {
        assertThatThrownBy(() -> isWhole(other))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(other);
    }
}
