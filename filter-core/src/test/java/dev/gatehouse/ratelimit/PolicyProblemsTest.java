package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.gatehouse.InvalidPolicyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a policy file, one thing a row: where it is, what it is called, and what to write instead. */
final class PolicyProblemsTest {

    private static void assertProblem(String json, String pointer, String code, String fix) {
        assertThatThrownBy(() -> ServedPolicy.policy(json))
                .as(json)
                .asInstanceOf(type(InvalidPolicyException.class))
                .satisfies(failure -> assertThat(failure.problems())
                        .as(failure.getMessage())
                        .singleElement()
                        .satisfies(problem -> {
                            assertThat(problem.place()).endsWith("(" + pointer + ")");
                            assertThat(problem.code()).isEqualTo(code);
                            assertThat(problem.fix()).isEqualTo(fix);
                        }));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "{ `rules`: [] } | /rules | rules.empty | write one, or set mode to off",
                "{ `rules`: [{ `name`: `a`, `limits`: {} }] } | /rules/0/limits | limit.missing | name one, or write a list",
                "{ `rules`: [{ `name`: `a`, `limits`: [] }] } | /rules/0/limits | limit.missing | add `limits`: [`100/minute`], or what it should be",
                "{ `rules`: [{ `name`: `a` }] } | /rules/0 | limit.missing | add `limits`: [`100/minute`], or what it should be",
                "{ `rules`: [{ `name`: `a`, `limits`: [7] }] } | /rules/0/limits/0 | limit.syntax | write, for example, 100/minute, 1000/hour or 20/15m; windows are second, minute, hour, day, or a count of s, m, h or d",
                "{ `rules`: [{ `name`: `a`, `limits`: [`9/hour`], `count`: [200, 200] }] } | /rules/0/count/1 | count.twice | remove one",
                "{ `rules`: [{ `name`: `a`, `limits`: [`9/hour`], `count`: [199] }] } | /rules/0/count/0 | count.status | write a number from 200 to 599",
                "{ `rules`: [{ `name`: `a`, `limits`: [`9/hour`], `count`: [600] }] } | /rules/0/count/0 | count.status | write a number from 200 to 599",
                "{ `rules`: [{ `name`: `a`, `limits`: [`9/hour`], `matches`: [] }] } | /rules/0/matches | setting.unknown | write match",
                "{ `rules`: [{ `name`: `a`, `limits`: [`9/hour`], `penalty`: { `after`: 1, `within`: `1m`, `for`: `1m`, `fore`: 1 } }] } | /rules/0/penalty/fore | setting.unknown | write for",
                "{ `limits`: [`9/hour`], `by`: `apiKey`, `identity`: { `apikey`: {} } } | /identity/apikey | setting.unknown | write apiKey",
                "{ `limits`: [`9/hour`], `by`: `apiKey`, `identity`: { `apiKey`: { `headers`: `X` } } } | /identity/apiKey/headers | setting.unknown | write header",
                "{ `limits`: [`9/hour`], `by`: `apiKey`, `identity`: { `apiKey`: { `unknown`: `reject` } } } | /identity/apiKey/unknown | apiKey.no-keys | name a file in keys, or remove unknown",
                "{ `limits`: [`9/hour`], `identity`: { `address`: { `ipv6prefix`: 64 } } } | /identity/address/ipv6prefix | setting.unknown | write ipv6Prefix",
                "{ `limits`: [`9/hour`], `headers`: { `dialect`: [] } } | /headers/dialect | setting.unknown | write dialects",
                "{ `limits`: [`9/hour`], `refusal`: { `code`: 429 } } | /refusal/code | setting.unknown | remove it; there are status, contentType, body",
            })
    void tells(String json, String pointer, String code, String fix) {
        assertProblem(json.replace('`', '"'), pointer, code, fix.replace('`', '"'));
    }

    private static String limit(String more) {
        return "{ \"rules\": [{ \"name\": \"a\", \"limits\": [{ " + more.replace('`', '"') + " }] }] }";
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "`requests`: 1, `window`: `366d`, `algorithm`: `token-bucket`, `burst`: 101 | burst | limit.burst | write at most 100",
                "`requests`: 3, `window`: `366d`, `algorithm`: `token-bucket`, `burst`: 301 | burst | limit.burst | write at most 300",
                "`requests`: 1, `window`: `month` | window | limit.window | write 30d, or add `algorithm`: `fixed-window`, `align`: `calendar` and a zone",
                "`requests`: 1, `window`: `day`, `algorithm`: `fixed-window`, `align`: `calendar`, `zone`: `Europe/Berln` | zone | limit.zone | write Europe/Berlin",
                "`requests`: 1, `window`: `day`, `algorithm`: `fixed-window`, `align`: `calendar`, `zone`: `Tokio` | zone | limit.zone | write UTC, or such as Europe/Berlin",
                "`requests`: 1, `window`: `day`, `algorithm`: `fixed-window`, `align`: `calendar`, `zone`: `XYZ` | zone | limit.zone | write UTC, or such as Europe/Berlin",
            })
    void tellsOfALimitInFull(String more, String name, String code, String fix) {
        assertProblem(limit(more), "/rules/0/limits/0/" + name, code, fix.replace('`', '"'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`requests`: 1, `window`: `366d`, `algorithm`: `token-bucket`, `burst`: 100",
                "`requests`: 3, `window`: `366d`, `algorithm`: `token-bucket`, `burst`: 300",
                "`requests`: 1, `window`: `minute`",
                "`requests`: 1000000000, `window`: `366d`",
            })
    void takesALimitInFullUpToItsBounds(String more) {
        assertThatCode(() -> ServedPolicy.policy(limit(more))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[200]", "[599]", "[200, 599]"})
    void takesEveryStatusOfAnAnswer(String count) {
        assertThatCode(() -> ServedPolicy.policy(
                        "{ \"rules\": [{ \"name\": \"a\", \"limits\": [\"9/hour\"], \"count\": " + count + " }] }"))
                .doesNotThrowAnyException();
    }

    @Test
    void tellsOfAKeyFileWithoutKeys(@TempDir Path folder) throws Exception {
        var keys = Files.writeString(folder.resolve("keys.json"), "{}");
        assertThatThrownBy(() -> RateLimitPolicy.builder()
                        .limits("9/hour")
                        .by("apiKey")
                        .keys(keys.toString())
                        .build())
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageContaining("the file has no keys [key.missing]");
    }

    /** A chain of a rule's methods, each of which another follows. */
    @Test
    void aRuleInJavaCanBeWrittenInAnyOrder() {
        var policy = RateLimitPolicy.builder()
                .rule(
                        "a",
                        rule -> rule.by(request -> "k")
                                .count("failures")
                                .penalty(1, Duration.ofMinutes(1), Duration.ofMinutes(2))
                                .mode(Mode.SHADOW)
                                .limitOf("free", limit -> limit.concurrent(4).name("four"))
                                .limitsOf("paid", "9/hour"))
                .defaultPlan("free")
                .build();
        var rule = policy.rules().get(0);
        assertThat(rule.by()).singleElement().matches(by -> by.kind() == By.Kind.RESOLVER);
        assertThat(rule.mode()).isEqualTo(Mode.SHADOW);
        assertThat(rule.count()).isEqualTo(Count.FAILURES);
        assertThat(String.join("\n", policy.explained()))
                .contains("    limit four 4 at once: never more than 4 under way at once", "    limit 9/hour: ");
    }
}
