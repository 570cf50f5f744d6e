package dev.gatehouse.config;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A policy file: where everything in it stands, and what is told about one that cannot be read. */
final class PolicyFileTest {

    private final Problems problems = new Problems();

    private @Nullable Settings read(byte[] content) {
        return PolicyFile.section(
                new FileSource("/etc/gatehouse.json", SourceFiles.withoutWebApplication()),
                Section.CORS,
                content,
                problems);
    }

    private @Nullable Settings read(String content) {
        return read(content.getBytes(UTF_8));
    }

    private List<String> found() {
        return Reports.lines(problems);
    }

    private static List<String> names(@Nullable Settings settings) {
        assertThat(settings).isNotNull();
        return settings == null
                ? List.of()
                : StreamSupport.stream(settings.names().spliterator(), false).toList();
    }

    private static Setting get(@Nullable Settings settings, String name) {
        var setting = settings == null ? null : settings.get(name);
        if (setting == null) {
            throw new AssertionError("there is no " + name);
        }
        return setting;
    }

    @Test
    void knowsTheLineAndColumnOfEveryValue() {
        var cors = read("""
                {
                  "cors": { "a": 1, "b/~": ["x", true],
                    "c": {"d": 1.5} }
                }""");

        assertThat(found()).isEmpty();
        assertThat(names(cors)).containsExactly("a", "b/~", "c");
        assertThat(get(cors, "a")).isEqualTo(new Setting(1L, "gatehouse.json:2:18 (/cors/a)"));
        assertThat(get(cors, "b/~").value())
                .isEqualTo(List.of(
                        new Setting("x", "gatehouse.json:2:29 (/cors/b~1~0/0)"),
                        new Setting(true, "gatehouse.json:2:34 (/cors/b~1~0/1)")));
        assertThat(get((Settings) get(cors, "c").value(), "d").place()).isEqualTo("gatehouse.json:3:16 (/cors/c/d)");
    }

    @Test
    void countsColumnsInCharacters() {
        assertThat(get(read("{\"cors\": {\"ü\": \"€\", \"b\": 1}}"), "b").place())
                .isEqualTo("gatehouse.json:1:26 (/cors/b)");
    }

    @Test
    void skipsAByteOrderMark() {
        assertThat(names(read("\ufeff{\"cors\": {\"a\": 1}}"))).containsExactly("a");
        assertThat(found()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                     | gatehouse.json [file.empty] write { \"cors\": { … } }",
                "`  `                   | gatehouse.json [file.empty] write { \"cors\": { … } }",
                "{\"cors\": {}          | gatehouse.json:1:12 [file.syntax]",
                "{\"cors\": {\"a\": }}  | gatehouse.json:1:16 [file.syntax]",
                "{cors: {}}             | gatehouse.json:1:2 [file.syntax]",
                "{\"cors\": {}} // no   | gatehouse.json:1:14 [file.syntax]",
                // No decimal has such an exponent.
                "{\"cors\": 1e8901234596870} | gatehouse.json:1:10 [file.syntax]",
                "{\"cors\": {}} {}      | gatehouse.json:1:14 [file.syntax] remove it",
                "[]                     | gatehouse.json [setting.not-object] write { \"cors\": { … } }",
                "{}                     | gatehouse.json:1:1 [file.no-section] add \"cors\": { … }",
                "{\"cors\": []}         | gatehouse.json:1:10 (/cors) [setting.not-object] write \"cors\": { … }",
                "{\"cors\": null}       | gatehouse.json:1:10 (/cors) [setting.null] remove it, or give it a value",
            })
    void tellsWhatIsWrongWithTheFile(String content, String problem) {
        assertThat(read(content)).isNull();
        assertThat(found()).containsExactly(problem);
    }

    @Test
    void tellsThatItIsNotInUtf8() {
        assertThat(read("{\"cors\": {}}".getBytes(UTF_16))).isNull();
        assertThat(read(new byte[] {'{', (byte) 0xe9, '}'})).isNull();
        assertThat(found())
                .containsExactly(
                        "gatehouse.json [file.not-utf8] save it in UTF-8",
                        "gatehouse.json [file.not-utf8] save it in UTF-8");
    }

    @Test
    void tellsWhichSectionWasMeant() {
        assertThat(names(read("{\"cors\": {\"a\": 1}, \"rateLimits\": {}, \"$schema\": \"x\"}")))
                .containsExactly("a");
        assertThat(found()).containsExactly("gatehouse.json:1:20 (/rateLimits) [setting.unknown] write rateLimit");
    }

    @Test
    void tellsWhatIsWrittenTwice() {
        read("{\"cors\": {\"a\": 1,\n\"a\": null}, \"cors\": {}}");

        assertThat(found())
                .containsExactly(
                        "gatehouse.json:2:1 (/cors/a) [file.duplicate-name] remove one",
                        "gatehouse.json:2:13 (/cors) [file.duplicate-name] remove one");
    }

    private @Nullable Settings readFrom(String location) {
        return PolicyFile.readSection(
                location, Section.CORS, new SourceFiles(this::webResource, path -> null), problems);
    }

    private @Nullable InputStream webResource(String path) {
        return path.equals("/WEB-INF/there.json")
                ? new ByteArrayInputStream("{\"cors\": {\"web\": 1}}".getBytes(UTF_8))
                : null;
    }

    @Test
    void looksInTheWebApplicationOnTheClassPathAndOnDisk(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("p.json"), "{\"cors\": {\"disk\": 1}}");

        assertThat(names(readFrom("/WEB-INF/there.json"))).containsExactly("web");
        assertThat(names(readFrom("classpath:policies/cors-every-setting.json")))
                .contains("maxAge");
        assertThat(names(readFrom("classpath:/policies/cors-every-setting.json")))
                .contains("maxAge");
        assertThat(names(readFrom(file.toString()))).containsExactly("disk");
        assertThat(found()).isEmpty();
    }

    @Test
    void tellsWhereAMissingFileWouldHaveToBe(@TempDir Path folder) {
        var missing = folder.resolve("missing.json").toString();

        assertThat(readFrom("/WEB-INF/missing.json")).isNull();
        assertThat(readFrom("classpath:missing.json")).isNull();
        assertThat(readFrom(missing)).isNull();
        assertThat(readFrom("a\0b")).isNull();
        assertThat(found())
                .containsExactly(
                        "/WEB-INF/missing.json [file.missing] put it there, or name another file",
                        "classpath:missing.json [file.missing] put it there, or name another file",
                        missing + " [file.missing] put it at " + missing + ", or name another file",
                        "a\0b [file.missing]");
    }

    @Test
    void tellsThatAFolderIsNoFile(@TempDir Path folder) {
        assertThat(readFrom(folder.toString())).isNull();
        assertThat(found()).containsExactly(folder + " [file.unreadable]");
    }
}
