package dev.gatehouse.example;

import static dev.gatehouse.example.Client.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The filters in front of the example, with its own policies and with a file's. */
@Timeout(30) // A bad policy that is taken for good would run until it is stopped.
final class ExampleServerFiltersTest {

    private static ExampleServer server;
    private static Client client;
    private static String otherOrigin;

    @BeforeAll
    static void start() throws Exception {
        server = ExampleServer.start(Options.parse("--port", "0"));
        client = new Client(server.port());
        otherOrigin = "http://localhost:" + server.otherPort();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void tellsWhatIsLeft() throws Exception {
        var response = client.send("GET", "/courses", "", "X-API-Key", "tells");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "X-RateLimit-Limit")).isEqualTo("5");
        assertThat(header(response, "X-RateLimit-Remaining")).isEqualTo("4");
        assertThat(header(response, "X-RateLimit-Reset")).matches("\\d+");
        assertThat(header(response, "RateLimit-Policy")).contains(";q=5;w=10").contains(";q=20;w=60");
        assertThat(header(response, "RateLimit")).contains(";r=4").contains(";r=19");
        assertThat(header(response, "Vary")).contains("Origin");
    }

    @Test
    void tellsItAlsoOnErrorsAndAsynchronousAnswers() throws Exception {
        for (var path : new String[] {"/nope", "/courses/1/export"}) {
            var response = client.send("POST", path, "", "X-API-Key", "also " + path, "Origin", otherOrigin);

            assertThat(header(response, "X-RateLimit-Remaining")).isEqualTo("4");
            assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo(otherOrigin);
        }
    }

    @Test
    void refusesTheSixthInTenSeconds() throws Exception {
        for (var n = 0; n < 5; n++) {
            assertThat(client.send("GET", "/courses", "", "X-API-Key", "sixth").statusCode())
                    .isEqualTo(200);
        }

        var refused = client.send("GET", "/courses", "", "X-API-Key", "sixth", "Origin", otherOrigin);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(1, 11);
        assertThat(header(refused, "X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(header(refused, "Content-Type")).startsWith("application/json");
        assertThat(refused.body()).startsWith("{\"error\":{\"code\":\"rate_limited\"");
        // The page that caused it may read it.
        assertThat(header(refused, "Access-Control-Allow-Origin")).isEqualTo(otherOrigin);
        assertThat(header(refused, "Access-Control-Expose-Headers")).containsIgnoringCase("Retry-After");
        assertThat(client.send("GET", "/courses", "", "X-API-Key", "another").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/assets/app.js", "/assets/setting.json", "/health"})
    void countsNeitherThePageNorTheHealth(String path) throws Exception {
        for (var n = 0; n < 30; n++) {
            var response = client.send("GET", path, "");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().map()).doesNotContainKey("x-ratelimit-remaining");
        }
    }

    @Test
    void letsTheOtherOriginAskAndCountsNoPreflight() throws Exception {
        for (var n = 0; n < 30; n++) {
            var response = preflight(otherOrigin, "POST", "content-type,x-api-key");

            assertThat(response.statusCode()).isEqualTo(204);
            assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo(otherOrigin);
            assertThat(header(response, "Access-Control-Allow-Headers")).containsIgnoringCase("X-API-Key");
            assertThat(response.headers().map()).doesNotContainKey("x-ratelimit-remaining");
        }
    }

    @Test
    void refusesAThirdOrigin() throws Exception {
        var third = "http://127.0.0.1:" + server.otherPort();

        for (var response : new HttpResponse<?>[] {
            preflight(third, "POST", "x-api-key"),
            client.send("GET", "/courses", "", "X-API-Key", "third", "Origin", third)
        }) {
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
            assertThat(String.valueOf(response.body())).startsWith("{\"error\":{\"code\":\"");
        }
    }

    @Test
    void refusesAMethodThatThePolicyDoesNotName() throws Exception {
        assertThat(preflight(otherOrigin, "DELETE", "x-api-key").statusCode()).isEqualTo(403);
    }

    @Test
    void readsBothPoliciesFromTheExampleFile() throws Exception {
        try (var fromFile = ExampleServer.start(Options.parse("--port", "0", "--policy", "classpath:gatehouse.json"))) {
            var response = new Client(fromFile.port())
                    .send("GET", "/courses", "", "X-API-Key", "file", "Origin", "http://localhost:8081");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(header(response, "X-RateLimit-Remaining")).isEqualTo("4");
            assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("http://localhost:8081");
        }
    }

    @Test
    void printsTheReportOfABadPolicyAndNothingElse(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("bad.json"), """
                {
                  "cors": { "allowedOrigins": ["http://localhost:8081/"] },
                  "rateLimit": { "limits": ["5/10s"], "exemt": ["GET /health"] }
                }
                """);

        assertThat(report(file))
                .contains("bad.json:2:32 (/cors/allowedOrigins/0)", "fix: write http://localhost:8081")
                .contains("bad.json:3:", "exemt", "exempt")
                .doesNotContain("Exception", "\tat ");
    }

    @Test
    void saysOnceThatThePolicyIsMissing(@TempDir Path folder) throws Exception {
        var file = folder.resolve("none.json");

        assertThat(report(file)).containsOnlyOnce(": there is no such file").doesNotContain("Exception", "\tat ");
    }

    private static HttpResponse<String> preflight(String origin, String method, String headers)
            throws IOException, InterruptedException {
        return client.send(
                "OPTIONS",
                "/courses",
                "",
                "Origin",
                origin,
                "Access-Control-Request-Method",
                method,
                "Access-Control-Request-Headers",
                headers);
    }

    private static String report(Path policy) {
        var err = new ByteArrayOutputStream();
        var out = new ByteArrayOutputStream();

        var status = ExampleServer.run(
                new String[] {"--port", "0", "--policy", policy.toString()},
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(status).isEqualTo(1);
        assertThat(out.size()).isZero();
        return err.toString(StandardCharsets.UTF_8);
    }
}
