package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * That libraries which retry by themselves recover from a refusal by what our headers tell them. Each sends four
 * requests where three may go in two seconds, and nobody tells it how to wait.
 */
@Execution(ExecutionMode.CONCURRENT)
final class RetryingClientsIT {

    private static final Path CLIENTS =
            Path.of(System.getProperty("gatehouse.root")).resolve("src-it/src/test/resources/retrying");

    @TempDir
    private Path folder = Path.of("");

    private @Nullable ExampleProcess example;

    @BeforeEach
    void start() throws Exception {
        example = Recipe.startWith(folder, "rolling-window-per-key", "100/minute", "3/2s");
    }

    @AfterEach
    void stop() {
        server().close();
    }

    private ExampleProcess server() {
        return Objects.requireNonNull(example);
    }

    private String url() throws IOException {
        return "http://127.0.0.1:" + server().port();
    }

    /** It goes by {@code X-RateLimit-Remaining} and {@code X-RateLimit-Reset}. */
    @Test
    void octokit() throws Exception {
        var client = Files.createDirectory(folder.resolve("octokit"));
        for (var name : new String[] {"octokit.mjs", "package.json", "package-lock.json"}) {
            Files.copy(CLIENTS.resolve(name), client.resolve(name));
        }
        Program.NPM.run(client, "ci", "--no-audit", "--no-fund", "--ignore-scripts");

        var lines = Program.NODE.run(client, "octokit.mjs", url(), "octokit");

        assertThat(lines).hasSize(5);
        assertThat(lines.subList(0, 3)).containsOnly("200");
        assertThat(lines.get(3)).matches("waits [1-4]");
        assertThat(lines.get(4)).isEqualTo("200");
    }

    /** It goes by {@code Retry-After}. */
    @Test
    void urllib3() throws Exception {
        var lines = Program.PYTHON.run(CLIENTS, "urllib3_client.py", url() + "/courses", "urllib3");

        assertThat(lines).containsExactly("200 after []", "200 after []", "200 after []", "200 after [429]");
    }

    /** It goes by {@code Retry-After}. */
    @Test
    void apacheHttpClient() throws Exception {
        try (var client = HttpClients.createDefault()) {
            for (var i = 0; i < 4; i++) {
                var get = new HttpGet(url() + "/courses");
                get.setHeader("X-API-Key", "apache");
                var since = System.nanoTime();

                var status = client.execute(get, answer -> answer.getCode());

                assertThat(status).isEqualTo(200);
                var waited = (System.nanoTime() - since) / 1_000_000;
                assertThat(i < 3 || waited >= 900)
                        .as("it waited %d ms before answer %d", waited, i)
                        .isTrue();
            }
        }
    }
}
