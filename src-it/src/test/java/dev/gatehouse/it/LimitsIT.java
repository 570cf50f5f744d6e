package dev.gatehouse.it;

import static java.time.temporal.TemporalAdjusters.firstDayOfNextMonth;
import static java.time.temporal.TemporalAdjusters.firstDayOfNextYear;
import static java.time.temporal.TemporalAdjusters.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.ratelimit.RateLimitFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits that are more than so many in so long: penalties, requests at once, windows of the calendar. */
@Execution(ExecutionMode.CONCURRENT)
final class LimitsIT {

    private static final long SECONDS = 20;

    @TempDir
    private Path folder;

    /** Answers when it is let: at once with its own thread, or asynchronously where the query says so. */
    private static final class Held extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient CountDownLatch arrived = new CountDownLatch(2);
        private final transient CountDownLatch released = new CountDownLatch(1);

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            if (request.getQueryString() == null) {
                answerWhenReleased(response);
                return;
            }
            var async = request.startAsync();
            async.start(() -> {
                answerWhenReleased(response);
                async.complete();
            });
        }

        private void answerWhenReleased(HttpServletResponse response) {
            arrived.countDown();
            try {
                if (released.await(SECONDS, TimeUnit.SECONDS)) {
                    response.getWriter().print("done");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Throws, or never answers where the query says so. */
    private static final class Failing extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            if (request.getQueryString() == null) {
                throw new IllegalStateException("as it does");
            }
            request.startAsync().setTimeout(50);
        }
    }

    /** Returns an application behind a rate limit with these rules. */
    private ServletContextHandler behind(String rules) throws IOException {
        var policy =
                Files.writeString(folder.resolve("policy.json"), "{ \"rateLimit\": { \"rules\": [ " + rules + " ] } }");
        var filter = new FilterHolder(RateLimitFilter.class);
        filter.setName("rateLimit");
        filter.setInitParameter("policyFile", policy.toString());
        filter.setAsyncSupported(true);
        var context = new ServletContextHandler("/");
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        return context;
    }

    @Test
    void locksOutWhoeverGuessesPasswordsAndNobodyElse() throws Exception {
        var policy = Files.writeString(folder.resolve("policy.json"), """
                {
                  "cors": { "allowedOrigins": ["https://app.example.com"] },
                  "rateLimit": {
                    "identity": { "address": { "trustedProxies": ["127.0.0.1"] } },
                    "rules": [
                      { "name": "logins", "match": ["POST /login"], "limits": ["3/2s"], "count": "failures",
                        "penalty": { "after": 3, "within": "1m", "for": "6s" } } ]
                  }
                }
                """);
        try (var example = ExampleProcess.startAndListen(
                folder, "--port", "0", "--other-port", "0", "--policy", policy.toString())) {
            var client = new Client(example.port());
            for (var n = 0; n < 6; n++) {
                assertThat(login(client, "192.0.2.1", "open-sesame").status()).isEqualTo(200);
            }

            var refused = 0;
            var last = login(client, "192.0.2.2", "guess-0");
            assertThat(last.status()).isEqualTo(401);
            for (var n = 1; n < 100 && refused < 3; n++) {
                last = login(client, "192.0.2.2", "guess-" + n);
                assertThat(last.status()).isIn(401, 429);
                refused += last.status() == 429 ? 1 : 0;
                if (last.status() == 429 && refused < 3) {
                    assertThat(retryAfter(last)).as("of the limit").isBetween(1L, 3L);
                }
            }
            assertThat(last.status()).isEqualTo(429);
            assertThat(retryAfter(last)).as("of the penalty").isEqualTo(6);
            var end = Long.parseLong(last.value("X-RateLimit-Reset"));
            assertThat(end).isBetween(now() + 4, now() + 7);

            Thread.sleep(2_500);
            var right = login(client, "192.0.2.2", "open-sesame");
            assertThat(right.status())
                    .as("there is room, but there is the penalty")
                    .isEqualTo(429);
            assertThat(retryAfter(right)).isBetween(1L, 4L);
            assertThat(Long.parseLong(right.value("X-RateLimit-Reset")))
                    .as("asking makes it no longer")
                    .isBetween(end - 1, end + 1);
            assertThat(login(client, "192.0.2.3", "guess").status()).isEqualTo(401);
            assertThat(client.send("GET /courses", "X-Forwarded-For: 192.0.2.2").status())
                    .isEqualTo(200);

            Thread.sleep(retryAfter(right) * 1000);
            var after = login(client, "192.0.2.2", "open-sesame");
            assertThat(after.status()).isEqualTo(200);
            assertThat(after.value("X-RateLimit-Remaining")).isEqualTo("2");
        }
    }

    private static Answer login(Client client, String address, String password) throws IOException {
        var body = "{\"user\":\"ada\",\"password\":\"" + password + "\"}";
        return client.send(new Client.Request(
                "POST /login",
                List.of(
                        "X-Forwarded-For: " + address,
                        "Content-Type: application/json",
                        "Content-Length: " + body.length()),
                body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /held", "GET /held?later"})
    void letsSoManyRequestsOfACallerBeUnderWayAtOnce(String request) throws Exception {
        var held = new Held();
        var context = behind("{ \"name\": \"reports\", \"by\": \"apiKey\", \"limits\": [{ \"concurrent\": 2 }] }");
        context.addServlet(new ServletHolder("held", held), "/held");
        try (var server = new EmbeddedServer(context)) {
            var caller = new Caller(new Client(server.port()), "X-API-Key: one");
            var first = CompletableFuture.supplyAsync(() -> sent(caller, request));
            var second = CompletableFuture.supplyAsync(() -> sent(caller, request));
            assertThat(held.arrived.await(SECONDS, TimeUnit.SECONDS)).isTrue();

            var third = caller.send("GET /courses");
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.headersOf("x-ratelimit-limit", "x-ratelimit-remaining", "ratelimit", "retry-after"))
                    .containsExactlyInAnyOrder(
                            "X-RateLimit-Limit: 2",
                            "X-RateLimit-Remaining: 0",
                            "RateLimit-Policy: \"reports:2 at once\";q=2;qu=\"concurrent-requests\"",
                            "RateLimit: \"reports:2 at once\";r=0;t=1",
                            "Retry-After: 1");
            assertThat(caller.client().send("GET /courses", "X-API-Key: two").status())
                    .isEqualTo(200);

            held.released.countDown();
            for (var answer : List.of(first, second)) {
                assertThat(answer.get(SECONDS, TimeUnit.SECONDS).status()).isEqualTo(200);
                assertThat(answer.get(SECONDS, TimeUnit.SECONDS).body()).contains("done");
            }
            assertHoldsNothing(caller, "\"reports:2 at once\";r=1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /failing", "GET /failing?later"})
    void holdsNothingForRequestsThatFail(String request) throws Exception {
        var context = behind("{ \"name\": \"reports\", \"by\": \"apiKey\", \"limits\": [{ \"concurrent\": 3 }] }");
        context.addServlet(new ServletHolder("failing", new Failing()), "/failing");
        try (var server = new EmbeddedServer(context)) {
            var caller = new Caller(new Client(server.port()), "X-API-Key: one");
            for (var n = 0; n < 5; n++) {
                assertThat(caller.send(request).status()).isEqualTo(500);
            }
            assertHoldsNothing(caller, "\"reports:3 at once\";r=2");
        }
    }

    /** An answer may be read a moment before the filter is told that it is done. */
    private static void assertHoldsNothing(Caller caller, String left) throws Exception {
        Await.until(
                "room for others",
                () -> caller.send("GET /courses").headersOf("ratelimit:"),
                List.of("RateLimit: " + left)::equals);
    }

    @ParameterizedTest
    @CsvSource({
        "hour, Asia/Kolkata",
        "day, Pacific/Auckland",
        "week, America/New_York",
        "month, Europe/Berlin",
        "year, UTC"
    })
    void endsAWindowOfTheCalendarWhereItsZoneSaysSo(String window, String zone) throws Exception {
        var rule = """
                { "name": "a", "limits": [{ "requests": 2, "window": "%s", "algorithm": "fixed-window",
                    "align": "calendar", "zone": "%s" }] }
                """.formatted(window, zone);
        try (var server = new EmbeddedServer(behind(rule))) {
            var end = endOf(window, zone);
            if (end - now() < 5) {
                Thread.sleep((end - now()) * 1000);
                end = endOf(window, zone);
            }
            var client = new Client(server.port());
            var first = client.send("GET /courses");
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.value("X-RateLimit-Reset")).isEqualTo(Long.toString(end));
            assertThat(first.value("RateLimit-Policy")).isEqualTo("\"a:2/" + window + "\";q=2");
            assertThat(client.send("GET /courses").value("X-RateLimit-Remaining"))
                    .isEqualTo("0");

            var before = now();
            var refused = client.send("GET /courses");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(retryAfter(refused)).isBetween(end - now(), end - before);
            assertThat(refused.value("X-RateLimit-Reset")).isEqualTo(Long.toString(end));
        }
    }

    /** Returns when the window ends that is now. */
    private static long endOf(String window, String zone) {
        var hour = ZonedDateTime.now(ZoneId.of(zone)).truncatedTo(ChronoUnit.HOURS);
        var day = hour.toLocalDate();
        var end = switch (window) {
            case "hour" -> hour.plusHours(1);
            case "day" -> day.plusDays(1).atStartOfDay(hour.getZone());
            case "week" -> day.with(next(DayOfWeek.MONDAY)).atStartOfDay(hour.getZone());
            case "month" -> day.with(firstDayOfNextMonth()).atStartOfDay(hour.getZone());
            default -> day.with(firstDayOfNextYear()).atStartOfDay(hour.getZone());
        };
        return end.toEpochSecond();
    }

    private static Answer sent(Caller caller, String request) {
        try {
            return caller.send(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long retryAfter(Answer answer) {
        return Long.parseLong(answer.value("Retry-After"));
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
