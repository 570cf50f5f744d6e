package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.InMemoryServer;
import dev.gatehouse.Shows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Known keys, read from a file, through a real container. */
final class KeysTest extends ServedPolicy {

    private static final String KEYED = """
            { "identity": { "apiKey": { "keys": "%s", "unknown": "%s" } },
              "rules": [ { "name": "account", "by": "apiKey",
                           "limits": { "standard": ["5/minute"], "enterprise": ["50/minute"] } } ],
              "defaultPlan": "standard", "headers": { "dialects": ["x-ratelimit"] } }
            """;

    private static Path keyFile(Path folder) throws Exception {
        return Files.writeString(folder.resolve("api-keys.json"), """
                { "keys": [ { "sha256": "%s", "plan": "enterprise", "label": "Acme" }, { "sha256": "%s" } ] }
                """.formatted(
                        KnownKeys.sha256("acme-key"), KnownKeys.sha256("small-key")));
    }

    @Shows({
        "rateLimit.identity",
        "rateLimit.identity.apiKey",
        "rateLimit.identity.apiKey.keys",
        "keyFile.keys",
        "keyFile.keys.sha256",
        "keyFile.keys.plan"
    })
    @Test
    void countsKnownKeysByTheirPlansAndUnknownOnesByAddress(@TempDir Path folder) throws Exception {
        start(KEYED.formatted(keyFile(folder), "address"));
        assertThat(exchange("GET / HTTP/1.1\nX-API-Key: acme-key"))
                .contains("X-RateLimit-Limit: 50\nX-RateLimit-Remaining: 49\n");
        assertThat(exchange("GET / HTTP/1.1\nAuthorization: Bearer acme-key"))
                .contains("X-RateLimit-Limit: 50\nX-RateLimit-Remaining: 48\n");
        assertThat(exchange("GET / HTTP/1.1\nX-API-Key: small-key"))
                .contains("X-RateLimit-Limit: 5\nX-RateLimit-Remaining: 4\n");
        assertThat(exchange("GET / HTTP/1.1")).contains("X-RateLimit-Limit: 5\nX-RateLimit-Remaining: 4\n");
        for (var i = 3; i >= 0; i--) {
            assertThat(exchange("GET / HTTP/1.1\nX-API-Key: made-up-" + i))
                    .as("made-up keys share their address's budget")
                    .contains("X-RateLimit-Limit: 5\nX-RateLimit-Remaining: " + i + "\n");
        }
        assertThat(status("GET / HTTP/1.1\nX-API-Key: made-up-again")).isEqualTo(429);
        assertThat(status("GET / HTTP/1.1\nX-API-Key: acme-key")).isEqualTo(200);
    }

    @Shows("rateLimit.identity.apiKey.unknown")
    @Test
    void rejectsUnknownKeysIfSoConfigured(@TempDir Path folder) throws Exception {
        start(KEYED.formatted(keyFile(folder), "reject"));
        assertThat(exchange("GET / HTTP/1.1\nX-API-Key: made-up")).isEqualTo("""
                        401
                        WWW-Authenticate: Bearer
                        Cache-Control: no-store
                        Content-Type: application/json
                        Content-Length: 80

                        {"error":{"code":"unknown_api_key","message":"This API key is not known here."}}
                        """);
        assertThat(status("GET / HTTP/1.1\nX-API-Key: acme-key")).isEqualTo(200);
        assertThat(status("GET / HTTP/1.1")).as("without a key, by address").isEqualTo(200);
    }

    @Shows("keyFile.keys.label")
    @Test
    void showsTheLabelsOfKnownKeysInTheCheck(@TempDir Path folder) throws Exception {
        server = new InMemoryServer(context -> {});
        assertThat(policy(KEYED.formatted(keyFile(folder), "address")).explained())
                .contains(
                        "identity: 2 known keys in X-API-Key or as a bearer, unknown: address",
                        "  key 'Acme': plan enterprise");
    }

