package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * That the policy files of {@code docs/recipes} do to the letter what the APIs that they are taken from tell their
 * users. The limits are as they are there, unless a test says otherwise.
 */
@Execution(ExecutionMode.CONCURRENT)
final class RecipesIT {

    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    /** A path that is counted, and answered in a few bytes. */
    private static final String ANY = "GET /health";

    @TempDir
    private Path folder;

    @Test
    void rollingWindowPerKey() throws Exception {
        try (var example = Recipe.start(folder, "rolling-window-per-key")) {
            assertThatThePageCanCall(Caller.of(example, "page"));
            var caller = Caller.of(example, "one");
            var start = now();
            var first = caller.send(ANY);
            assertAdmitted(first, 100, 99);
            assertThat(reset(first)).isBetween(start + 60, now() + 64);

            assertThat(caller.sendMany(ANY, 98)).isEqualTo(98);
            assertAdmitted(caller.send(ANY), 100, 0);
            var refused = caller.send("GET /courses");
            assertRefused(
                    refused,
                    100,
                    "\\{\"error\":\"rate_limited\","
                            + "\"message\":\"Rate limit exceeded. Please retry after the indicated time.\"}");
            assertThat(retryAfter(refused)).isBetween(start + 60 - now(), 63L);
            assertShown(refused);

            assertThat(caller.client().send(ANY, "Authorization: Bearer one").status())
                    .as("the same key as a bearer")
                    .isEqualTo(429);
            assertAdmitted(Caller.of(example, "two").send(ANY), 100, 99);
        }
    }

    @ParameterizedTest
    @CsvSource({"standard, 100", "professional, 1000", "enterprise, 10000"})
    void planTiers(String plan, int limit) throws Exception {
        var written = "\"defaultPlan\": \"standard\"";
        try (var example = Recipe.startWith(folder, "plan-tiers", written, written.replace("standard", plan))) {
            var caller = Caller.of(example, "one");
            waitForMostOfAMinute(limit / 1000 + 10);
            assertThatThePageCanCall(Caller.of(example, "page"));
            var end = (now() / 60 + 1) * 60;
            var first = caller.send(ANY);
            assertAdmitted(first, limit, limit - 1);
            assertThat(reset(first)).isEqualTo(end);

            assertThat(caller.sendMany(ANY, limit - 2)).isEqualTo(limit - 2);
            assertAdmitted(caller.send(ANY), limit, 0);
            var body = "\\{\"code\":\"RATE_LIMITED\",\"message\":\"Rate limit exceeded\",\"request_id\":\"req_%s\"}";
            var refused = caller.send("GET /courses");
            assertRefused(refused, limit, body.formatted(UUID));
            assertThat(reset(refused)).isEqualTo(end);
            var named = caller.send(ANY, "X-Request-Id: abc123");
            assertRefused(named, limit, body.formatted("abc123"));
            if (limit == 100) {
                assertShown(named);
            }

            assertAdmitted(Caller.of(example, "two").send(ANY), limit, limit - 1);
        }
    }

    /** The file as it is, with its file of keys beside it. */
    @ParameterizedTest
    @CsvSource({
        "plan-tiers, standard, 100",
        "plan-tiers, professional, 1000",
        "plan-tiers, enterprise, 10000",
        "school-platform, professional, 1000",
        "school-platform, enterprise, 10000"
    })
    void knowsThePlansOfKeys(String recipe, String plan, int limit) throws Exception {
        try (var example = Recipe.start(folder, recipe)) {
            waitForMostOfAMinute(10);
            assertAdmitted(Caller.of(example, "demo-" + plan).send(ANY), limit, limit - 1);
            var leastLimit = recipe.equals("plan-tiers") ? 100 : 1000;
            assertAdmitted(Caller.of(example, "made up").send(ANY), leastLimit, leastLimit - 1);
            assertAdmitted(Caller.of(example, "made up, too").send(ANY), leastLimit, leastLimit - 2);
        }
    }

