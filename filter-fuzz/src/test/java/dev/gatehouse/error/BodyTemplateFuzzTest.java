package dev.gatehouse.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gatehouse.config.PolicyFile;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.fuzz.Input;
import dev.gatehouse.fuzz.Report;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Templates of bodies: whatever fills them, they are the JSON that was written, with values in its open places. */
final class BodyTemplateFuzzTest {

    /** What can be said here: a number, and a text that the client chose. */
    private enum Word {
        LIMIT,
        REQUEST_ID
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Pattern PLACE = Pattern.compile("\\{(limit|requestId)}");

    /** The text that the client chose, then the template. */
    static Stream<byte[]> seeds() {
        return Input.seeds(
                "7f\"\\\u0001\u00e9\n{\"error\":{\"code\":\"limited\",\"limit\":\"{limit}\",\"id\":\"{requestId}\"}}",
                "{limit}\n{\"a\":[\"{limit} of {requestId}\",true,null,1.50,1e400,12345678901234567890,{\"{limit}\":\"{\"}]}",
                "x\n{\"a\":\"{limit}{limit}\",\"b\":\"\\u0001!\\u0001\",\"c\":\"}limit{\",\"d\":\"{limits}\"}",
                "\n{\"a\":1e8901234596870}",
                "\n{}");
    }

    @MethodSource("seeds")
    @FuzzTest
    void isTheJsonThatWasWrittenWithItsPlacesFilled(byte[] bytes) throws IOException {
        var input = Input.ofFile(bytes);
        var text = input.line(0);
        var written = String.join("\n", input.from(1)).replaceFirst("^\ufeff", "");
        var problems = new Problems();
        var settings = PolicyFile.parse("body", written, problems);
        if (settings == null) {
            Report.of(problems);
            return;
        }
        var template = BodyTemplate.compile(new Setting(settings, "body"), Word.class, problems);
        if (!problems.isEmpty()) {
            Report.of(problems);
            return;
        }
        var body = new BodyBuffer();
        var limit = 1_000L * text.length();
        template.fill(body, (word, alone, out) -> {
            switch (word) {
                case LIMIT -> out.add(limit);
                case REQUEST_ID -> {
                    out.addRaw(alone ? "\"" : "");
                    out.addEscaped(text);
                    out.addRaw(alone ? "\"" : "");
                }
            }
        });
        var out = new ByteArray();
        body.writeTo(out);
        assertThat(out.size()).isEqualTo(body.length());
        assertThatIsFilled(JSON.readTree(out.bytes()), JSON.readTree(written), limit, text);
    }

    private static void assertThatIsFilled(JsonNode actual, JsonNode written, long limit, String text) {
        if (written.isObject()) {
            assertThat(actual.isObject()).isTrue();
            assertThat(actual.size()).isEqualTo(written.size());
            for (var member : written.properties()) {
                var name = readable(member.getKey());
                assertThat(actual.has(name)).as("there is %s", name).isTrue();
                assertThatIsFilled(actual.get(name), member.getValue(), limit, text);
            }
        } else if (written.isArray()) {
            assertThat(actual.isArray()).isTrue();
            assertThat(actual.size()).isEqualTo(written.size());
            for (var i = 0; i < written.size(); i++) {
                assertThatIsFilled(actual.get(i), written.get(i), limit, text);
            }
        } else if (written.isNumber()) {
            assertThat(actual.isNumber()).isTrue();
            assertThat(actual.decimalValue()).isEqualByComparingTo(written.decimalValue());
        } else if (written.isTextual()) {
            assertThat(actual).as("of %s", written).isEqualTo(filled(written.textValue(), limit, text));
        } else {
            assertThat(actual).isEqualTo(written);
        }
    }

    private static JsonNode filled(String written, long limit, String text) {
        if (written.equals("{limit}")) {
            return JsonNodeFactory.instance.numberNode(BigInteger.valueOf(limit));
        }
        var filled = PLACE.matcher(readable(written))
                .replaceAll(place ->
                        Matcher.quoteReplacement(place.group(1).equals("limit") ? String.valueOf(limit) : text));
        return JsonNodeFactory.instance.textNode(filled);
    }

    /** Half of a pair of surrogates is no character, and no encoding has it. */
    private static String readable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
