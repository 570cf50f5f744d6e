package dev.gatehouse.it;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A server that runs on while its policy file and its keys change, in each of the ways in which files do. Whoever waits
 * here for a policy asks as somebody whose requests do not count, or are counted apart.
 */
@Execution(ExecutionMode.CONCURRENT)
final class ReloadIT {

    private static final String CHANGED = "has changed, but the policy before stays in force until it changes again.";

    /** What stays while all else changes. */
    private static final int LIMIT = 1500;

    /** One rule, on top of which tests change one thing. */
    private static final String ACCOUNT = """
            {
              "rules": [ { "name": "account", "by": "apiKey", "limits": ["100/day", "5/hour"] } ]
            }""";

    private static final String KNOWN_KEYS = """
            {
              "identity": { "apiKey": { "keys": "keys.json", "unknown": "reject" } },
              "rules": [ { "name": "account", "by": "apiKey", "limits": ["100/hour"] } ]
            }""";

    @TempDir
    private Path folder;

    private static String policy(String rateLimit) {
        return policy("{ \"allowedOrigins\": [\"https://app.example.com\"] }", rateLimit);
    }

    private static String policy(String cors, String rateLimit) {
        return "{\n\"cors\": " + cors + ",\n\"rateLimit\": " + rateLimit + "\n}\n";
    }

    private Path write(String policy) throws IOException {
        return Files.writeString(folder.resolve("policy.json"), policy);
    }

    private ExampleProcess start(Path policy) throws Exception {
        return ExampleProcess.startAndListen(folder, "--port", "0", "--other-port", "0", "--policy", policy.toString());
    }

    @Test
    void takesAChangedLimitAndKeepsWhatIsUsedOfTheOneThatStays() throws Exception {
        try (var example = start(write(policy(ACCOUNT)))) {
            var caller = Caller.of(example, "one");
            assertThat(caller.sendMany("GET /health", 3)).isEqualTo(3);
            assertThat(left(caller.send("GET /health"))).isEqualTo("\"account:100/day\";r=96, \"account:5/hour\";r=1");

            write(policy(ACCOUNT.replace("5/hour", "8/hour")));
            awaitLimitOfOthers(example, "8/hour");

            var after = caller.send("GET /health");
            assertThat(left(after)).isEqualTo("\"account:100/day\";r=95, \"account:8/hour\";r=7");
            assertThat(after.value("X-RateLimit-Limit")).isEqualTo("8");
            assertThat(after.value("X-RateLimit-Remaining")).isEqualTo("7");
            assertThat(example.err()).doesNotContain(CHANGED);
            assertThat(example.stop()).as("it stops though it watches").isTrue();
        }
    }

    @Test
    void takesOtherExemptRequestsAndAnotherRefusal() throws Exception {
        var two = ACCOUNT.replace("\"100/day\", \"5/hour\"", "\"2/hour\"");
        try (var example = start(write(policy(two)))) {
            var caller = Caller.of(example, "one");
            assertThat(caller.sendMany("GET /courses/1", 2)).isEqualTo(2);
            var before = caller.send("GET /courses/1");
            assertThat(before.status()).isEqualTo(429);
            assertThat(before.body()).startsWith("{\"error\":{\"code\":\"rate_limited\",");

            write(policy(two.replace("} ]", """
                    } ],
                      "exempt": ["GET /courses/1"],
                      "refusal": { "status": 503, "body": { "slow": "down", "limit": "{limit}" } }""")));
            // One that is refused is charged nothing.
            var after = Await.until(
                    "the new refusal",
                    () -> caller.send("GET /courses/2"),
                    answer -> !answer.body().startsWith("{\"error\""));

            assertThat(after.status()).isEqualTo(503);
            assertThat(after.body()).isEqualTo("{\"slow\":\"down\",\"limit\":2}");
            assertThat(after.value("X-RateLimit-Remaining")).isEqualTo("0");
            var exempt = caller.send("GET /courses/1");
            assertThat(exempt.status()).isEqualTo(200);
            assertThat(exempt.headersOf("x-ratelimit", "ratelimit")).isEmpty();
        }
    }

