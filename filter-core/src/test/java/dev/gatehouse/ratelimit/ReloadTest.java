package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.Shows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy that takes the place of another: what callers have used of limits that stay is kept. */
final class ReloadTest extends ServedPolicy {

    private static final String BEFORE = """
            { "rules": [
                { "name": "account", "by": "header:Key", "limits": ["100/hour", "5/minute"] },
                { "name": "exports", "match": ["POST /export"], "by": "header:Key", "limits": ["3/hour"] } ],
              "headers": { "dialects": ["ratelimit"] } }
            """;

    private void change(String json) {
        filter.putIntoForce("RateLimitFilter 'f'", policy(json));
    }

    @Test
    void keepsWhatIsUsedOfLimitsThatStay() throws Exception {
        start(BEFORE);
        for (var i = 0; i < 3; i++) {
            status("GET / HTTP/1.1\nKey: a");
        }
        status("POST /export HTTP/1.1\nKey: a");
        // One limit has another number, one stays, one is new; the rules are the other way round, and there is another.
        change("""
                { "rules": [
                    { "name": "exports", "match": ["POST /export", "GET /export"], "by": "header:Key",
                      "limits": ["3/hour"] },
                    { "name": "all", "by": "everyone", "limits": ["1000/hour"] },
                    { "name": "account", "by": "header:Key", "limits": ["6/minute", "100/hour", "500/day"] } ],
                  "headers": { "dialects": ["ratelimit"] } }
                """);
        assertThat(header("RateLimit", "POST /export HTTP/1.1\nKey: a"))
                .isEqualTo("\"exports:3/hour\";r=1;t=3780, \"all:1000/hour\";r=999;t=3780,"
                        + " \"account:6/minute\";r=5;t=63, \"account:100/hour\";r=95;t=3780,"
                        + " \"account:500/day\";r=499;t=90720");
        change(BEFORE);
        assertThat(header("RateLimit", "POST /export HTTP/1.1\nKey: a"))
                .isEqualTo(
                        "\"account:100/hour\";r=94;t=3780, \"account:5/minute\";r=4;t=63, \"exports:3/hour\";r=0;t=3780");
        assertThat(status("POST /export HTTP/1.1\nKey: a")).isEqualTo(429);
    }

    @Test
    void beginsAnewWhereOthersAreCounted() throws Exception {
        start(BEFORE);
        for (var i = 0; i < 6; i++) {
            status("GET / HTTP/1.1\nKey: a");
        }
        assertThat(status("GET / HTTP/1.1\nKey: a")).isEqualTo(429);
        change(BEFORE.replace("header:Key", "cookie:Key"));
        assertThat(header("RateLimit", "GET / HTTP/1.1\nCookie: Key=a"))
                .contains("r=99;")
                .contains("r=4;");
        change(BEFORE.replace("\"account\"", "\"accounts\""));
        assertThat(header("RateLimit", "GET / HTTP/1.1\nKey: a"))
                .contains("r=99;")
                .contains("r=4;");
        change(BEFORE);
        assertThat(status("GET / HTTP/1.1\nKey: a"))
                .as("and finds again what it had")
                .isEqualTo(429);
    }

    @Test
    void keepsPenalties() throws Exception {
        var logins = """
                { "rules": [ { "name": "logins", "limits": ["1/minute"],
                    "penalty": { "after": 2, "within": "1m", "for": "%s" } } ], "maxSubjects": %d }
                """;
        start(logins.formatted("1h", 100));
        for (var i = 0; i < 3; i++) {
            status("GET / HTTP/1.1");
        }
        pass(100);
        change(logins.formatted("1h", 200));
        assertThat(header("Retry-After", "GET / HTTP/1.1")).isEqualTo("3500");
        change(logins.formatted("2h", 200));
        assertThat(status("GET / HTTP/1.1")).as("that is another penalty").isEqualTo(200);
    }

    @Test
    void givesBackWhatRequestsUnderWayHold() throws Exception {
        var atOnce = """
                { "rules": [ { "name": "reports", "limits": [%s{ "concurrent": 1 }] } ] }
                """;
        start(atOnce.formatted(""));
        var answer = later("GET /hold HTTP/1.1");
        var latch = Objects.requireNonNull(held.poll(10, TimeUnit.SECONDS));
        change(atOnce.formatted("\"9/hour\", "));
        assertThat(status("GET / HTTP/1.1")).isEqualTo(429);
        latch.countDown();
        answer.get(10, TimeUnit.SECONDS);
        assertThat(header("RateLimit", "GET / HTTP/1.1"))
                .as("only what the request was charged is given back")
                .isEqualTo("\"reports:9/hour\";r=8;t=3780, \"reports:1 at once\";r=0");
    }

