package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check before deployment as users run it: {@code java -jar}, with nothing but the released jar. */
final class CheckIT {

    private static final Duration END = Duration.ofMinutes(1);

    @TempDir
    private Path folder = Path.of("");

    private Program.Ended run(String... args) throws IOException, InterruptedException {
        var jar = War.filtersJar().toAbsolutePath().toString();
        var arguments = Stream.concat(Stream.of("-jar", jar), Stream.of(args)).toArray(String[]::new);
        return Program.java().end(folder, END, arguments);
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("policy.json"), text);
    }

    @Test
    void printsThePolicyAsUnderstood() throws Exception {
        write("""
                {
                  "$schema": "https://example.com/policy.schema.json",
                  "cors": { "allowedOrigins": ["https://app.example.com"] },
                  "rateLimit": {
                    "rules": [{ "name": "account", "match": ["GET /search/*"], "by": "apiKey", "limits": ["1000/hour"] }]
                  }
                }
                """);

        var run = run("check", "policy.json");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out().lines())
                .contains(
                        "  allowedOrigins: https://app.example.com",
                        "  rule account",
                        "    limit 1000/hour: never more than 1000 in any 1h; capacity comes back at most 3m late");
    }

    @Test
    void printsEveryProblemOfBothSections() throws Exception {
        write("""
                {
                  "cors": { "allowedOrigins": ["https://app.example.com/"] },
                  "rateLimit": { "limits": ["1000 per hour"] }
                }
                """);

        var run = run("check", "policy.json");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .containsExactly(
                        "The CORS policy has one problem:",
                        "policy.json:2:32 (/cors/allowedOrigins/0): 'https://app.example.com/' ends with a slash;"
                                + " an origin does not [origin.trailing-slash]",
                        "    fix: write https://app.example.com",
                        "The rate limit policy has one problem:",
                        "policy.json:3:29 (/rateLimit/limits/0): '1000 per hour' is not a limit: it has no slash"
                                + " [limit.syntax]",
                        "    fix: write 1000/hour");
    }

    @Test
    void printsItsUsage() throws Exception {
        for (var args : new String[][] {{}, {"--help"}, {"check"}, {"--check", "policy.json"}}) {
            var run = run(args);

            assertThat(run.status()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("usage: java -jar filter-core-all.jar check POLICY.json\n");
        }
    }
}
