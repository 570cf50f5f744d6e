package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * That clients which do what an API's description tells them recover from a recipe's limits, by waiting as they were
 * told. The clients are JavaScript and Python; the windows are of seconds.
 */
@Execution(ExecutionMode.CONCURRENT)
final class RecipeClientsIT {

    private static final Path CLIENTS =
            Path.of(System.getProperty("gatehouse.root")).resolve("src-it/src/test/resources/clients");
    private static final String SHORT = "\"requests\": 3, \"window\": \"2s\"";

    @TempDir
    private Path folder;

    private @Nullable ExampleProcess example;

    /**
     * What a client got.
     *
     * @param at when it asked, in milliseconds
     * @param retryAfter in seconds, or {@code -}
     * @param reset in Unix seconds
     */
    private record Got(long at, int status, String retryAfter, long reset) {

        static Got parse(String line) {
            var parts = line.split(" ", -1);
            return new Got(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), parts[2], Long.parseLong(parts[3]));
        }

        long retryAfterMillis() {
            return Long.parseLong(retryAfter) * 1000;
        }
    }

    /** What a client printed: the answers that it got, and what it made of the last one's headers. */
    private record Run(List<Got> got, String monitor) {

        static Run of(List<String> lines) {
            assertThat(lines).as("what the client printed").hasSizeGreaterThan(1);
            var last = lines.size() - 1;
            return new Run(lines.subList(0, last).stream().map(Got::parse).toList(), lines.get(last));
        }
    }

    @AfterEach
    void stop() {
        if (example != null) {
            example.close();
        }
    }

    @Test
    void rollingWindowPerKey() throws Exception {
        var server = start("rolling-window-per-key", "100/minute", "3/2s");

        assertThatRefusalsAreNotCharged(server);
        assertWaitsForRetryAfter(node(server, "rolling-window-per-key", "/courses"), "slow down");
    }

    @Test
    void planTiers() throws Exception {
        var server = start("plan-tiers", "\"requests\": 100, \"window\": \"1m\"", SHORT);

        assertThatRefusalsAreNotCharged(server);
        assertWaitsForReset(node(server, "plan-tiers", "/courses"), "2 remaining");
    }

    @Test
    void planTiersInPython() throws Exception {
        var server = start("plan-tiers", "\"requests\": 100, \"window\": \"1m\"", SHORT);

        assertWaitsForReset(python(server, "plan-tiers", "/login"), "2 remaining");
    }

    @Test
    void perAddress() throws Exception {
        var server = start(
                "per-address",
                "\"rateLimit\": {",
                "\"rateLimit\": { \"identity\": { \"address\": { \"trustedProxies\": [\"127.0.0.1\"] } },",
                "\"requests\": 200, \"window\": \"1m\"",
                SHORT);

        assertThatRefusalsAreNotCharged(server);
        for (var address : List.of("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4")) {
            var other = new Client(server.port()).send("GET /health", "X-Forwarded-For: " + address);
            assertThat(other.value("X-RateLimit-Remaining")).as(address).isEqualTo("2");
        }
        assertWaitsForRetryAfter(node(server, "per-address", "/courses"), "slow down");
    }

    @Test
    void burstAndHourly() throws Exception {
        var server = start(
                "burst-and-hourly",
                "\"1000/hour\", \"100/minute\"",
                "\"5/4s\", \"3/2s\"",
                "account:1000/hour",
                "account:5/4s");

        assertThatRefusalsAreNotCharged(server);
        assertWaitsForReset(node(server, "burst-and-hourly", "/courses"), "Used [45] of 5 requests");
    }

    @Test
    void schoolPlatform() throws Exception {
        var server = start(
                "school-platform",
                "[\"1000/hour\"",
                "[\"5/4s\"",
                "[\"10000/hour\"",
                "[\"50/4s\"",
                "\"requests\": 100, \"window\": \"1m\"",
                SHORT,
                "account:1000/hour",
                "account:5/4s");

        assertThatRefusalsAreNotCharged(server);
        assertWaitsForRetryAfter(
                node(server, "school-platform", "/courses"), "API rate limit usage at (80.0 %|100.0 %, slow down)");
    }

    private ExampleProcess start(String recipe, String... changes) throws Exception {
        var started = Recipe.startWith(folder, recipe, changes);
        example = started;
        return started;
    }

    private static void assertWaitsForRetryAfter(Run run, String monitor) {
        assertThat(run.got()).extracting(Got::status).containsExactly(429, 200);
        var refused = run.got().get(0);
        assertThat(run.got().get(1).at() - refused.at()).isGreaterThanOrEqualTo(refused.retryAfterMillis() - 1);
        assertThat(run.monitor()).matches(monitor);
    }

    private static void assertWaitsForReset(Run run, String monitor) {
        // A timer may go off a millisecond early, at the very end of a window; these clients then ask again.
        assertThat(run.got()).extracting(Got::status).startsWith(429).endsWith(200);
        assertThat(run.got()).hasSizeBetween(2, 3);
        var refused = run.got().get(0);
        assertThat(run.got().get(run.got().size() - 1).at()).isGreaterThanOrEqualTo(refused.reset() * 1000 - 5);
        assertThat(run.monitor()).matches(monitor);
    }

    /** One who goes on asking while it is refused is admitted as soon as it was told at first. */
    private static void assertThatRefusalsAreNotCharged(ExampleProcess server) throws Exception {
        var client = new Client(server.port());
        var key = "X-API-Key: hammer";
        // Once more if a window ended between the first and the last.
        for (var round = 0; round < 3; round++) {
            var first = client.send("GET /health", key);
            while (first.status() == 200) {
                first = client.send("GET /health", key);
            }
            var since = System.nanoTime();
            var wait = Long.parseLong(first.value("Retry-After"));
            var others = new ArrayList<Integer>();
            for (var i = 0; i < 10; i++) {
                others.add(client.send("GET /health", key).status());
            }
            if (!others.contains(200)) {
                var asked = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
                Thread.sleep(Math.max(0, wait * 1000 - asked) + 1);
                assertThat(client.send("GET /health", key).status()).isEqualTo(200);
                return;
            }
        }
        assertThat(false).as("three windows ended at once").isTrue();
    }

    private static Run node(ExampleProcess server, String client, String path) throws Exception {
        return Run.of(Program.NODE.run(CLIENTS, "run.mjs", client, url(server, path), "client"));
    }

    private static Run python(ExampleProcess server, String client, String path) throws Exception {
        return Run.of(Program.PYTHON.run(CLIENTS, client + ".py", url(server, path), "client"));
    }

    private static String url(ExampleProcess server, String path) throws IOException {
        return "http://127.0.0.1:" + server.port() + path;
    }
}