    @Test
    void perAddress() throws Exception {
        try (var example = Recipe.start(folder, "per-address")) {
            var caller = Caller.of(example, "one");
            waitForMostOfAMinute(10);
            var end = (now() / 60 + 1) * 60;
            var first = caller.send(ANY);
            assertAdmitted(first, 200, 199);
            assertThat(reset(first)).isEqualTo(end);
            assertAdmitted(Caller.of(example, "two").send("GET /courses"), 200, 198);
            assertThatThePageCanCall(caller);

            assertThat(caller.sendMany(ANY, 196)).isEqualTo(196);
            var refused = Caller.of(example, "three").send("GET /search/courses?q=a");
            assertRefused(
                    refused,
                    200,
                    "\\{\"error\":\"Rate limit exceeded. Please retry after " + retryAfter(refused) + " seconds.\"}");
            assertThat(reset(refused)).isEqualTo(end);
            assertThat(end - retryAfter(refused)).isBetween(now() - 2, now());
            assertShown(refused);
        }
    }

    @Test
    void burstAndHourly() throws Exception {
        try (var example = Recipe.start(folder, "burst-and-hourly")) {
            assertThatThePageCanCall(Caller.of(example, "page"));
            var caller = Caller.of(example, "one");
            var start = now();
            var first = caller.send(ANY);
            assertAdmitted(first, 1000, 999);
            assertThat(reset(first)).isBetween(start + 3600, now() + 3781);

            assertThat(caller.sendMany(ANY, 98)).isEqualTo(98);
            assertAdmitted(caller.send(ANY), 1000, 900);
            var refused = caller.send("GET /courses");
            assertRefused(refused, 100, lateBody(100, refused));
            assertThat(reset(refused)).isBetween(start + 60, now() + 64);
            assertThat(retryAfter(refused)).isBetween(start + 60 - now(), 63L);

            assertAdmitted(Caller.of(example, "two").send(ANY), 1000, 999);
        }
    }

    @Test
    void burstAndHourlyWhenTheHourIsUsedUp() throws Exception {
        try (var example = Recipe.startWith(folder, "burst-and-hourly", "\"100/minute\"", "\"999/1s\"")) {
            var caller = Caller.of(example, "one");
            var start = now();
            assertThat(caller.sendMany(ANY, 999)).isEqualTo(999);
            Thread.sleep(1100);
            assertAdmitted(caller.send(ANY), 1000, 0);

            var refused = caller.send("GET /courses");
            assertRefused(refused, 1000, lateBody(1000, refused));
            assertThat(reset(refused)).isBetween(start + 3600, now() + 3781);
            assertThat(retryAfter(refused)).isBetween(start + 3600 - now(), 3780L);
            assertShown(refused);
        }
    }

    /** The body whose times are those of the headers. */
    private static String lateBody(int limit, Answer refused) {
        var timestamp = refused.body().replaceFirst(".*\"timestamp\":\"([^\"]*)\".*", "$1");
        assertThat(Instant.parse(timestamp).getEpochSecond()).isBetween(now() - 2, now());
        return ("\\{\"error\":\\{\"code\":\"RATE_LIMIT_EXCEEDED\","
                        + "\"message\":\"Rate limit exceeded. Please try again later.\","
                        + "\"details\":\\{\"limit\":%d,\"remaining\":0,\"resetAt\":\"%s\"}},"
                        + "\"meta\":\\{\"requestId\":\"%s\",\"timestamp\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\"}}")
                .formatted(limit, Instant.ofEpochSecond(reset(refused)), UUID);
    }

    @Test
    void schoolPlatformForEnterprises() throws Exception {
        var written = "\"defaultPlan\": \"professional\"";
        try (var example =
                Recipe.startWith(folder, "school-platform", written, written.replace("professional", "enterprise"))) {
            assertThatBurstsEnd(example, 10000, 500);
        }
    }

