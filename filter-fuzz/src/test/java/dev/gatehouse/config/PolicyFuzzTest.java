package dev.gatehouse.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.cors.CorsPolicy;
import dev.gatehouse.fuzz.Report;
import dev.gatehouse.ratelimit.RateLimitPolicy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Policy files: each is a policy or a report, and what the filters take the schema takes too. */
final class PolicyFuzzTest {

    private static final Path ROOT = Path.of(System.getProperty("basedir", ""), "..");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(schema(), SchemaValidatorsConfig.builder().build());

    private static final String KEYS = """
            { "keys": [{ "sha256": "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
                         "plan": "standard", "label": "a school" }] }
            """;

    private static JsonNode schema() {
        try (var file = PolicyFile.class.getResourceAsStream("/dev/gatehouse/policy.schema.json")) {
            return JSON.readTree(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All policies of the documentation and of the other tests, right and wrong. */
    static Stream<byte[]> seeds() throws IOException {
        var seeds = new ArrayList<byte[]>();
        var tests = ROOT.resolve("filter-core/src/test/resources");
        for (var folder : List.of(
                ROOT.resolve("docs/recipes"),
                tests.resolve("reports"),
                tests.resolve("check"),
                tests.resolve("messages"),
                tests.resolve("messages-ratelimit"),
                tests.resolve("policies"))) {
            try (var files = Files.list(folder)) {
                for (var file : files.filter(each -> each.toString().endsWith(".json"))
                        .sorted()
                        .toList()) {
                    seeds.add(Files.readAllBytes(file));
                }
            }
        }
        for (var line : Files.readAllLines(tests.resolve("schema/accepted.txt"))) {
            seeds.add(line.getBytes(UTF_8));
        }
        for (var line : Files.readAllLines(tests.resolve("schema/refused.txt"))) {
            seeds.add(line.replaceFirst("^\\S+ +(both|reader) +", "").getBytes(UTF_8));
        }
        return seeds.stream();
    }

    @MethodSource("seeds")
    @FuzzTest
    void isAPolicyOrAReport(byte[] bytes) throws IOException {
        var taken = 0;
        for (var section : Section.values()) {
            switch (judge(section, bytes)) {
                case POLICY -> taken++;
                case REPORT -> taken -= Section.values().length;
                case ABSENT -> {}
            }
        }
        if (taken > 0) {
            assertThat(SCHEMA.validate(JSON.readTree(bytes)))
                    .as("what the schema says of %s, which the filters take", new String(bytes, UTF_8))
                    .isEmpty();
        }
    }

    /** What comes of a section. */
    private enum Judgement {
        POLICY,
        REPORT,
        ABSENT
    }

    private static Judgement judge(Section section, byte[] bytes) {
        var files = new SourceFiles(
                path -> path.endsWith("keys.json") ? new ByteArrayInputStream(KEYS.getBytes(UTF_8)) : null,
                path -> null);
        var problems = new Problems();
        var settings = PolicyFile.section(new FileSource("/WEB-INF/policy.json", files), section, bytes, problems);
        var found = Report.of(problems);
        assertThat(settings == null && found.isEmpty())
                .as("nothing, and no problem")
                .isFalse();
        if (settings == null) {
            var isAbsent = found.size() == 1 && found.get(0).code().equals("file.no-section");
            return isAbsent ? Judgement.ABSENT : Judgement.REPORT;
        }
        try {
            var explained = switch (section) {
                case CORS -> CorsPolicy.of(settings).explained();
                case RATE_LIMIT -> RateLimitPolicy.of(settings).explained();
            };
            assertThat(explained).isNotEmpty();
            return found.isEmpty() ? Judgement.POLICY : Judgement.REPORT;
        } catch (InvalidPolicyException e) {
            Report.of(e);
            return Judgement.REPORT;
        }
    }
}
