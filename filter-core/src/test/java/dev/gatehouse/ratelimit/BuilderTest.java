package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy in Java, with every method of the builders, is the one that a file says. */
final class BuilderTest {

    private static final String FILE = """
            {   "identity": {
                  "apiKey": { "header": "X-Key", "bearer": false, "keys": "KEYS", "unknown": "reject" },
                  "address": { "trustedProxies": ["10.0.0.0/8"], "forwardedHeader": "Forwarded", "ipv6Prefix": 56 } },
                "defaultPlan": "free",
                "rules": [
                  { "name": "account", "by": ["apiKey", "path"],
                    "limits": { "free": ["100/hour"],
                      "paid": [{ "requests": 1000, "window": "1h", "algorithm": "token-bucket", "burst": 50, "name": "hourly" }] } },
                  { "name": "exports", "match": ["POST /export", "POST /dump"], "by": ["user"], "cost": 3,
                    "limits": [{ "requests": 90, "window": "day", "algorithm": "fixed-window", "align": "calendar",
                      "zone": "Europe/Berlin" }, { "concurrent": 4 }],
                    "maxRecords": 50, "penalty": { "after": 5, "within": "1m", "for": "15m" } },
                  { "name": "logins", "match": ["POST /login"], "by": ["address"], "limits": ["5/minute"],
                    "count": "failures", "mode": "shadow" },
                  { "name": "lost", "match": ["GET /lost"], "by": ["address"], "limits": ["5/minute"],
                    "count": [404, 410] } ],
                "exempt": ["GET /health"],
                "headers": { "dialects": ["x-ratelimit"], "describe": "account:100/hour" },
                "refusal": { "status": 420, "contentType": "application/json", "body": { "error": "{limit}" } },
                "maxSubjects": 5000 }
            """;

    private static RateLimitPolicy.Builder builder(Path keys) {
        return RateLimitPolicy.builder()
                .apiKeyHeader("X-Key")
                .bearer(false)
                .keys(keys.toString())
                .unknown(UnknownKey.REJECT)
                .trustedProxies("10.0.0.0/8")
                .forwardedHeader("Forwarded")
                .ipv6Prefix(56)
                .defaultPlan("free")
                .rule(
                        "account",
                        rule -> rule.by("apiKey", "path")
                                .limitsOf("free", "100/hour")
                                .limitOf(
                                        "paid",
                                        limit -> limit.requests(1_000)
                                                .window(Duration.ofHours(1))
                                                .algorithm(Algorithm.TOKEN_BUCKET)
                                                .burst(50)
                                                .name("hourly")))
                .rule(
                        "exports",
                        rule -> rule.match("POST /export", "POST /dump")
                                .by("user")
                                .cost(3)
                                .limit(limit -> limit.requests(90)
                                        .window("day")
                                        .algorithm(Algorithm.FIXED_WINDOW)
                                        .align(Alignment.CALENDAR)
                                        .zone("Europe/Berlin"))
                                .limit(limit -> limit.concurrent(4))
                                .maxRecords(50)
                                .penalty(5, Duration.ofMinutes(1), Duration.ofMinutes(15)))
                .rule(
                        "logins",
                        rule -> rule.match("POST /login")
                                .by("address")
                                .limits("5/minute")
                                .count("failures")
                                .mode(Mode.SHADOW))
                .rule(
                        "lost",
                        rule -> rule.match("GET /lost")
                                .by("address")
                                .limits("5/minute")
                                .count(404, 410))
                .exempt("GET /health")
                .dialects(Dialect.X_RATELIMIT)
                .describe("account:100/hour")
                .refusal(refusal ->
                        refusal.status(420).contentType("application/json").body("{\"error\": \"{limit}\"}"))
                .mode(Mode.ENFORCE)
                .maxSubjects(5_000);
    }

    @Test
    void saysWhatAFileSays(@TempDir Path folder) throws IOException {
        var keys = folder.resolve("keys.json");
        Files.writeString(
                keys, "{\"keys\": [{\"sha256\": \"" + KnownKeys.sha256("secret") + "\", \"plan\": \"paid\"}]}");
        var file = ServedPolicy.policy(FILE.replace("KEYS", keys.toString()));

        var built = builder(keys).build();

        assertThat(built.explained()).isEqualTo(file.explained());
        assertThat(built).hasToString(file.toString());
        assertThat(built.explained().toString())
                .contains("account", "hourly", "of 50", "Europe/Berlin", "4 at once", "cost: 3", "maxRecords: 50")
                .contains("refused outright for 15m", "failures", "shadow", "404", "X-Key", "56", "420", "5000");
    }
}