    private CompletableFuture<String> holding() throws Exception {
        var answer = later("GET /hold HTTP/1.1");
        latch = Objects.requireNonNull(held.poll(10, TimeUnit.SECONDS), "not under way");
        return answer;
    }

    private CountDownLatch latch = new CountDownLatch(0);

    /** As where a bad edit is rolled back: what is under way stays so, whatever the number was meanwhile. */
    @Test
    void countsWhatIsUnderWayThroughOtherNumbers() throws Exception {
        var atOnce = "{ \"rules\": [ { \"name\": \"reports\", \"limits\": [%s] } ] }";
        start(atOnce.formatted("{ \"concurrent\": 2 }"));
        var first = holding();
        var openFirst = latch;
        var second = holding();
        var openSecond = latch;
        change(atOnce.formatted("{ \"concurrent\": 3 }"));
        assertThat(header("RateLimit", "GET / HTTP/1.1")).endsWith("r=0");
        change(atOnce.formatted("{ \"concurrent\": 2 }"));
        assertThat(status("GET / HTTP/1.1")).isEqualTo(429);
        openFirst.countDown();
        first.get(10, TimeUnit.SECONDS);
        var third = holding();
        var openThird = latch;
        assertThat(status("GET / HTTP/1.1")).isEqualTo(429);
        // Without such a limit nobody counts; with it again, those from before are none of its.
        change(atOnce.formatted("\"900/hour\""));
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
        change(atOnce.formatted("{ \"concurrent\": 2 }"));
        clock.addAndGet(1);
        var fourth = holding();
        var openFourth = latch;
        openSecond.countDown();
        openThird.countDown();
        second.get(10, TimeUnit.SECONDS);
        third.get(10, TimeUnit.SECONDS);
        assertThat(header("RateLimit", "GET / HTTP/1.1")).as("only the fourth").endsWith("r=0");
        openFourth.countDown();
        fourth.get(10, TimeUnit.SECONDS);
        assertThat(header("RateLimit", "GET / HTTP/1.1")).endsWith("r=1");
    }

