package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.fuzz.Input;
import dev.gatehouse.fuzz.Report;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Limits as operators write them: one that is taken is read back from its own text, and a fix is one that is taken. */
final class LimitFuzzTest {

    private static final Pattern LIMIT =
            Pattern.compile("(?<requests>[0-9]+)/(?<window>second|minute|hour|day|(?<count>[0-9]+)(?<unit>[smhd]))");

    private static final BigInteger MOST_REQUESTS = BigInteger.valueOf(1_000_000_000);
    private static final BigInteger MOST_SECONDS = BigInteger.valueOf(366L * 86_400);

    static Stream<byte[]> seeds() {
        return Input.seeds(
                "1000/hour\n100/minute",
                "1000000000/366d",
                "0007/00000000001s",
                "0/hour",
                "1000000001/second",
                "5/0s",
                "5/367d",
                "1,000/hour",
                "1\n000/hour",
                "100 per 5 minutes",
                "100/fortnight",
                "99999999999999999999/day",
                "100 requests every 30s\n100/Miunte\n100/60m\n100/hour");
    }

    @MethodSource("seeds")
    @FuzzTest
    void isALimitOrAReport(byte[] bytes) {
        var lines = Input.ofFile(bytes).lines();
        for (var algorithm : Algorithm.values()) {
            for (var text : lines) {
                var problems = new Problems();
                var limits = read(algorithm, problems, List.of(text));
                assertThat(limits.size()).as("'%s' is a limit", text).isEqualTo(isLimit(text) ? 1 : 0);
                assertThat(problems.isEmpty()).isEqualTo(limits.size() == 1);
                for (var problem : Report.of(problems)) {
                    assertThat(problem.fix()).isNotEmpty();
                    if (problem.fix().matches("write \\d.*")) {
                        var fix = problem.fix().substring("write ".length()).replaceFirst(";.*", "");
                        assertThat(isLimit(fix))
                                .as("the fix of '%s', which is %s", text, fix)
                                .isTrue();
                    }
                }
            }
            // Together: what was taken is taken again as it is shown.
            var problems = new Problems();
            var limits = read(algorithm, problems, lines);
            Report.of(problems);
            if (problems.isEmpty()) {
                var shown =
                        limits.stream().map(limit -> limit.quota().toString()).toList();
                assertThat(read(algorithm, problems, shown)).isEqualTo(limits);
                assertThat(problems.isEmpty()).isTrue();
            }
        }
    }

    private static List<Limit> read(Algorithm algorithm, Problems problems, List<String> texts) {
        return new LimitReader(algorithm, problems)
                .read(texts.stream().map(text -> new Setting(text, "here")).toList());
    }

    private static boolean isLimit(String text) {
        var limit = LIMIT.matcher(text);
        return limit.matches()
                && isWithin(new BigInteger(limit.group("requests")), MOST_REQUESTS)
                && (limit.group("count") == null
                        || isWithin(seconds(limit.group("count"), limit.group("unit")), MOST_SECONDS));
    }

    private static BigInteger seconds(String count, String unit) {
        var one = switch (unit) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            default -> 86_400;
        };
        return new BigInteger(count).multiply(BigInteger.valueOf(one));
    }

    private static boolean isWithin(BigInteger number, BigInteger most) {
        return number.signum() > 0 && number.compareTo(most) <= 0;
    }
}