    @Test
    void keepsThePolicyAsLongAsTheFileIsBadAndSaysWhyOnce() throws Exception {
        try (var example = start(write(policy(ACCOUNT)))) {
            var caller = Caller.of(example, "one");
            assertThat(caller.sendMany("GET /health", 2)).isEqualTo(2);

            write(policy(ACCOUNT).replace("[ {", "[ {,"));
            Await.until("both filters' warnings", () -> warnings(example).size(), size -> size >= 2);
            assertThat(left(caller.send("GET /health"))).isEqualTo("\"account:100/day\";r=97, \"account:5/hour\";r=2");

            write(policy(ACCOUNT.replace("5/hour", "5/fortnight")));
            Await.until("the third warning", () -> warnings(example).size(), size -> size >= 3);
            assertThat(left(caller.send("GET /health"))).isEqualTo("\"account:100/day\";r=96, \"account:5/hour\";r=1");

            write(policy(ACCOUNT.replace("5/hour", "9/hour")));
            awaitLimitOfOthers(example, "9/hour");
            assertThat(left(caller.send("GET /health"))).isEqualTo("\"account:100/day\";r=95, \"account:9/hour\";r=8");
            var notJson = "The %s policy has one problem:\n"
                    + "policy.json:4:15: this is not JSON: Unexpected character (',' (code 44)): was expecting"
                    + " double-quote to start field name [file.syntax]\n";
            assertThat(warnings(example))
                    .containsExactlyInAnyOrder(
                            "CorsFilter 'cors': policy.json " + CHANGED + " " + notJson.formatted("CORS"),
                            "RateLimitFilter 'rateLimit': policy.json " + CHANGED + " "
                                    + notJson.formatted("rate limit"),
                            "RateLimitFilter 'rateLimit': policy.json " + CHANGED + """
                                     The rate limit policy has one problem:
                                    policy.json:4:73 (/rateLimit/rules/0/limits/1): '5/fortnight' is not a limit: there is \
                                    no window 'fortnight' [limit.syntax]
                                        fix: write 5/14d
                                    """);
        }
    }

    @Test
    void takesAFileThatIsRenamedOverTheOther() throws Exception {
        var file = write(policy(ACCOUNT));
        try (var example = start(file)) {
            var next =
                    Files.writeString(folder.resolve("policy.json.new"), policy(ACCOUNT.replace("5/hour", "6/hour")));
            // As long and as old as the other: it is another file all the same.
            assertThat(Files.size(next)).isEqualTo(Files.size(file));
            Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
            Files.move(next, file, ATOMIC_MOVE, REPLACE_EXISTING);

            awaitLimitOfOthers(example, "6/hour");
            assertThat(example.err()).doesNotContain(CHANGED);
        }
    }

    /** Kubernetes mounts files as links through a link to a folder, and changes only that. */
    @Test
    void takesAFolderThatALinkIsSwappedTo() throws Exception {
        var before = Files.createDirectory(folder.resolve("..2024_1"));
        Files.writeString(before.resolve("policy.json"), policy(KNOWN_KEYS));
        KeyFile.write(before.resolve("keys.json"), "one");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2024_1"));
        Files.createSymbolicLink(folder.resolve("keys.json"), Path.of("..data", "keys.json"));
        var policy = Files.createSymbolicLink(folder.resolve("policy.json"), Path.of("..data", "policy.json"));
        try (var example = start(policy)) {
            var two = Caller.of(example, "two");
            assertThat(two.send("GET /health").status()).isEqualTo(401);
            assertThat(Caller.of(example, "one").send("GET /health").value("X-RateLimit-Remaining"))
                    .isEqualTo("99");

            var after = Files.createDirectory(folder.resolve("..2024_2"));
            Files.writeString(after.resolve("policy.json"), policy(KNOWN_KEYS.replace("100/hour", "70/hour")));
            KeyFile.write(after.resolve("keys.json"), "one", "two");
            Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2024_2"));
            Files.move(folder.resolve("..data_tmp"), folder.resolve("..data"), ATOMIC_MOVE, REPLACE_EXISTING);
            Files.delete(before.resolve("policy.json"));
            Files.delete(before.resolve("keys.json"));

            var first = Await.until(
                    "the key of the new folder", () -> two.send("GET /health"), answer -> answer.status() != 401);
            assertThat(first.value("X-RateLimit-Limit")).isEqualTo("70");
            assertThat(first.value("X-RateLimit-Remaining")).isEqualTo("69");
            assertThat(example.err()).doesNotContain(CHANGED);
        }
    }

