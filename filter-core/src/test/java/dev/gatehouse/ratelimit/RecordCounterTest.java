package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordCounterTest {

    private static long count(String json, int chunk) {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        var counter = new RecordCounter();
        for (var i = 0; i < bytes.length; i += chunk) {
            var part = new byte[Math.min(chunk, bytes.length - i)];
            System.arraycopy(bytes, i, part, 0, part.length);
            counter.feed(part, part.length);
        }
        return counter.records();
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
                "{\"a\": [1], \"b\": [1, 2]}            | 2",
                "{\"a\": [1, 2], \"b\": []}            | 2",
                "{\"a\": [], \"a\": [1, 2, 3]}         | 3",
                "{\"a\": [1, 2]} and more              | 2",
                "{\"a\": [1, 2]}]                      | 2",
                "{\"a\": {\"b\": [1, 2]}}               | 0",
                "7                                      | 0",
                "name=value&[1,2]                       | 0",
                "[1, 2, oops                            | 2",
                "[1, 2,                                 | 2",
            })
    void countsTheElementsOfTheLargestArray(String json, long records) {
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
        assertThat(counter.records()).isEqualTo(3);
    }

    /** What an attacker may send. */
    @Test
    void neverThrows() {
        assertThat(count("[" + "1".repeat(100_000) + "]", 8_192)).isEqualTo(1);
        assertThat(count("{\"" + "x".repeat(100_000) + "\": [1, 2]}", 8_192)).isEqualTo(2);
        assertThat(count("[\"" + "x".repeat(1_000_000) + "\"]", 8_192)).isEqualTo(1);
        var deep = new RecordCounter();
        var bytes = "[".repeat(5_000).getBytes(StandardCharsets.UTF_8);
        deep.feed(bytes, bytes.length);
        assertThat(deep.exceeds(Long.MAX_VALUE)).isTrue();
        var random = new Random(7);
        for (var i = 0; i < 5_000; i++) {
            var noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            var counter = new RecordCounter();
            counter.feed(noise, noise.length);
            new RecordCounter().countAll(noise);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
    void readsWhatOtherParsersWouldRead(String charset) throws Exception {
        var bytes = "{\"students\": [1, 2, 3, 4]}".getBytes(charset);
        assertThat(RecordCounter.isWide(bytes, bytes.length)).isTrue();
        var counter = new RecordCounter();
        counter.countAll(bytes);
        assertThat(counter.records()).isEqualTo(4);
    }

    /** A zero or the beginning of a byte order mark, among the first four bytes. */
    @Test
    void knowsAWideEncodingByItsFirstBytes() {
        for (var at = 0; at < 4; at++) {
            for (var b : new int[] {0, 0xfe, 0xff, 1, 0x7f, 0x80, 0xfd}) {
                byte[] bytes = {'[', '1', ',', '2', ']', 0, 0};
                bytes[at] = (byte) b;
                assertThat(RecordCounter.isWide(bytes, 7)).as("%x at %d", b, at).isEqualTo(b == 0 || b >= 0xfe);
                assertThat(RecordCounter.isWide(bytes, at))
                        .as("%x beyond the end", b)
                        .isFalse();
            }
        }
    }
}