    /** What a limit counted before it was another for a while is not given back out of what it counts now. */
    @Test
    void givesNothingBackThatALimitHasForgotten() throws Exception {
        var json = """
                { "rules": [ { "name": "logins", "count": "failures",
                    "limits": [{ "requests": %d, "window": "hour", "algorithm": "fixed-window" }] } ] }
                """;
        start(json.formatted(5));
        var first = holding();
        var openFirst = latch;
        var second = holding();
        change(json.formatted(6));
        status("GET / HTTP/1.1");
        change(json.formatted(5));
        for (var i = 0; i < 5; i++) {
            assertThat(status("GET / HTTP/1.1\nStatus: 401")).isEqualTo(401);
        }
        openFirst.countDown();
        latch.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).startsWith("200");
        assertThat(second.get(10, TimeUnit.SECONDS)).startsWith("200");
        assertThat(status("GET / HTTP/1.1")).isEqualTo(429);
    }

    /**
     * A request that the policy before has in hand, as while its body comes in, is decided on by the one in force: it
     * would bring the caller's bucket back to what it was without the new limits.
     */
    @Test
    void decidesByThePolicyInForceOnRequestsFromBefore() throws Exception {
        var after = "{ \"rules\": [ { \"name\": \"a\", \"limits\": [\"100/day\", \"2/hour\"] } ] }";
        var inHand = new AtomicBoolean();
        start(RateLimitPolicy.builder()
                .rule(
                        "a",
                        rule -> rule.by((KeyResolver) request -> {
                                    if (inHand.getAndSet(false)) {
                                        change(after);
                                    }
                                    return null;
                                })
                                .limits("100/day"))
                .build());
        inHand.set(true);
        assertThat(header("RateLimit-Policy", "GET / HTTP/1.1"))
                .as("begun under the first policy")
                .isEqualTo("\"a:100/day\";q=100;w=86400, \"a:2/hour\";q=2;w=3600");
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
        assertThat(status("GET / HTTP/1.1")).isEqualTo(429);
        assertThat(filter.refused()).isEqualTo(1);
    }

    @Shows("rateLimit.maxSubjects")
    @Test
    void changesHowManySubjectsThereCanBe() throws Exception {
        start("{ \"limits\": [\"2/hour\"], \"by\": \"header:Key\", \"maxSubjects\": 100 }");
        for (var i = 0; i < 2; i++) {
            status("GET / HTTP/1.1\nKey: a");
        }
        change("{ \"limits\": [\"2/hour\"], \"by\": \"header:Key\", \"maxSubjects\": 10000 }");
        for (var i = 0; i < 3_000; i++) {
            status("GET / HTTP/1.1\nKey: " + i);
            status("GET / HTTP/1.1\nKey: " + i);
        }
        for (var i = 0; i < 3_000; i += 100) {
            assertThat(status("GET / HTTP/1.1\nKey: " + i)).isEqualTo(429);
        }
        assertThat(status("GET / HTTP/1.1\nKey: a")).isEqualTo(429);
    }

    /** A policy in Java stays as it is, but the keys that it names are those of the file. */
    @Shows({"rateLimit.keys", "rateLimit.unknown"})
    @Test
    void readsTheKeysOfAPolicyInJavaAgain(@TempDir Path folder) throws Exception {
        var keys = folder.resolve("keys.json");
        Files.writeString(keys, keys("one"));
        var builder = RateLimitPolicy.builder()
                .rule("account", rule -> rule.by("apiKey").limits("5/minute"))
                .keys(keys.toString())
                .unknown(UnknownKey.REJECT);
        var policy = builder.build();
        builder.keys("nowhere.json");
        start(policy);
        assertThat(status("GET / HTTP/1.1\nX-API-Key: one")).isEqualTo(200);
        assertThat(status("GET / HTTP/1.1\nX-API-Key: two")).isEqualTo(401);

        Files.writeString(keys, keys("two"));
        filter.putIntoForce("f", policy.readAgain(policy.files().again()));
        assertThat(status("GET / HTTP/1.1\nX-API-Key: one")).isEqualTo(401);
        assertThat(status("GET / HTTP/1.1\nX-API-Key: two")).isEqualTo(200);

        Files.writeString(keys, keys("two").replace("sha256", "sha"));
        assertThatThrownBy(() -> policy.readAgain(policy.files().again()))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageContaining("there is no such setting [setting.unknown]");
        assertThat(status("GET / HTTP/1.1\nX-API-Key: two")).isEqualTo(200);
    }

    private static String keys(String key) {
        return "{ \"keys\": [ { \"sha256\": \"" + KnownKeys.sha256(key) + "\" } ] }";
    }

    /** While policies come and go, exactly as many are admitted as the limit that all of them have says. */
    @Test
    void admitsExactlyWhatALimitThatStaysSays() throws Exception {
        var rules = new String[] {
            "\"limits\": [\"1000/hour\"]",
            "\"limits\": [\"1000/hour\", \"900000/day\"]",
            "\"limits\": [\"800000/day\", \"1000/hour\", \"5000/6h\"]"
        };
        var json = "{ \"rules\": [ { \"name\": \"a\", %s }, { \"name\": \"b\", \"limits\": [\"70000/hour\"] } ] }";
        start(json.formatted(rules[0]));
        var done = new AtomicBoolean();
        var begun = new CountDownLatch(1);
        var changes = CompletableFuture.runAsync(() -> {
            for (var i = 0; !done.get(); i++) {
                change(json.formatted(rules[i % rules.length]));
                begun.countDown();
            }
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        var clients = new CompletableFuture<?>[4];
        for (var client = 0; client < clients.length; client++) {
            clients[client] = CompletableFuture.supplyAsync(() -> {
                var admitted = 0;
                try {
                    for (var i = 0; i < 400; i++) {
                        admitted += status("GET / HTTP/1.1") == 200 ? 1 : 0;
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return admitted;
            });
        }
        var admitted = 0;
        for (var client : clients) {
            admitted += (Integer) client.get(60, TimeUnit.SECONDS);
        }
        done.set(true);
        changes.get(10, TimeUnit.SECONDS);
        assertThat(admitted).isEqualTo(1_000);
    }
}
