package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check in place, which must agree with one that splits. */
final class RequestedHeadersTest {

    private static final List<String> NAMES = List.of("Authorization", "X-Request-Id", "X-Task-List", "K", "s");
    private static final RequestedHeaders HEADERS = new RequestedHeaders(NAMES);

    private static boolean allows(String... lines) {
        return HEADERS.allows(Collections.enumeration(List.of(lines)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "authorization",
                "AUTHORIZATION",
                "authorization,x-request-id",
                "x-request-id, authorization",
                " \tauthorization\t , ,x-request-id,",
                ",",
                "k,K,s,S",
            })
    void allowsListsOfItsNames(String line) {
        assertThat(allows(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-other",
                "authorization,x-other",
                "author",
                "authorizations",
                "authorization x-request-id",
                "authorization;x-request-id",
                "\"authorization\"",
                "*",
                "\u212a", // The Kelvin sign, which Java's own ignoring of case takes for a k.
                "\u017f", // The long s.
                "x-ta\u017fk-list",
                "\u00a0authorization",
                "\u000bauthorization",
            })
    void refusesAnythingElse(String line) {
        assertThat(allows(line)).isFalse();
    }

    @Test
    void countsOverAllLines() {
        assertThat(allows("k,".repeat(31) + "k", "k,".repeat(31) + "k")).isTrue();
        assertThat(allows("k,".repeat(31) + "k", "k,".repeat(31) + "k", "k")).isFalse();
        assertThat(allows(",".repeat(7), ",".repeat(7))).isTrue();
        assertThat(allows(",".repeat(7), ",".repeat(7), "")).isFalse();
        assertThat(allows(" ".repeat(2047) + "k", " ".repeat(2047) + "k")).isTrue();
        assertThat(allows(" ".repeat(2047) + "k", " ".repeat(2047) + "k", " ")).isFalse();
    }

    @Test
    void checksTheOtherLinesEvenIfItKnowsTheFirst() {
        assertThat(allows("k,s")).isTrue();
        assertThat(allows("k,s", "x")).isFalse();
        assertThat(allows("k,s", "k")).isTrue();
        assertThat(allows("k,S")).isTrue();
        assertThat(allows("k,x")).isFalse();
        assertThat(allows("k,x")).isFalse();
    }

    @Test
    void allowsNoLine() {
        assertThat(allows()).isTrue();
    }

    @Test
    void agreesWithACheckThatSplits() {
        var seed = 20_250_102L;
        var random = new Random(seed);
        var parts =
                List.of("authorization", "X-Request-Id", "k", "S", "x", ",", ",", ",", ", ", " ", "\t", "\u212a", "-");
        var allowed = 0;
        for (var i = 0; i < 50_000; i++) {
            var lines = new String[random.nextInt(4)];
            for (var line = 0; line < lines.length; line++) {
                var text = new StringBuilder();
                for (var left = random.nextInt(12); left > 0; left--) {
                    text.append(parts.get(random.nextInt(parts.size())));
                }
                lines[line] = text.toString().repeat(1 + random.nextInt(20) / 19 * random.nextInt(40));
            }
            var expected = allowsBySplitting(lines);
            allowed += expected ? 1 : 0;
            assertThat(allows(lines))
                    .as("%s, seed %d", Arrays.toString(lines), seed)
                    .isEqualTo(expected);
        }
        assertThat(allowed).isBetween(5_000, 45_000);
    }

    private static boolean allowsBySplitting(String... lines) {
        var known = new TreeSet<String>();
        NAMES.forEach(name -> known.add(name.toLowerCase(Locale.ROOT)));
        var elements = new ArrayList<String>();
        for (var line : lines) {
            for (var element : line.split(",", -1)) {
                elements.add(element.replaceAll("^[ \t]+|[ \t]+$", ""));
            }
        }
        var empty = elements.stream().filter(String::isEmpty).count();
        return String.join("", lines).length() <= 4_096
                && empty <= 16
                && elements.size() - empty <= 64
                && elements.stream()
                        .allMatch(name -> name.isEmpty()
                                || (name.chars().allMatch(c -> c < 0x80)
                                        && known.contains(name.toLowerCase(Locale.ROOT))));
    }

    @Test
    void findsEveryNameOfAFullTable() {
        var random = new Random(20_250_103L);
        var names = new TreeSet<String>();
        while (names.size() < 500) {
            names.add("x-" + Integer.toString(random.nextInt(100_000), 36));
        }
        var headers = new RequestedHeaders(names);

        assertThat(names).allMatch(headers::allows);
        assertThat(names).noneMatch(name -> headers.allows(name + "-"));
    }
}
