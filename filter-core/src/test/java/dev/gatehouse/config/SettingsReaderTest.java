package dev.gatehouse.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading by type: what each form of settings accepts, what stands in for the rest, and what is told about it. */
final class SettingsReaderTest {

    private enum Mode {
        REJECT,
        REJECT_UNSAFE,
        PASS
    }

    private final Problems problems = new Problems();

    private List<String> found() {
        return Reports.lines(problems);
    }

    /** One setting, x, as an init-param. */
    private SettingsReader text(String value) {
        return new SettingsReader(Settings.ofInitParams("F", List.of("x"), name -> value), problems);
    }

    /** One setting, x, as JSON. */
    private SettingsReader json(String value) {
        var content = ("{\"cors\": {\"x\": " + value + "}}").getBytes(UTF_8);
        return new SettingsReader(
                Objects.requireNonNull(PolicyFile.section(
                        new FileSource("f", SourceFiles.withoutWebApplication()), Section.CORS, content, problems)),
                problems);
    }

    private SettingsReader java(Object value) {
        var settings = Settings.ofBuilder("B");
        settings.set("x", value);
        return new SettingsReader(settings, problems);
    }

    private static final Duration HOUR = Duration.ofHours(1);

    private static Duration duration(SettingsReader reader) {
        return reader.duration("x", Duration.ofMinutes(30), Duration.ZERO, HOUR);
    }

    private static Mode mode(SettingsReader reader) {
        return reader.choice("x", Mode.REJECT, Mode.class);
    }

    private static List<Object> texts(SettingsReader reader) {
        var texts = reader.texts("x");
        return texts == null
                ? List.of("none")
                : texts.stream().map(Setting::value).toList();
    }

    @Test
    void readsWhatIsRight() {
        assertThat(text("true").flag("x", false)).isTrue();
        assertThat(json("true").flag("x", false)).isTrue();
        assertThat(java(false).flag("x", true)).isFalse();
        assertThat(text("10").wholeNumber("x", 1, 0, 10)).isEqualTo(10);
        assertThat(text("-1").wholeNumber("x", 1, -1, 10)).isEqualTo(-1);
        assertThat(json("0").wholeNumber("x", 1, 0, 10)).isZero();
        assertThat(java(5).wholeNumber("x", 1, 0, 10)).isEqualTo(5);
        assertThat(duration(text("15m"))).isEqualTo(Duration.ofMinutes(15));
        assertThat(duration(text("90"))).isEqualTo(Duration.ofSeconds(90));
        assertThat(duration(json("90"))).isEqualTo(Duration.ofSeconds(90));
        assertThat(duration(json("\"1h\""))).isEqualTo(HOUR);
        assertThat(duration(java(HOUR))).isEqualTo(HOUR);
        assertThat(duration(text("0"))).isZero();
        assertThat(mode(text("reject-unsafe"))).isEqualTo(Mode.REJECT_UNSAFE);
        assertThat(mode(java(Mode.PASS))).isEqualTo(Mode.PASS);
        assertThat(texts(text(" a ,b,\n c"))).containsExactly("a", "b", "c");
        assertThat(texts(text(""))).isEmpty();
        assertThat(texts(json("[\"a, b\"]"))).containsExactly("a, b");
        assertThat(texts(json("[]"))).isEmpty();
        assertThat(found()).isEmpty();
    }

    @Test
    void readsTheDefaultOfWhatIsNotThere() {
        var reader = text("1");

        assertThat(reader.flag("y", true)).isTrue();
        assertThat(reader.wholeNumber("y", 7, 0, 10)).isEqualTo(7);
        assertThat(reader.duration("y", HOUR, Duration.ZERO, HOUR)).isEqualTo(HOUR);
        assertThat(reader.choice("y", Mode.PASS, Mode.class)).isEqualTo(Mode.PASS);
        assertThat(reader.texts("y")).isNull();
        assertThat(reader.text("y")).isNull();
        assertThat(reader.placeOf("y")).isEqualTo("F");
        assertThat(found()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "yes     | [setting.not-boolean] write true",
                "FALSE   | [setting.not-boolean] write false",
                "off     | [setting.not-boolean] write false",
                "maybe   | [setting.not-boolean] write true or false",
                "``      | [setting.not-boolean] write true or false",
            })
    void tellsWhatIsNoFlag(String value, String problem) {
        assertThat(text(value).flag("x", true)).isTrue();
        assertThat(found()).containsExactly("F, init-param x " + problem);
    }

