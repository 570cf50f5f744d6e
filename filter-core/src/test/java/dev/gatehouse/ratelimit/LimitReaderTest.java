package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.ConfigProblem;
import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LimitReaderTest {

    private static final String FORMS =
            "write, for example, 100/minute, 1000/hour or 20/15m; windows are second, minute, hour,"
                    + " day, or a count of s, m, h or d";

    @ParameterizedTest
    @CsvSource({
        "1/second, 1, 1, 1/second",
        "100/minute, 100, 60, 100/minute",
        "1000/hour, 1000, 3600, 1000/hour",
        "5/day, 5, 86400, 5/day",
        "5/1s, 5, 1, 5/second",
        "5/60s, 5, 60, 5/minute",
        "5/1m, 5, 60, 5/minute",
        "5/90s, 5, 90, 5/90s",
        "20/15m, 20, 900, 20/15m",
        "20/900s, 20, 900, 20/15m",
        "20/6h, 20, 21600, 20/6h",
        "20/24h, 20, 86400, 20/day",
        "20/7d, 20, 604800, 20/7d",
        "1/366d, 1, 31622400, 1/366d",
        "1/31622400s, 1, 31622400, 1/366d",
        "1000000000/second, 1000000000, 1, 1000000000/second"
    })
    void readsWhatIsWritten(String text, long requests, long seconds, String shown) {
        for (var algorithm : Algorithm.values()) {
            var problems = new Problems();
            var limits = new LimitReader(algorithm, problems).read(List.of(new Setting(text, "here")));
            assertThat(problems.isEmpty()).isTrue();
            assertThat(limits).hasSize(1);
            var quota = limits.get(0).quota();
            assertThat(quota.requests()).isEqualTo(requests);
            assertThat(quota.window()).hasSeconds(seconds);
            assertThat(quota).isEqualTo(Quota.of(requests, Duration.ofSeconds(seconds), algorithm));
            assertThat(limits.get(0).name()).isEqualTo(shown);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "forms",
            value = {
                "100/fortnight     | there is no window 'fortnight'  | 100/14d",
                "100/week          | there is no window 'week'       | 100/7d",
                "100/2 weeks       | there is no window '2 weeks'    | 100/14d",
                "100/month         | there is no window 'month'      | 100/30d",
                "100/year          | there is no window 'year'       | 100/365d",
                "100/min           | there is no window 'min'        | 100/minute",
                "100/mins          | there is no window 'mins'       | 100/minute",
                "100/sec           | there is no window 'sec'        | 100/second",
                "100/s             | there is no window 's'          | 100/second",
                "100/h             | there is no window 'h'          | 100/hour",
                "100/hrs           | there is no window 'hrs'        | 100/hour",
                "100/d             | there is no window 'd'          | 100/day",
                "100/minutes       | there is no window 'minutes'    | 100/minute",
                "100/Minute        | there is no window 'Minute'     | 100/minute",
                "100/miunte        | there is no window 'miunte'     | 100/minute",
                "100/5 minutes     | there is no window '5 minutes'  | 100/5m",
                "100/5minutes      | there is no window '5minutes'   | 100/5m",
                "100/15M           | there is no window '15M'        | 100/15m",
                "100/1 hour        | there is no window '1 hour'     | 100/hour",
                "100/ hour         | there is no window ' hour'      | 100/hour",
                "100/60            | there is no window '60'         | forms",
                "100/0 minutes     | there is no window '0 minutes'  | forms",
                "100/400 days      | there is no window '400 days'   | forms",
                "100/2 years       | there is no window '2 years'    | forms",
                "100/1.5h          | there is no window '1.5h'       | forms",
                "100/1h30m         | there is no window '1h30m'      | forms",
                "100/-1m           | there is no window '-1m'        | forms",
                "100/              | there is no window ''           | forms",
                "100/hour/user     | there is no window 'hour/user'  | forms",
                "100/xyzzy         | there is no window 'xyzzy'      | forms",
                "100 per hour      | it has no slash                 | 100/hour",
                "100 per 5 minutes | it has no slash                 | 100/5m",
                "100 an hour       | it has no slash                 | 100/hour",
                "100 a day         | it has no slash                 | 100/day",
                "100 every 30s     | it has no slash                 | 100/30s",
                "100 requests per hour | it has no slash             | 100/hour",
                "0 per hour        | it has no slash                 | forms",
                "100               | it has no slash                 | forms",
                "abc               | it has no slash                 | forms",
                "``                | it has no slash                 | forms",
                "100 apples        | it has no slash                 | forms",
                "100/hour, 5/day   | there is no window 'hour, 5/day'| forms",
                "1,000/hour        | '1,000' is no number of requests | 1000/hour",
                "1_000/hour        | '1_000' is no number of requests | 1000/hour",
                "1'000/hour        | '1'000' is no number of requests | 1000/hour",
                "1 000 000/hour    | '1 000 000' is no number of requests | 1000000/hour",
                "1,00/hour         | '1,00' is no number of requests | forms",
                "1.000/hour        | '1.000' is no number of requests | forms",
                "0.5/second        | '0.5' is no number of requests  | forms",
                "1e3/hour          | '1e3' is no number of requests  | forms",
                "1k/hour           | '1k' is no number of requests   | forms",
                "-5/hour           | '-5' is no number of requests   | forms",
                "+5/hour           | '+5' is no number of requests   | forms",
                "`5 /hour`         | '5 ' is no number of requests   | 5/hour",
                "/hour             | '' is no number of requests     | forms",
                "ten/hour          | 'ten' is no number of requests  | forms",
                "\u0661/hour       | '\u0661' is no number of requests | forms",
                "hour/100          | 'hour' is no number of requests | forms"
            })
    void tellsWhatIsNoLimitAndWhatIsMeant(String text, String why, @Nullable String fix) {
        var problem = onlyProblem(text);
        assertThat(problem.code()).isEqualTo("limit.syntax");
        assertThat(problem.what()).isEqualTo("'" + text + "' is not a limit: " + why);
        assertThat(problem.fix()).isEqualTo(fix == null ? FORMS : "write " + fix);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0/hour                    | 0                    | write 1/hour; to let everything pass, remove the limit",
                "000/hour                  | 000                  | write 1/hour; to let everything pass, remove the limit",
                "1000000001/hour           | 1000000001           | write 1000000000/hour",
                "999999999999999999/15m    | 999999999999999999   | write 1000000000/15m",
                "9999999999999999999/hour  | 9999999999999999999  | write 1000000000/hour",
                "99999999999999999999999999999999/hour | 99999999999999999999999999999999 | write 1000000000/hour"
            })
    void tellsOfTooFewAndTooManyRequests(String text, String number, String fix) {
        var problem = onlyProblem(text);
        assertThat(problem.code()).isEqualTo("limit.requests");
        assertThat(problem.what())
                .isEqualTo("'" + text + "' allows " + number + " requests; a limit can allow 1 to 1000000000");
        assertThat(problem.fix()).isEqualTo(fix);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "100/0s            | a window of 0s           | write 100/second",
                "100/00m           | a window of 00m          | write 100/second",
                "100/367d          | a window of 367d         | write 100/366d",
                "100/400d          | a window of 400d         | write 100/366d",
                "100/31622401s     | a window of 31622401s    | write 100/366d",
                "100/999999999d    | a window of 999999999d   | write 100/366d",
                "100/99999999999999999999d | a window of 99999999999999999999d | write 100/366d"
            })
    void tellsOfWindowsTooShortAndTooLong(String text, String window, String fix) {
        var problem = onlyProblem(text);
        assertThat(problem.code()).isEqualTo("limit.window");
        assertThat(problem.what()).isEqualTo("'" + text + "' has " + window + "; it can be from 1s to 366d");
        assertThat(problem.fix()).isEqualTo(fix);
    }

    @Test
    void tellsOfTheSameWindowTwice() {
        assertThat(problems("100/hour", "50/hour"))
                .containsExactly(
                        "argument 2: '50/hour' has the same window as '100/hour' [limit.twice]\n    fix: remove one");
        assertThat(problems("100/hour", "100/hour")).hasSize(1);
        assertThat(problems("100/60m", "50/hour", "10/3600s")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "60/minute   | 60/hour     | 60/minute   | 60/hour",
                "1000/hour   | 1000/minute | 1000/minute | 1000/hour",
                "100/minute  | 50/hour     | 100/minute  | 50/hour",
                "10/day      | 10/second   | 10/second   | 10/day",
                "20/15m      | 20/16m      | 20/15m      | 20/16m"
            })
    void tellsOfALimitThatIsNeverReached(String one, String two, String shorter, String longer) {
        var place = one.equals(shorter) ? 1 : 2;
        assertThat(problems(one, two))
                .containsExactly("argument " + place + ": '" + shorter + "' is never reached: '" + longer
                        + "' allows no more in a longer time [limit.never-reached]\n    fix: remove it, or let it allow fewer than "
                        + longer.substring(0, longer.indexOf('/')));
    }

    @Test
    void doesNotAskForLessThanOneRequest() {
        assertThat(problems("1/hour", "1/day"))
                .containsExactly("argument 1: '1/hour' is never reached: '1/day' allows no more in a longer time"
                        + " [limit.never-reached]\n    fix: remove it");
    }

    @Test
    void tellsOnceOfALimitThatSeveralOthersReachFirst() {
        assertThat(problems("10/second", "10/minute", "10/hour")).hasSize(2);
        assertThat(problems("1/day", "1000/hour", "100/minute")).hasSize(2);
    }

    @Test
    void doesNotComplainOfOneRequestInAnyWindow() {
        assertThat(problems("1/second")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000/hour 100/minute", "100/minute 101/hour", "10/second 100/minute 1000/hour 5000/day"})
    void takesLimitsThatCanAllBeReached(String limits) {
        assertThat(problems(limits.split(" ", -1))).isEmpty();
    }

    /** As it comes from an init-param, where a comma begins another limit. */
    @Test
    void tellsOfACommaInsideANumber() {
        assertThat(problems("1", "000/hour", "100/minute"))
                .containsExactly(
                        "argument 1: '1,000/hour' has a comma in its number, where another limit begins [limit.syntax]\n"
                                + "    fix: write 1000/hour");
        assertThat(problems("10/second", "1", "000", "000/day"))
                .containsExactly("argument 2: '1,000,000/day' has a comma in its number, where another limit begins"
                        + " [limit.syntax]\n    fix: write 1000000/day");
        assertThat(problems("1", "000/fortnight"))
                .containsExactly("argument 1: '1,000/fortnight' has a comma in its number, where another limit begins"
                        + " [limit.syntax]\n    fix: write 1000/14d");
        assertThat(problems("1", "100")).hasSize(2);
        assertThat(problems("1000", "100/hour")).as("not a number with a comma").hasSize(1);
    }

    @Test
    void leavesOutWhatItCannotReadAndKeepsTheRestInOrder() {
        var problems = new Problems();
        var limits = new LimitReader(Algorithm.SLIDING_WINDOW, problems)
                .read(List.of(
                        new Setting("1000/hour", "1"),
                        new Setting("nonsense", "2"),
                        new Setting("0/second", "3"),
                        new Setting("10/minute", "4")));
        assertThat(limits).extracting(Limit::name).containsExactly("1000/hour", "10/minute");
        assertThat(problems.count()).isEqualTo(2);
    }

    /** Whoever writes the fix must not be told of another problem. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "100/400 days",
                "100/0 minutes",
                "0 per hour",
                "9999999999 per hour",
                "99999999999999999999 per hour",
                "100 per 999999 days",
                "100 per 1000000000 days",
                "5 / month",
                "0/0s",
                "0/400d",
                "9999999999/0s",
                "100/0s",
                "100/13 months",
                "01/Hour",
                "1/00s"
            })
    void givesOnlyFixesThatAreOnes(String text) {
        var fix =
                Pattern.compile("write (\\d+/\\w+).*").matcher(onlyProblem(text).fix());
        if (fix.matches()) {
            assertThat(problems(fix.group(1))).isEmpty();
        } else {
            assertThat(onlyProblem(text).fix()).isEqualTo(FORMS);
        }
    }

    @Test
    void judgesTextsOfAnyLengthQuickly() {
        for (var part : new String[] {"1", "1,", "1 ", "1/", "/", "a", "1 per ", " ", "''", ",000"}) {
            assertThat(problems(part.repeat(20_000))).as(part).hasSize(1);
            assertThat(problems("1" + part.repeat(20_000) + "!")).as(part).hasSize(1);
        }
    }

    private static ConfigProblem onlyProblem(String text) {
        var found = find(text);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static List<String> problems(String... texts) {
        return find(texts).stream().map(ConfigProblem::toString).toList();
    }

    private static List<ConfigProblem> find(String... texts) {
        var settings = new ArrayList<Setting>();
        for (var text : texts) {
            settings.add(new Setting(text, "argument " + (settings.size() + 1)));
        }
        var problems = new Problems();
        var unused = new LimitReader(Algorithm.SLIDING_WINDOW, problems).read(settings);
        try {
            problems.throwIfAny("policy");
        } catch (InvalidPolicyException e) {
            return e.problems();
        }
        assertThat(unused).as("limits, where there is no problem").hasSize(texts.length);
        return List.of();
    }

    /** Of a thousandth of a second, minutes are not what was meant. */
    @Test
    void makesNoMinutesOfMilliseconds() {
        assertThat(problems("10/500ms").get(0))
                .contains("there is no window '500ms'")
                .doesNotContain("500m;", "/minute ");
    }
}