    @Shows({"rateLimit.identity.apiKey.header", "rateLimit.identity.apiKey.bearer", "rateLimit.bearer"})
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"apiKeyHeader\": \"X-Key\", \"bearer\": false",
                "\"identity\": { \"apiKey\": { \"header\": \"X-Key\", \"bearer\": false } }"
            })
    void takesKeysFromNowhereElse(String identity) throws Exception {
        start("{ \"rules\": [ { \"name\": \"a\", \"by\": \"apiKey\", \"limits\": [\"5/minute\"] } ], " + identity
                + " }");
        assertThat(left("GET / HTTP/1.1\nX-Key: a")).isEqualTo("4");
        assertThat(left("GET / HTTP/1.1\nX-Key: b")).isEqualTo("4");
        assertThat(left("GET / HTTP/1.1\nX-API-Key: a")).as("by address").isEqualTo("4");
        assertThat(left("GET / HTTP/1.1\nAuthorization: Bearer a"))
                .as("by address, too")
                .isEqualTo("3");
    }

    @Test
    void tellsEverythingThatIsWrongWithAKeyFile(@TempDir Path folder) throws Exception {
        var hash = KnownKeys.sha256("one");
        var file = Files.writeString(folder.resolve("keys.json"), """
                { "keys": [
                  { "sha256": "secret-key-itself" },
                  { "sha256": "%s", "plan": "enterprice" },
                  { "sha256": "%s", "lable": "Acme" },
                  { "plan": "standard" },
                  { "sha256": "%s" } ] }
                """.formatted(
                        hash, KnownKeys.sha256("two").toUpperCase(Locale.ROOT), hash));
        server = new InMemoryServer(context -> {});
        assertThatThrownBy(() -> policy(KEYED.formatted(file, "address"))).hasMessage("""
                        The rate limit policy has 6 problems:
                        keys.json:2:15 (/keys/0/sha256): sha256 is not a SHA-256, which is 64 digits of hex in lower case \
                        [key.sha256]
                            fix: write what this prints: printf %s "$KEY" | sha256sum
                        keys.json:3:91 (/keys/1/plan): no rule has limits for the plan 'enterprice' [plan.unknown]
                            fix: write enterprise
                        keys.json:4:83 (/keys/2/lable): there is no setting 'lable' [setting.unknown]
                            fix: write label
                        keys.json:4:15 (/keys/2/sha256): sha256 is not a SHA-256, which is 64 digits of hex in lower case \
                        [key.sha256]
                            fix: write it in lower case, without white space
                        keys.json:5:3 (/keys/3): the key has no sha256 [key.missing]
                            fix: add "sha256": its SHA-256 in hex
                        keys.json:6:15 (/keys/4/sha256): this key is written twice [key.twice]
                            fix: remove one""");
    }

    /** Somebody may have written the keys themselves, in any wrong place; the log is not to have them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ \"keys\": [\"sk_live_4f\"] } | a value of keys is a text, which is not an object [setting.not-object]",
                "{ \"keys\": \"sk_live_4f\" } | keys is a text, which is not a list [setting.not-list]",
                "{ \"keys\": [{ \"sha256\": 4111111111111111 }] } | sha256 is a number, which is not a text [setting.not-text]",
                "{ \"keys\": [{ \"sk_live_4f\": 1 }] } | keys.json:1:14: there is no such setting [setting.unknown]",
                "{ \"sk_live_4f\": {}, \"keys\": [] } | keys.json:1:3: there is no such setting [setting.unknown]",
                "{ \"keys\": [{ \"sha256\": sk_live_4f }] } | this is not JSON [file.syntax]",
                "{ \"keys\": [{ \"sk_live_4f\": 1, \"sk_live_4f\": 2 }] } | keys.json:1:31: a name is written twice [file.duplicate-name]",
                "{ \"keys\": [{ \"sha256\": \"sk_live_4f\" }] } | sha256 is not a SHA-256",
                "{ \"keys\": [{ \"sha256\": \"%s\", \"plan\": \"sk_live_4f\" }] } | no rule has limits for this plan [plan.unknown]"
            })
    void quotesNothingThatMayBeAKey(String content, String told, @TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("keys.json"), content.replace("%s", KnownKeys.sha256("one")));
        server = new InMemoryServer(context -> {});

        assertThatThrownBy(() -> policy(KEYED.formatted(file, "address")))
                .message()
                .contains(told)
                .doesNotContain("sk_live", "4111");
    }

    @Test
    void looksAtKnownKeysForTheirPlansWhoeverIsCounted(@TempDir Path folder) throws Exception {
        start("""
                { "identity": { "apiKey": { "header": "X-Key", "keys": "%s", "unknown": "reject" } },
                  "rules": [ { "name": "all", "by": "address",
                               "limits": { "standard": ["5/minute"], "enterprise": ["50/minute"] } } ],
                  "defaultPlan": "standard" }
                """.formatted(keyFile(folder)));
        assertThat(header("X-RateLimit-Limit", "GET / HTTP/1.1\nX-Key: acme-key"))
                .isEqualTo("50");
        assertThat(header("X-RateLimit-Limit", "GET / HTTP/1.1")).isEqualTo("5");
        assertThat(status("GET / HTTP/1.1\nX-Key: made-up")).isEqualTo(401);
    }
}