    @Test
    void readsJsonByItsTypes() {
        assertThat(json("\"true\"").flag("x", false)).isFalse();
        assertThat(json("\"5\"").wholeNumber("x", 1, 0, 10)).isEqualTo(1);
        assertThat(json("5.5").wholeNumber("x", 1, 0, 10)).isEqualTo(1);
        assertThat(json("5.0").wholeNumber("x", 1, 0, 10)).isEqualTo(5);
        assertThat(json("99999999999999999999").wholeNumber("x", 1, 0, 10)).isEqualTo(1);
        assertThat(texts(json("\"a, b\""))).containsExactly("none");
        assertThat(texts(json("[\"a\", 5, null, [], {}]"))).containsExactly("a");
        assertThat(json("5").text("x")).isNull();
        assertThat(found())
                .containsExactly(
                        "f:1:16 (/cors/x) [setting.not-boolean] write true",
                        "f:1:16 (/cors/x) [setting.not-number] write 5, without quotes",
                        "f:1:16 (/cors/x) [setting.not-number] write a number from 0 to 10, such as 1",
                        "f:1:16 (/cors/x) [setting.not-number] write a number from 0 to 10, such as 1",
                        "f:1:16 (/cors/x) [setting.not-list] write [\"a\", \"b\"]",
                        "f:1:22 (/cors/x/1) [setting.not-text] write \"5\"",
                        "f:1:25 (/cors/x/2) [setting.not-text]",
                        "f:1:31 (/cors/x/3) [setting.not-text]",
                        "f:1:35 (/cors/x/4) [setting.not-text]",
                        "f:1:16 (/cors/x) [setting.not-text] write \"5\"");
    }

    @ParameterizedTest
    @CsvSource({"11, write 10", "-1, write 0", "999999999999999999, write 10"})
    void tellsTheNearestNumberInRange(String value, String fix) {
        assertThat(text(value).wholeNumber("x", 1, 0, 10)).isEqualTo(1);
        assertThat(found()).containsExactly("F, init-param x [setting.out-of-range] " + fix);
    }

    @ParameterizedTest
    @CsvSource({
        "2h, setting.out-of-range, write 1h",
        "3601, setting.out-of-range, write 1h",
        "999999999d, setting.out-of-range, write 1h",
        "1 hour, setting.not-duration, write 1h",
        "2 hours, setting.not-duration, 'write a count of s, m, h or d, such as 30m'",
        "15 Min, setting.not-duration, write 15m",
        "1w, setting.not-duration, 'write a count of s, m, h or d, such as 30m'",
        "1.5h, setting.not-duration, 'write a count of s, m, h or d, such as 30m'",
        "-1, setting.not-duration, 'write a count of s, m, h or d, such as 30m'",
        "PT1H, setting.not-duration, 'write a count of s, m, h or d, such as 30m'",
        "9999999999, setting.not-duration, 'write a count of s, m, h or d, such as 30m'",
    })
    void tellsWhatIsNoSpanOfTime(String value, String code, String fix) {
        assertThat(duration(text(value))).isEqualTo(Duration.ofMinutes(30));
        assertThat(found()).containsExactly("F, init-param x [" + code + "] " + fix);
    }

    @Test
    void tellsTheNearestWholeSeconds() {
        assertThat(duration(java(Duration.ofMillis(1)))).isEqualTo(Duration.ofMinutes(30));
        assertThat(found()).containsExactly("B.x(…) [setting.not-seconds] write 1s");
    }

    @ParameterizedTest
    @CsvSource({
        "rejct, write reject",
        "REJECT_UNSAFE, write reject-unsafe",
        "nothing-like-it, 'write one of these, or remove it for reject'"
    })
    void tellsTheNearestWord(String value, String fix) {
        assertThat(mode(text(value))).isEqualTo(Mode.REJECT);
        assertThat(found()).containsExactly("F, init-param x [setting.unknown-value] " + fix);
    }

