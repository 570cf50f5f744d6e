package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.ConfigProblem;
import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.Shows;
import dev.gatehouse.config.PolicyFile;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Settings;
import dev.gatehouse.config.SettingsReader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RateLimitPolicyTest {

    private static RateLimitPolicy.Builder builder() {
        return RateLimitPolicy.builder().limits("1000/hour");
    }

    @Test
    void hasDefaultsForAllButLimits() {
        var policy = builder().build();
        assertThat(policy)
                .hasToString("1000/hour by address; headers: x-ratelimit, ratelimit; refusal: envelope;"
                        + " mode: enforce; up to 100000 subjects");
        assertThat(policy.rules().get(0).by()).containsExactly(new By(By.Kind.ADDRESS, "", null));
        assertThat(policy.exempt()).isEmpty();
        assertThat(policy.dialects()).containsExactlyInAnyOrder(Dialect.values());
        assertThat(policy.refusal()).isEqualTo(RefusalTemplate.ENVELOPE);
        assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
        assertThat(policy.maxSubjects()).isEqualTo(100_000);
        assertThat(policy.countsUnknownKeys()).isFalse();
    }

    @Test
    void saysEverythingThatIsSet() {
        var policy = RateLimitPolicy.builder()
                .limits("1000/60m", "100/minute")
                .algorithm(Algorithm.TOKEN_BUCKET)
                .by("apiKey", "header:X-Tenant")
                .apiKeyHeader("X-Key")
                .trustedProxies("10.0.0.0/8", "2001:DB8:0::/32")
                .forwardedHeader("Forwarded")
                .exempt("GET /health", "* /static/*")
                .dialects(Dialect.RATELIMIT)
                .refusal(RefusalBody.PROBLEM)
                .mode(Mode.SHADOW)
                .maxSubjects(5000)
                .build();
        assertThat(policy)
                .hasToString(
                        "1000/hour token-bucket and 100/minute token-bucket by apiKey and header:X-Tenant, mode shadow; keys in"
                                + " X-Key or as a bearer; Forwarded believed of 10.0.0.0/8, 2001:db8::/32; exempt: GET /health, * /static/*;"
                                + " headers: ratelimit; refusal: problem; mode: shadow; up to 5000 subjects");
        assertThat(policy.rules().get(0).allowances().values())
                .flatExtracting(Allowance::limits)
                .allSatisfy(limit -> assertThat(limit.quota()).isInstanceOf(Quota.Tokens.class));
        assertThat(policy.exempt()).hasSize(2);
        assertThat(policy.dialects()).containsExactly(Dialect.RATELIMIT);
        assertThat(policy.refusal()).isEqualTo(RefusalTemplate.PROBLEM);
        assertThat(policy.mode()).isEqualTo(Mode.SHADOW);
        assertThat(policy.maxSubjects()).isEqualTo(5000);
        assertThat(policy.countsUnknownKeys()).isTrue();
    }

    @Test
    void sendsNoHeadersIfNoDialectIsGiven() {
        var policy = builder().dialects().build();
        assertThat(policy.dialects()).isEmpty();
        assertThat(policy.toString()).contains("; headers: none;");
    }

    @Test
    void countsByWhatTheApplicationSays() {
        KeyResolver resolver = request -> "tenant";
        var policy = builder().by(resolver).build();
        assertThat(policy.rules().get(0).by()).containsExactly(By.of(resolver));
        assertThat(policy.toString()).contains(" by a KeyResolver; ");
    }

    @Test
    void takesTheLastOfTwoCalls() {
        assertThat(builder().limits("5/minute").by("path").by("user").build().toString())
                .startsWith("5/minute by user; ");
        assertThat(builder()
                        .by("path")
                        .by((KeyResolver) request -> null)
                        .build()
                        .toString())
                .startsWith("1000/hour by a KeyResolver; ");
    }

    @Test
    void canBeBuiltAgain() {
        var builder = builder();
        var first = builder.build();
        var second = builder.limits("5/minute").build();
        assertThat(first.toString()).startsWith("1000/hour");
        assertThat(second.toString()).startsWith("5/minute");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sliding-window | enforce | envelope | x-ratelimit, ratelimit",
                "fixed-window   | shadow  | problem  | ratelimit",
                "token-bucket   | off     | envelope | x-ratelimit"
            })
    void isTheSameFromABuilderAnInitParamAndAFile(String algorithm, String mode, String refusal, String dialects) {
        var built = RateLimitPolicy.builder()
                .limits("1000/hour", "20/15s")
                .algorithm(constant(Algorithm.class, algorithm))
                .by("apiKey", "path")
                .apiKeyHeader("X-Key")
                .trustedProxies("10.0.0.7", "::1")
                .forwardedHeader("Forwarded")
                .exempt("GET /health", "GET /a/{b}/*")
                .dialects(List.of(dialects.split(", ", -1)).stream()
                        .map(word -> constant(Dialect.class, word))
                        .toArray(Dialect[]::new))
                .refusal(constant(RefusalBody.class, refusal))
                .mode(constant(Mode.class, mode))
                .maxSubjects(12_345)
                .build();
        var params = Map.ofEntries(
                Map.entry("limits", " 1000/hour ,20/15s"),
                Map.entry("algorithm", algorithm),
                Map.entry("by", "apiKey, path"),
                Map.entry("apiKeyHeader", "X-Key"),
                Map.entry("trustedProxies", "10.0.0.7, ::1"),
                Map.entry("forwardedHeader", "Forwarded"),
                Map.entry("exempt", "GET /health, GET /a/{b}/*"),
                Map.entry("dialects", dialects),
                Map.entry("refusal", refusal),
                Map.entry("mode", mode),
                Map.entry("maxSubjects", "12345"));
        var file = """
                { "limits": ["1000/hour", "20/15s"], "algorithm": "%s", "by": ["apiKey", "path"],
                  "apiKeyHeader": "X-Key", "trustedProxies": ["10.0.0.7", "::1"], "forwardedHeader": "Forwarded",
                  "exempt": ["GET /health", "GET /a/{b}/*"], "dialects": ["%s"], "refusal": "%s", "mode": "%s",
                  "maxSubjects": 12345 }
                """.formatted(algorithm, dialects.replace(", ", "\", \""), refusal, mode);
        assertThat(ofInitParams(params)).hasToString(built.toString());
        assertThat(ofFile(file)).hasToString(built.toString());
    }

    @Test
    void takesOneThingToCountByAsATextOrAList() {
        var address = builder().by("apiKey").build().toString();
        assertThat(ofInitParams(Map.of("limits", "1000/hour", "by", " apiKey ")))
                .hasToString(address);
        assertThat(ofFile("{ \"limits\": [\"1000/hour\"], \"by\": \"apiKey\" }"))
                .hasToString(address);
        assertThat(ofFile("{ \"limits\": [\"1000/hour\"], \"by\": [\"apiKey\"] }"))
                .hasToString(address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "algorithm | sliding | algorithm is 'sliding'; it can be sliding-window, fixed-window, token-bucket | write one of these, or remove it for sliding-window | setting.unknown-value",
                "mode | enforced | mode is 'enforced'; it can be enforce, shadow, off | write enforce | setting.unknown-value",
                "refusal | json | refusal is 'json'; it can be envelope, problem | write one of these, or remove it for envelope | setting.unknown-value",
                "dialects | x-ratelimt | a value of dialects is 'x-ratelimt'; it can be x-ratelimit, ratelimit | write x-ratelimit | setting.unknown-value",
                "maxSubjects | 99 | maxSubjects is 99; it can be from 100 to 50000000 | write 100 | setting.out-of-range",
                "maxSubjects | 50000001 | maxSubjects is 50000001; it can be from 100 to 50000000 | write 50000000 | setting.out-of-range",
                "maxSubjects | many | maxSubjects is 'many', which is not a whole number | write a number from 100 to 50000000, such as 100000 | setting.not-number",
                "limit | 5/minute | there is no setting 'limit' | write limits | setting.unknown",
                "apiKeyHeader | X-Key | apiKeyHeader is set, but by does not name apiKey, so no key is looked at | write apiKey in by, or remove apiKeyHeader | apiKey.not-counted",
                "forwardedHeader | Forwarded | forwardedHeader is set, but trustedProxies names none, so it is never read | write the addresses of your proxies in trustedProxies, or remove forwardedHeader | proxy.none-trusted",
                "trustedProxies | proxy.example.com | 'proxy.example.com' is not an IP address or a range of them; names are never resolved | write, for example, 10.0.0.7, 10.0.0.0/8 or 2001:db8::/32 | proxy.address",
                "trustedProxies | 10.0.0.0/33 | '10.0.0.0/33' is not an IP address or a range of them; names are never resolved | write, for example, 10.0.0.7, 10.0.0.0/8 or 2001:db8::/32 | proxy.address",
                "trustedProxies | 0.0.0.0/0 | '0.0.0.0/0' trusts every IPv4 address, so any client could claim another's | write the addresses of your proxies only | proxy.everybody",
                "trustedProxies | ::/0 | '::/0' trusts every IPv4 address, so any client could claim another's | write the addresses of your proxies only | proxy.everybody",
                "trustedProxies | ::ffff:0:0/96 | '::ffff:0:0/96' trusts every IPv4 address, so any client could claim another's | write the addresses of your proxies only | proxy.everybody",
                "trustedProxies | 10.1.2.3/8 | '10.1.2.3/8' is not written by the first address of its range | write 10.0.0.0/8, or 10.1.2.3 for that one address | proxy.host-bits",
                "trustedProxies | 2001:db8::1/32 | '2001:db8::1/32' is not written by the first address of its range | write 2001:db8::/32, or 2001:db8::1 for that one address | proxy.host-bits",
                "exempt | /health | '/health' has no method | write * /health | pattern.method-missing",
                "by | ip | none | write address | by.unknown",
                "by | header: | 'header:' names no header | write header:NAME | by.name"
            })
    void tellsWhatIsWrongWhereAndWhatToWrite(
            String name, String value, @Nullable String what, String fix, String code) {
        var problem = onlyProblem(() -> ofInitParams(Map.of("limits", "1000/hour", name, value)));
        assertThat(problem.place()).isEqualTo("RateLimitFilter 'limits', init-param " + name);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.fix()).isEqualTo(fix);
        if (what != null) {
            assertThat(problem.what()).isEqualTo(what);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "X-API-Key:  | write X-API-Key",
                "X API Key   | write X-API-Key",
                "X-API-Key : | write X-API-Key",
                "``          | write a header's name, such as X-API-Key",
                "X-Kéy       | write a header's name, such as X-API-Key",
                "a,b         | write a header's name, such as X-API-Key"
            })
    void tellsWhatIsNotTheNameOfAHeader(String value, String fix) {
        var problem =
                onlyProblem(() -> builder().by("apiKey").apiKeyHeader(value).build());
        assertThat(problem)
                .isEqualTo(new ConfigProblem(
                        "RateLimitPolicy.builder().apiKeyHeader(…)",
                        "header.token",
                        "apiKeyHeader is '" + value + "', which is not the name of a header",
                        fix));
        var forwarded = onlyProblem(
                () -> builder().trustedProxies("::1").forwardedHeader(value).build());
        assertThat(forwarded.code()).isEqualTo("header.token");
        assertThat(forwarded.fix())
                .isEqualTo(
                        fix.replace("a header's name, such as X-API-Key", "a header's name, such as X-Forwarded-For"));
    }

    @Test
    void tellsOfLimitsThatAreMissing() {
        assertThat(onlyProblem(() -> RateLimitPolicy.builder().build()))
                .isEqualTo(new ConfigProblem(
                        "RateLimitPolicy.builder()",
                        "limit.missing",
                        "limits is not set, and has no default",
                        "set limits, such as 1000/hour"));
        var empty = new ConfigProblem(
                "RateLimitPolicy.builder().limits(…)",
                "limit.missing",
                "limits is empty",
                "set limits, such as 1000/hour");
        assertThat(onlyProblem(() -> RateLimitPolicy.builder().limits().build()))
                .isEqualTo(empty);
        assertThat(onlyProblem(() -> ofInitParams(Map.of("limits", " "))).what())
                .isEqualTo(empty.what());
        assertThat(onlyProblem(() -> ofFile("{ \"limits\": [] }")).what()).isEqualTo(empty.what());
    }

    @Test
    void tellsOnceOfNull() {
        for (var name : List.of("limits", "by", "trustedProxies", "exempt", "dialects", "mode", "maxSubjects")) {
            var others = name.equals("limits") ? "" : ", \"limits\": [\"5/day\"]";
            var problem = onlyProblem(() -> ofFile("{ \"" + name + "\": null" + others + " }"));
            assertThat(problem.code()).as(name).isEqualTo("setting.null");
        }
    }

    @Test
    void tellsThatNoProxyIsTrustedWhereTheListIsEmpty() {
        assertThat(onlyProblem(() -> builder()
                                .trustedProxies()
                                .forwardedHeader("Forwarded")
                                .build())
                        .code())
                .isEqualTo("proxy.none-trusted");
        assertThat(builder().trustedProxies().build().toString()).doesNotContain("believed");
    }

    @Test
    void doesNotComplainOfWhatFollowsFromAnotherProblem() {
        assertThat(onlyProblem(() ->
                                builder().by("apikey").apiKeyHeader("X-Key").build())
                        .code())
                .isEqualTo("by.unknown");
        assertThat(onlyProblem(() -> builder()
                                .trustedProxies("localhost")
                                .forwardedHeader("Forwarded")
                                .build())
                        .code())
                .isEqualTo("proxy.address");
    }

    @Test
    void tellsOfTheSameTwice() {
        assertThat(onlyProblem(() ->
                        builder().trustedProxies("10.0.0.1", "10.0.0.1/32").build()))
                .isEqualTo(new ConfigProblem(
                        "RateLimitPolicy.builder().trustedProxies(…), argument 2",
                        "proxy.twice",
                        "'10.0.0.1/32' is written twice",
                        "remove one"));
        assertThat(onlyProblem(() -> builder().exempt("GET /a", "GET /a").build())
                        .code())
                .isEqualTo("pattern.twice");
        assertThat(onlyProblem(() -> builder()
                                .dialects(Dialect.RATELIMIT, Dialect.RATELIMIT)
                                .build())
                        .code())
                .isEqualTo("dialect.twice");
        assertThat(onlyProblem(() -> builder().limits("5/hour", "6/60m").build())
                        .code())
                .isEqualTo("limit.twice");
        assertThat(onlyProblem(() -> builder().by("user", "user").build()).code())
                .isEqualTo("by.twice");
    }

    @Test
    void tellsWhereInAFileAndInAListAProblemIs() {
        assertThat(onlyProblem(() -> ofFile("{ \"limits\": [ \"5/day\",\n  \"5/fortnight\" ] }"))
                        .place())
                .isEqualTo("gatehouse.json:2:3 (/limits/1)");
        assertThat(onlyProblem(() -> ofInitParams(Map.of("limits", "5/day, 5/fortnight")))
                        .place())
                .isEqualTo("RateLimitFilter 'limits', init-param limits, value 2");
        assertThat(onlyProblem(() -> builder().limits("5/day", "5/fortnight").build())
                        .place())
                .isEqualTo("RateLimitPolicy.builder().limits(…), argument 2");
    }

    @Test
    void demandsTypesOfJsonInAFile() {
        assertThat(onlyProblem(() -> ofFile("{ \"limits\": \"5/day\" }")).toString())
                .isEqualTo("gatehouse.json:1:13 (/limits): limits is '5/day', which is not a list [setting.not-list]\n"
                        + "    fix: write [\"5/day\"]");
        assertThat(onlyProblem(() -> ofFile("{ \"limits\": [5] }")).code()).isEqualTo("setting.not-text");
        assertThat(onlyProblem(() -> ofFile("{ \"limits\": [\"5/day\"], \"maxSubjects\": \"500\" }"))
                        .code())
                .isEqualTo("setting.not-number");
        assertThat(onlyProblem(() -> ofFile("{ \"limits\": [\"5/day\"], \"mode\": true }"))
                        .code())
                .isEqualTo("setting.unknown-value");
    }

    private static RateLimitPolicy ofInitParams(Map<String, String> params) {
        var sorted = new TreeMap<>(params);
        var settings = Settings.ofInitParams("RateLimitFilter 'limits'", sorted.keySet(), sorted::get);
        return new PolicyReader(new SettingsReader(settings, new Problems())).read();
    }

    private static RateLimitPolicy ofFile(String json) {
        var problems = new Problems();
        var settings = Objects.requireNonNull(PolicyFile.parse("gatehouse.json", json, problems));
        return new PolicyReader(new SettingsReader(settings, problems)).read();
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    private static ConfigProblem onlyProblem(ThrowingCallable attempt) {
        var thrown = Objects.requireNonNull(catchThrowableOfType(InvalidPolicyException.class, attempt));
        assertThat(thrown.problems()).hasSize(1);
        return thrown.problems().get(0);
    }

    @Test
    void saysInOneLineWhatItIsHoweverManyRulesThereAre() {
        var builder = RateLimitPolicy.builder();
        for (var i = 0; i < 10_000; i++) {
            var path = "GET /" + i;
            builder.rule("rule-" + i, rule -> rule.match(path).limits("5/hour"));
        }
        var policy = builder.build();
        assertThat(policy.toString())
                .contains("rule-49: 5/hour by address for GET /49; and 9950 more rules; headers: ")
                .hasSizeLessThan(5_000);
        assertThat(policy.explained()).contains("rule rule-9999");
    }

    @Shows("rateLimit.store.mode")
    @Test
    void saysWhereItsStoreIsWithoutPassword() {
        var policy = RateLimitPolicy.builder()
                .limits("9/minute")
                .store(builder -> builder.redis("redis://user:p@ss@redis.example:6379")
                        .mode(StoreMode.LEASE)
                        .secret("the first of secrets"))
                .build();
        assertThat(policy.toString())
                .contains("store: redis: redis://***@redis.example:6379, mode: lease, ")
                .doesNotContain("p@ss", "first");
        assertThat(String.join("\n", policy.explained())).doesNotContain("p@ss", "first");
    }
}
