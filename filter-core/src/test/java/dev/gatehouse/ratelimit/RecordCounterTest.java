package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecordCounterTest {

    private static long count(String json, int chunk) throws Exception {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        try (var counter = new RecordCounter()) {
            for (var i = 0; i < bytes.length; i += chunk) {
                var part = new byte[Math.min(chunk, bytes.length - i)];
                System.arraycopy(bytes, i, part, 0, part.length);
                counter.feed(part, part.length);
            }
            return counter.records();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                     | 0",
                "[1, 2, 3]                              | 3",
                "[[1, 2], {\"a\": [1, 2]}, null, \"x\"]   | 4",
                "{\"students\": [{}, {}]}               | 2",
                "{\"a\": 1, \"b\": [1, [2, 3]], \"c\": {\"d\": [1, 2, 3]}} | 2",
                "{\"a\": [1], \"b\": [1, 2]}            | 0",
                "{\"a\": {\"b\": [1, 2]}}               | 0",
                "7                                      | 0",
                "name=value&[1,2]                       | 0",
                "[1, 2, oops                            | 0",
                "[1, 2,                                 | 2",
            })
    void countsTheElementsOfTheOneArray(String json, long records) throws Exception {
        for (var chunk = 1; chunk <= 8; chunk++) {
            assertThat(count(json, chunk))
                    .as("%s in parts of %d bytes", json, chunk)
                    .isEqualTo(records);
        }
    }

    @Test
    void knowsThatThereAreTooManyBeforeTheEnd() {
        var counter = new RecordCounter();
        var bytes = "[1, 2, 3, ".getBytes(StandardCharsets.UTF_8);
        counter.feed(bytes, bytes.length);
        assertThat(counter.hasMoreThan(2)).isTrue();
        assertThat(counter.hasMoreThan(3)).isFalse();
    }
}
