package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.fuzz.Input;
import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bodies whose records are counted: whatever an application finds in them, it was counted before. It may read the bytes
 * as JSON, or decode them first as the request says.
 */
final class RecordsFuzzTest {

    /** As applications read, who mind neither what is written twice nor what follows. */
    private static final ObjectMapper LENIENT = new JsonMapper();

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** How many bytes come at once; the encoding that the request names, if it names one; the body. */
    static Stream<byte[]> seeds() {
        return Stream.concat(
                Input.seeds(
                        "1\n\n[1, 2, 3]",
                        "9\nutf-8\n{\"students\": [{}, [1, 2], \"x\"], \"b\": [1], \"c\": {\"d\": [1, 2, 3, 4]}}",
                        "2\n\n{\"a\": [1, 2], \"a\": []} [1, 2, 3]",
                        "3\niso-8859-1\n{\"a\": [\"e\", 2, 3]}",
                        "4\nibm037\n[1, 2, oops",
                        "4\n\n[1, 2, 1e5, tru"),
                Stream.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "ISO-8859-1", "Shift_JIS")
                        .flatMap(RecordsFuzzTest::in));
    }

    private static Stream<byte[]> in(String charset) {
        var body = "{\"a\": [\"\u00e9\u7e3a\u30bd\", 2]}".getBytes(Charset.forName(charset));
        return Stream.of("5\n\n", "5\n" + charset + "\n").map(head -> {
            var seed = Arrays.copyOf(head.getBytes(StandardCharsets.UTF_8), head.length() + body.length);
            System.arraycopy(body, 0, seed, head.length(), body.length);
            return seed;
        });
    }

    private static final Room ROOM = new Room(Long.MAX_VALUE);

    @MethodSource("seeds")
    @FuzzTest
    void countsWhatAnApplicationWouldFind(byte[] bytes) throws IOException {
        var input = Input.ofHeaders(bytes);
        var head = input.line(0) + "\n" + input.line(1) + "\n";
        var body = Arrays.copyOfRange(bytes, Math.min(head.length(), bytes.length), bytes.length);
        var chunk = input.line(0).matches("[1-9][0-9]?") ? Integer.parseInt(input.line(0)) : 64;
        var charset = charset(input.line(1));
        var encoding = charset == null ? null : input.line(1);

        var inBytes = tree(LENIENT, body);
        assertThatIsCounted(inBytes, chunk, encoding, body);
        assertThatIsCounted(charset == null ? null : tree(LENIENT, body, charset), chunk, encoding, body);

        var strict = tree(STRICT, body);
        if (strict != null && charset == null) {
            var request = CountedBody.read(new BodyRequest(body, chunk, encoding), records(strict), ROOM)
                    .request();
            assertThat(request)
                    .as("a request with as many records as it may have")
                    .isNotNull();
        }
        // Whatever it is, an application can read it after it was counted.
        var request = CountedBody.read(new BodyRequest(body, chunk, encoding), Long.MAX_VALUE, ROOM)
                .request();
        assertThat(request == null || Arrays.equals(request.getInputStream().readAllBytes(), body))
                .isTrue();
    }

    private static void assertThatIsCounted(@Nullable JsonNode tree, int chunk, @Nullable String encoding, byte[] body)
            throws IOException {
        var records = tree == null ? 0 : records(tree);
        if (records > 0) {
            assertThat(CountedBody.read(new BodyRequest(body, chunk, encoding), records - 1, ROOM)
                            .request())
                    .as("a request in %s of %d records, which may have one fewer: %s", encoding, records, tree)
                    .isNull();
        }
    }

    private static long records(JsonNode tree) {
        if (tree.isArray()) {
            return tree.size();
        }
        var most = 0L;
        for (var member : tree) {
            most = Math.max(most, tree.isObject() && member.isArray() ? member.size() : 0);
        }
        return most;
    }

    private static @Nullable JsonNode tree(ObjectMapper json, byte[] body) throws IOException {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException | CharConversionException e) {
            return null;
        }
    }

    private static @Nullable JsonNode tree(ObjectMapper json, byte[] body, Charset charset) throws IOException {
        try {
            return json.readTree(new InputStreamReader(new ByteArrayInputStream(body), charset));
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static @Nullable Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