    private static void assertThatBurstsEnd(ExampleProcess example, int hourly, int burst) throws IOException {
        var caller = Caller.of(example, "one");
        var start = now();
        var first = caller.send(ANY);
        assertAdmitted(first, hourly, hourly - 1);
        assertThat(reset(first)).isBetween(start + 3600, now() + 3781);

        // The bucket fills up again meanwhile, so more than these may be admitted.
        var admitted = 1 + caller.sendMany(ANY, burst - 1);
        assertThat(admitted).isEqualTo(burst);
        var refused = caller.send(ANY);
        while (refused.status() != 429) {
            admitted++;
            refused = caller.send(ANY);
        }
        assertThat((long) admitted).isLessThanOrEqualTo(burst + (now() + 1 - start) * burst / 60 + 1);
        assertRefused(refused, burst, schoolBody(1));
        assertThat(retryAfter(refused)).isEqualTo(1);

        assertAdmitted(Caller.of(example, "two").send(ANY), hourly, hourly - 1);
    }

    @Test
    void schoolPlatformWhenTheHourIsUsedUp() throws Exception {
        try (var example = Recipe.startWith(
                folder,
                "school-platform",
                "\"requests\": 100, \"window\": \"1m\"",
                "\"requests\": 999, \"window\": \"1s\"")) {
            var caller = Caller.of(example, "one");
            var start = now();
            assertThat(caller.sendMany(ANY, 999)).isEqualTo(999);
            Thread.sleep(1100);
            assertAdmitted(caller.send(ANY), 1000, 0);

            var refused = caller.send("GET /courses");
            assertRefused(refused, 1000, schoolBody(retryAfter(refused)));
            assertThat(reset(refused)).isBetween(start + 3600, now() + 3781);
            assertThat(retryAfter(refused)).isBetween(start + 3600 - now(), 3780L);
            assertShown(refused);
        }
    }

    @Test
    void schoolPlatform() throws Exception {
        try (var example = Recipe.startWith(folder, "school-platform")) {
            assertThatThePageCanCall(Caller.of(example, "page"));
            assertThatBurstsEnd(example, 1000, 100);

            var exporter = Caller.of(example, "exporter");
            assertAdmitted(exporter.send("POST /courses/1/export"), 1000, 999);
            assertThat(exporter.sendMany("POST /courses/2/export", 9)).isEqualTo(9);
            assertEndpointRefused(exporter.send("POST /courses/3/export"), 10);
            assertThat(exporter.sendMany("POST /courses/1/export", 5)).isZero();
            assertAdmitted(exporter.send("GET /courses/1"), 1000, 989);
            assertAdmitted(Caller.of(example, "another").send("POST /courses/1/export"), 1000, 999);

            var writer = Caller.of(example, "writer");
            var hundredAndOne = "[" + "{},".repeat(100) + "{}]";
            assertThat(writer.statusOf("POST /students/bulk", hundredAndOne))
                    .as("101 records, charged nothing")
                    .isEqualTo(413);
            assertThat(writer.sendMany("POST /students/bulk", 12, "[{\"name\":\"Ada\",\"email\":\"a@b\"}]"))
                    .isEqualTo(12);
            assertThat(writer.sendMany("POST /enrollments/bulk", 9, "[{\"courseId\":1,\"studentId\":1}]"))
                    .isEqualTo(8);
            assertEndpointRefused(writer.send("POST /students/bulk"), 20);
            assertEndpointRefused(writer.send("POST /enrollments/bulk"), 20);
            assertAdmitted(writer.send("GET /students"), 1000, 979);

            var searcher = Caller.of(example, "searcher");
            assertThat(searcher.sendMany("GET /search/courses?q=a", 60)).isEqualTo(60);
            assertThat(searcher.sendMany("GET /search/students?q=a", 40)).isEqualTo(40);
            assertEndpointRefused(searcher.send("GET /search/courses?q=a"), 100);
            // Until the burst has room for one again.
            Thread.sleep(1000);
            assertAdmitted(searcher.send("GET /courses"), 1000, 899);
        }
    }