    @Test
    void takesKeysInAndOutAndKeepsThemAsLongAsTheirFileIsBad() throws Exception {
        var keys = KeyFile.write(folder.resolve("keys.json"), "one", "gone");
        try (var example = start(write(policy(KNOWN_KEYS)))) {
            var one = Caller.of(example, "one");
            var gone = Caller.of(example, "gone");
            var added = Caller.of(example, "added");
            assertThat(one.sendMany("GET /health", 4)).isEqualTo(4);
            assertThat(gone.send("GET /health").status()).isEqualTo(200);
            assertThat(added.send("GET /health").status()).isEqualTo(401);

            KeyFile.write(keys, "one", "added");
            var first = Await.until("the new key", () -> added.send("GET /health"), answer -> answer.status() == 200);
            assertThat(first.value("X-RateLimit-Remaining")).isEqualTo("99");
            assertThat(gone.send("GET /health").status()).isEqualTo(401);
            assertThat(one.send("GET /health").value("X-RateLimit-Remaining")).isEqualTo("95");
            assertThat(example.err()).doesNotContain(CHANGED);

            Files.writeString(keys, Files.readString(keys).replaceFirst("\" }", "\", \"lable\": \"Acme\" }"));
            Await.until("the warning", () -> warnings(example).size(), size -> size > 0);
            assertThat(one.send("GET /health").value("X-RateLimit-Remaining")).isEqualTo("94");
            assertThat(added.send("GET /health").value("X-RateLimit-Remaining")).isEqualTo("98");
            assertThat(gone.send("GET /health").status()).isEqualTo(401);

            KeyFile.write(keys, "gone");
            Await.until("the key that is back", () -> gone.send("GET /health"), answer -> answer.status() == 200);
            assertThat(one.send("GET /health").status()).isEqualTo(401);
            assertThat(warnings(example)).containsExactly("RateLimitFilter 'rateLimit': keys.json " + CHANGED + """
                     The rate limit policy has one problem:
                    keys.json:3:85 (/keys/0/lable): there is no setting 'lable' [setting.unknown]
                        fix: write label
                    """);
        }
    }

