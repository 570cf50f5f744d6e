package dev.gatehouse.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.ConfigProblem;
import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.fuzz.Input;
import dev.gatehouse.fuzz.Report;
import dev.gatehouse.ratelimit.RateLimitPolicy;
import java.io.ByteArrayInputStream;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of known keys: each is taken or reported. Somebody may have written a key itself anywhere in one, so no report
 * has it.
 */
final class KeyFileFuzzTest {

    /** A key; in an input it stands where there is {@code KEY}. */
    private static final String KEY = "sk-live-51Hx9vQ27w";

    private static final String POLICY = """
            { "rateLimit": {
                "identity": { "apiKey": { "header": "X-Key", "keys": "keys.json" } }, "defaultPlan": "free",
                "rules": [{ "name": "all", "limits": { "free": ["10/hour"], "standard": ["100/hour"] } }] } }
            """;

    static Stream<byte[]> seeds() {
        return Input.seeds(
                """
                { "keys": [{ "sha256": "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
                             "plan": "standard", "label": "a school" }] }
                """,
                "{ \"keys\": [\"KEY\"] }",
                "{ \"keys\": [{ \"sha256\": \"KEY\", \"plan\": \"KEY\", \"label\": \"KEY\" }] }",
                "{ \"keys\": { \"KEY\": \"standard\" } }",
                "{ \"KEY\": \"standard\", \"KEY\": \"free\" }",
                "{ \"keys\": [{ \"KEY\": 1 }, null, 7, [\"KEY\"], { \"sha256\": [\"KEY\"] }] }",
                "[\"KEY\"]",
                "KEY",
                "{ \"keys\": [{ \"sha256\": KEY }] }",
                "{ \"keys\": \"KEY\" } KEY");
    }

    @MethodSource("seeds")
    @FuzzTest
    void isTakenOrReportedWithoutWhatIsInIt(byte[] bytes) {
        var content = new String(bytes, UTF_8).replace("KEY", KEY).getBytes(UTF_8);
        var files = new SourceFiles(
                path -> new ByteArrayInputStream(path.endsWith("keys.json") ? content : POLICY.getBytes(UTF_8)),
                path -> null);
        var problems = new Problems();
        var settings = Objects.requireNonNull(PolicyFile.section(
                new FileSource("/WEB-INF/policy.json", files), Section.RATE_LIMIT, POLICY.getBytes(UTF_8), problems));
        assertThat(Report.of(problems)).isEmpty();
        try {
            RateLimitPolicy.of(settings);
        } catch (InvalidPolicyException e) {
            assertThat(e.getMessage()).doesNotContain(KEY);
            for (ConfigProblem problem : Report.of(e)) {
                assertThat(problem.place()).contains("keys.json");
            }
        }
    }
}