    @Test
    void tellsWhichPartOfAListIsEmpty() {
        assertThat(texts(text("a,,b, "))).containsExactly("a", "b");
        assertThat(found())
                .containsExactly(
                        "F, init-param x, value 2 [setting.empty-value] remove one comma",
                        "F, init-param x, value 4 [setting.empty-value] remove one comma");
    }

    @Test
    void tellsOnceThatASettingIsNull() {
        var reader = json("null");

        assertThat(reader.flag("x", true)).isTrue();
        assertThat(reader.get("x")).isNull();
        assertThat(found()).containsExactly("f:1:16 (/cors/x) [setting.null] remove it, or give it a value");
    }

    @Test
    void tellsWhichNameWasMeant() {
        var params = Map.of("alowedOrigins", "", "maxage", "", "somethingElse", "", "known", "");
        var reader = new SettingsReader(
                Settings.ofInitParams("F", params.keySet(), name -> (@Nullable String) params.get(name)), problems);
        for (var name : List.of("known", "allowedOrigins", "allowedMethods", "maxAge")) {
            reader.get(name);
        }
        reader.finish();

        assertThat(reader.known()).containsExactly("known", "allowedOrigins", "allowedMethods", "maxAge");
        assertThat(found())
                .containsExactly(
                        "F, init-param alowedOrigins [setting.unknown] write allowedOrigins",
                        "F, init-param maxage [setting.unknown] write maxAge",
                        "F, init-param somethingElse [setting.unknown]"
                                + " remove it; there are known, allowedOrigins, allowedMethods, maxAge");
    }

    @Test
    void showsWhatCannotBeSeen() {
        assertThat(Setting.quote("a\u200bb\u00a0c\n\u202e d")).isEqualTo("'a\\u200bb\\u00a0c\\u000a\\u202e d'");
        assertThat(Setting.quote("x".repeat(200))).isEqualTo("'" + "x".repeat(120) + "…'");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "59, 59s", "60, 1m", "90, 90s", "3600, 1h", "86400, 1d", "90000, 25h"})
    void writesSpansOfTimeAsItReadsThem(long seconds, String text) {
        assertThat(Durations.text(Duration.ofSeconds(seconds))).isEqualTo(text);
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "alowedOrigins, allowedOrigins",
        "ALLOWEDMETHODS, allowedMethods",
        "allowedOrigin, allowedOrigins",
        "maxAeg, maxAge",
        "origins, ",
        "'', ",
    })
    void findsTheNearestName(String written, @Nullable String nearest) {
        assertThat(Names.nearest(written, List.of("allowedOrigins", "allowedMethods", "maxAge")))
                .isEqualTo(nearest);
    }

    @Test
    void takesBothBoundsAndNothingBeyond() {
        assertThat(json("3").wholeNumber("x", 5, 3, 7)).isEqualTo(3);
        assertThat(json("7").wholeNumber("x", 5, 3, 7)).isEqualTo(7);
        assertThat(text("0s").duration("x", HOUR, Duration.ZERO, HOUR)).isZero();
        assertThat(text("1h").duration("x", Duration.ZERO, Duration.ZERO, HOUR)).isEqualTo(HOUR);
        assertThat(found()).isEmpty();

        assertThat(json("2").wholeNumber("x", 5, 3, 7)).isEqualTo(5);
        assertThat(json("8").wholeNumber("x", 5, 3, 7)).isEqualTo(5);
        assertThat(found()).hasSize(2);
        assertThat(found().get(0)).endsWith("[setting.out-of-range] write 3");
        assertThat(found().get(1)).endsWith("[setting.out-of-range] write 7");
    }

    /** What was meant is proposed only where it would be taken. */
    @Test
    void proposesWhatWasMeantUpToTheBounds() {
        json("\"3\"").wholeNumber("x", 5, 3, 7);
        json("\"7\"").wholeNumber("x", 5, 3, 7);
        json("\"8\"").wholeNumber("x", 3, 3, 7);
        json("\"nine\"").wholeNumber("x", 7, 3, 7);
        json("\"nine\"").wholeNumber("x", 2, 3, 7);
        assertThat(found().stream().map(line -> line.replaceFirst(".*] ", "")))
                .containsExactly(
                        "write 3, without quotes",
                        "write 7, without quotes",
                        "write a number from 3 to 7, such as 3",
                        "write a number from 3 to 7, such as 7",
                        "write a number from 3 to 7");
    }
}
