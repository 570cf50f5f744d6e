package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.fuzz.Input;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists of header names as preflights bring them, beside a judge that splits them. */
final class RequestedHeadersFuzzTest {

    private static final Pattern SPACE_AROUND = Pattern.compile("^[ \t]++|[ \t]++\\z");

    /** What is allowed, then the lines of the request. */
    static Stream<byte[]> seeds() {
        return Input.seeds(
                """
                authorization x-request-id content-type
                authorization,content-type
                """,
                """
                authorization x-request-id content-type
                 Authorization ,\tX-REQUEST-ID,,
                content-type
                """,
                "a ab abc\nabc,ab,a,b",
                "a b\n" + "a,".repeat(64) + "b",
                "a b\n" + "a,".repeat(63) + "b",
                "a b\n" + ",".repeat(15),
                "a b\n" + ",".repeat(16),
                "k\n\u212a");
    }

    @MethodSource("seeds")
    @FuzzTest
    void allowsWhatIsAllowedNameByName(byte[] bytes) {
        var input = Input.ofHeaders(bytes);
        var names = Stream.of(input.line(0).split(" ")).filter(Ascii::isToken).toList();
        var lines = input.from(1);
        var headers = new RequestedHeaders(names);
        var expected = allows(names, lines);
        // The second time, what was allowed is remembered.
        for (var time = 1; time <= 2; time++) {
            assertThat(headers.allows(Collections.enumeration(lines)))
                    .as("%s are all of %s, asked the %d. time", lines, names, time)
                    .isEqualTo(expected);
        }
        var alone = input.line(1);
        assertThat(headers.allows(alone)).isEqualTo(!alone.isEmpty() && isOneOf(names, alone));
    }

    private static boolean allows(List<String> names, List<String> lines) {
        var elements = lines.stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(element -> SPACE_AROUND.matcher(element).replaceAll(""))
                .toList();
        var asked = elements.stream().filter(element -> !element.isEmpty()).toList();
        return lines.stream().mapToInt(String::length).sum() <= 4_096
                && asked.size() <= 64
                && elements.size() - asked.size() <= 16
                && asked.stream().allMatch(name -> isOneOf(names, name));
    }

    /** Names are ASCII, where this ignores case as HTTP does; of other letters it folds some into ASCII. */
    private static boolean isOneOf(List<String> names, String name) {
        return name.chars().allMatch(c -> c < 0x80) && names.stream().anyMatch(name::equalsIgnoreCase);
    }
}
