package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example server with a policy file from disk. */
final class ExampleServerPolicyIT extends FiltersContract {

    private static ExampleProcess example;
    private static int port;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        var policy = Files.write(folder.resolve("policy.json"), War.resource("gatehouse.json"));
        example = ExampleProcess.startAndListen(folder, "--port", "0", "--policy", policy.toString());
        port = example.port();
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Override
    int port() {
        return port;
    }

    @Override
    String path() {
        return "/courses";
    }

    @Test
    void saysWhichPolicyItGoesBy() throws IOException {
        assertThat(example.out()).matches("(?s).*\n  policy  \\S+policy\\.json\n.*");
        assertThat(example.err())
                .contains("CorsFilter 'cors': allowedOrigins=[https://app.example.com], ")
                .contains("RateLimitFilter 'rateLimit': 3/3s by apiKey; keys in X-API-Key or as a bearer; ")
                .contains("any API key is taken as its own caller, as none is known");
    }

    @Test
    void doesNotStartWithAPolicyThatCannotBeRightAndNamesEveryProblem(@TempDir Path folder) throws Exception {
        var policy = new String(War.resource("gatehouse.json"), UTF_8)
                .replace("\"allowedHeaders\"", "\"alowedHeaders\"")
                .replace("https://app.example.com", "https://app.example.com/")
                .replace("3/3s", "100/fortnight")
                .replace("apiKey", "ip");
        var file = Files.writeString(folder.resolve("bad.json"), policy);

        try (var bad = ExampleProcess.start(folder, "--port", "0", "--policy", file.toString())) {
            assertThat(bad.exitStatus()).isEqualTo(1);
            assertThat(bad.out()).isEmpty();
            assertThat(bad.err()).isEqualToNormalizingNewlines("""
                    The CORS policy has 2 problems:
                    bad.json:3:24 (/cors/allowedOrigins/0): 'https://app.example.com/' ends with a slash; an origin does not \
                    [origin.trailing-slash]
                        fix: write https://app.example.com
                    bad.json:4:5 (/cors/alowedHeaders): there is no setting 'alowedHeaders' [setting.unknown]
                        fix: write allowedHeaders

                    The rate limit policy has 2 problems:
                    bad.json:7:16 (/rateLimit/limits/0): '100/fortnight' is not a limit: there is no window 'fortnight' \
                    [limit.syntax]
                        fix: write 100/14d
                    bad.json:8:12 (/rateLimit/by/0): 'ip' is nothing to count by; there are apiKey, address, user, session, \
                    header:NAME, cookie:NAME, attribute:NAME, path, everyone [by.unknown]
                        fix: write address
                    """);
        }
    }

    @Test
    void doesNotStartWithoutItsPolicy(@TempDir Path folder) throws Exception {
        var none = folder.resolve("none.json").toString();

        try (var bad = ExampleProcess.start(folder, "--port", "0", "--policy", none)) {
            assertThat(bad.exitStatus()).isEqualTo(1);
            assertThat(bad.out()).isEmpty();
            assertThat(bad.err()).containsOnlyOnce("there is no such file").doesNotContain("\tat ");
        }
    }
}
