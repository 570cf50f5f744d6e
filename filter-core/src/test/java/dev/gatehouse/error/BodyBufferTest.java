package dev.gatehouse.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BodyBufferTest {

    private final BodyBuffer body = new BodyBuffer();

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                9,
                10,
                -10,
                99,
                100,
                1_000_000_000,
                Integer.MIN_VALUE,
                Integer.MAX_VALUE,
                999_999_999_999_999_999L,
                1_000_000_000_000_000_000L,
                Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void writesNumbersInDigits(long number) {
        body.start();
        body.add(number);
        assertThat(body).hasToString(Long.toString(number));
    }

    @Test
    void writesAnyNumberAsThePlatformDoes() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++) {
            var number = random.nextLong() >> random.nextInt(64);
            body.start();
            body.add(number);
            assertThat(body).as("seed %d", seed).hasToString(Long.toString(number));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain          | plain",
                "say \"hi\"     | say \\\"hi\\\"",
                "back\\slash    | back\\\\slash",
                "</script>      | </script>",
                "caf\u00e9      | caf\\u00e9",
                "\ud83d\ude00   | \\ud83d\\ude00",
                "a\u007fb       | a\\u007fb",
                "a\u2028b       | a\\u2028b"
            })
    void escapesWhatMustBeAndWhatIsNotAscii(String text, String expected) {
        body.start();
        body.addEscaped(text);
        assertThat(body).hasToString(expected);
    }

    @Test
    void escapesEveryCharacterSoThatItIsReadBack() throws IOException {
        for (var c = 0; c <= 0xffff; c++) {
            var text = "a" + (char) c + "b";
            body.start();
            body.addRaw("\"");
            body.addEscaped(text);
            body.addRaw("\"");
            assertThat(readBack()).as("character %x", c).isEqualTo(text);
        }
    }

    @Test
    void escapesLoneSurrogatesSoThatTheyAreReadBack() throws IOException {
        for (var text : new String[] {"\ud800", "\udc00", "\udc00\ud800", "a\ud83d", "\ude00b", "\ud83d\ud83d\ude00"}) {
            body.start();
            body.addRaw("\"");
            body.addEscaped(text);
            body.addRaw("\"");
            assertThat(readBack()).isEqualTo(text);
        }
    }

    @Test
    void growsAsNeeded() throws IOException {
        var text = "\u0001\"x".repeat(100_000);
        body.start();
        body.addRaw("\"");
        body.addEscaped(text);
        body.addRaw("\"");
        assertThat(readBack()).isEqualTo(text);
        assertThat(body.length()).isEqualTo(100_000 * 9 + 2);

        body.start();
        for (var i = 0; i < 10_000; i++) {
            body.add(Long.MIN_VALUE);
        }
        assertThat(body).hasToString("-9223372036854775808".repeat(10_000));

        body.start();
        body.add(new byte[1_000_000]);
        assertThat(body.length()).isEqualTo(1_000_000);
    }

    @Test
    void beginsAnew() {
        body.start();
        body.addRaw("something long");
        body.start();
        assertThat(body.length()).isZero();
        body.addRaw("[]");
        assertThat(body).hasToString("[]");
    }

    @Test
    void writesWhatThereIsAndNoMore() throws IOException {
        body.start();
        body.addRaw("something long");
        body.start();
        body.addRaw("[1]");
        var out = new Output();
        body.writeTo(out);
        assertThat(out).hasToString("[1]");
    }

    private String readBack() throws IOException {
        try (var parser = new JsonFactory().createParser(body.toString())) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.VALUE_STRING);
            var text = parser.getText();
            assertThat(parser.nextToken()).isNull();
            return text;
        }
    }
}