    private static void assertEndpointRefused(Answer refused, int limit) {
        assertRefused(refused, limit, schoolBody(retryAfter(refused)));
        assertThat(retryAfter(refused)).isBetween(3500L, 3780L);
        assertThat(reset(refused)).isBetween(now() + 3500, now() + 3781);
    }

    private static String schoolBody(long retryAfter) {
        return ("\\{\"error\":\\{\"code\":\"rate_limit_exceeded\","
                        + "\"message\":\"API rate limit exceeded. Please retry after %1$d seconds.\","
                        + "\"retry_after\":%1$d}}")
                .formatted(retryAfter);
    }

    /** That the example's page can call the API and read the headers, and is charged for two requests only. */
    private static void assertThatThePageCanCall(Caller caller) throws IOException {
        var origin = "Origin: http://localhost:8081";
        var first = remaining(caller.send(ANY, origin));

        for (var header : List.of("x-api-key", "authorization", "content-type")) {
            var preflight = caller.send(
                    "OPTIONS /courses",
                    origin,
                    "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: " + header);
            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.headersOf("x-ratelimit")).isEmpty();
        }
        var stranger = caller.send(ANY, "Origin: http://localhost:3000");
        assertThat(stranger.headersOf("access-control-")).isEmpty();
        assertThat(caller.send("GET /").headersOf("x-ratelimit")).isEmpty();

        var second = caller.send(ANY, origin);
        assertThat(remaining(second)).isEqualTo(first - 1);
        assertThat(second.headers())
                .contains("Access-Control-Allow-Origin: http://localhost:8081", FiltersContract.EXPOSED);
    }

    private static void assertAdmitted(Answer answer, int limit, int remaining) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headersOf("x-ratelimit", "ratelimit", "retry-after"))
                .containsExactly(
                        "X-RateLimit-Limit: " + limit,
                        "X-RateLimit-Remaining: " + remaining,
                        "X-RateLimit-Reset: " + reset(answer));
    }

    private static void assertRefused(Answer answer, int limit, String body) {
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.headersBut("date:", "server:", "connection:", "vary:"))
                .containsExactly(
                        "X-RateLimit-Limit: " + limit,
                        "X-RateLimit-Remaining: 0",
                        "X-RateLimit-Reset: " + reset(answer),
                        "Retry-After: " + retryAfter(answer),
                        "Cache-Control: no-store",
                        "Content-Type: application/json",
                        "Content-Length: " + answer.body().length());
        assertThat(answer.body()).matches(body);
    }

    /** That the page on recipes shows such an answer; only what time decides may be other than there. */
    private static void assertShown(Answer refused) throws IOException {
        var page = Files.readString(Recipe.FOLDER.resolveSibling("recipes.md"));
        var shown = "```text\nHTTP/1.1 429 Too Many Requests\n"
                + String.join("\n", refused.headersBut("date:", "server:", "connection:", "vary:"))
                + "\n\n" + refused.body() + "\n```\n";
        assertThat(withoutTimes(page)).contains(withoutTimes(shown));
    }

    private static String withoutTimes(String text) {
        return text.replaceAll(UUID, "UUID")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "TIME")
                .replaceAll("Reset: \\d{10}", "Reset: TIME")
                .replaceAll("(Retry-After: |[Rr]etry[_ ]after(\":)? ?)\\d+", "$1SECONDS")
                // It goes with the digits of the seconds; that it is right is checked with the answer.
                .replaceAll("Content-Length: \\d+", "Content-Length: LENGTH");
    }

    private static long reset(Answer answer) {
        return Long.parseLong(answer.value("X-RateLimit-Reset"));
    }

    private static long retryAfter(Answer answer) {
        return Long.parseLong(answer.value("Retry-After"));
    }

    private static int remaining(Answer answer) {
        return Integer.parseInt(answer.value("X-RateLimit-Remaining"));
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    /** Waits until no window of a minute ends in the next seconds. */
    private static void waitForMostOfAMinute(int seconds) throws InterruptedException {
        var left = 60 - now() % 60;
        if (left < seconds) {
            Thread.sleep(left * 1000);
        }
    }
}