    @Test
    void takesOriginsInAndOut() throws Exception {
        var cors = "{ \"allowedOrigins\": [\"https://a.example\", \"https://b.example\"] }";
        try (var example = start(write(policy(cors, ACCOUNT)))) {
            var client = new Client(example.port());
            assertThat(client.send("GET /", "Origin: https://b.example").status())
                    .isEqualTo(200);
            assertThat(client.send("GET /", "Origin: https://c.example").status())
                    .isEqualTo(403);

            write(policy(cors.replace("https://b.example", "https://c.example"), ACCOUNT));
            var preflight = Await.until(
                    "the new origin",
                    () -> client.send(
                            "OPTIONS /courses", "Origin: https://c.example", "Access-Control-Request-Method: GET"),
                    answer -> answer.status() == 204);

            assertThat(preflight.value("Access-Control-Allow-Origin")).isEqualTo("https://c.example");
            for (var origin : List.of("https://a.example", "https://c.example")) {
                var allowed = client.send("GET /", "Origin: " + origin);
                assertThat(allowed.status()).isEqualTo(200);
                assertThat(allowed.value("Access-Control-Allow-Origin")).isEqualTo(origin);
            }
            var refused = client.send("GET /", "Origin: https://b.example");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.headersOf("access-control-")).isEmpty();
            assertThat(refused.body()).contains("cors_origin_not_allowed");
        }
    }

    /** The limit is used up about half-way, so policies change both while it has room and while it has none. */
    @Test
    void admitsExactlyWhatALimitThatStaysSaysWhilePoliciesComeAndGo() throws Exception {
        var reloads = 10;
        try (var example = start(write(policy(variant(0))))) {
            var caller = Caller.of(example, "busy");
            var done = new AtomicBoolean();
            var threads = Executors.newFixedThreadPool(3);
            try {
                var sent = new ArrayList<Future<List<Integer>>>();
                for (var i = 0; i < 3; i++) {
                    sent.add(threads.submit(askingUntil(done, caller)));
                }
                for (var reload = 1; reload <= reloads; reload++) {
                    write(policy(variant(reload)));
                    var exempt = "GET /exempt/" + reload;
                    Await.until(
                            "reload " + reload,
                            () -> caller.client().send(exempt).headersOf("ratelimit"),
                            List::isEmpty);
                }
                done.set(true);
                var statuses = new ArrayList<Integer>();
                for (var each : sent) {
                    statuses.addAll(each.get(30, TimeUnit.SECONDS));
                }
                assertThat(statuses).containsOnly(200, 429);
                assertThat(Collections.frequency(statuses, 200)).isEqualTo(LIMIT);
            } finally {
                done.set(true);
                threads.shutdown();
            }
            assertThat(example.err()).doesNotContain(CHANGED, "Exception");
        }
    }

    /** Each policy is another one: in its limits, the order of its rules, and what is exempt. */
    private static String variant(int number) {
        var limits = List.of("\"%d/hour\"", "\"%d/hour\", \"900000/day\"", "\"800000/2d\", \"%d/hour\", \"90000/6h\"")
                .get(number % 3)
                .formatted(LIMIT);
        var rules = List.of(
                "{ \"name\": \"account\", \"by\": \"apiKey\", \"limits\": [%s] }".formatted(limits),
                "{ \"name\": \"all\", \"by\": \"everyone\", \"limits\": [\"%d/hour\"] }".formatted(90_000 + number));
        var inOrder = number % 2 == 0 ? rules : List.of(rules.get(1), rules.get(0));
        return "{ \"rules\": %s, \"exempt\": [\"GET /exempt/%d\"] }".formatted(inOrder, number);
    }

    /** Sends some requests at a time until it is told to end and has been refused. */
    private static Callable<List<Integer>> askingUntil(AtomicBoolean done, Caller caller) {
        return () -> {
            var some = Collections.nCopies(10, new Client.Request("GET /health", List.of(caller.key()), ""));
            var statuses = new ArrayList<Integer>();
            do {
                var more = caller.client().sendOnOneConnection(some.toArray(Client.Request[]::new));
                assertThat(more).hasSameSizeAs(some);
                statuses.addAll(more);
                Thread.sleep(done.get() ? 0 : 150);
            } while (!done.get() || statuses.get(statuses.size() - 1) == 200);
            return statuses;
        };
    }

    private static void awaitLimitOfOthers(ExampleProcess example, String limit) throws Exception {
        var other = Caller.of(example, "other");
        Await.until(
                limit,
                () -> other.send("GET /health").value("RateLimit-Policy"),
                text -> text.contains("\"account:" + limit + "\""));
    }

    /** Returns what the header {@code RateLimit} says but for the times. */
    private static String left(Answer answer) {
        return answer.value("RateLimit").replaceAll(";t=\\d+", "");
    }

    /** Returns the warnings of files that have changed that the process has logged so far. */
    private static List<String> warnings(ExampleProcess example) throws IOException {
        var level = Pattern.quote(Level.WARNING.getLocalizedName());
        return Pattern.compile("(?m)^" + level + ": (.* has changed, .*\\R(?:\\S+\\.json:.*\\R|    fix: .*\\R)*)")
                .matcher(example.err())
                .results()
                .map(warning -> warning.group(1).replace("\r\n", "\n"))
                .toList();
    }
}
