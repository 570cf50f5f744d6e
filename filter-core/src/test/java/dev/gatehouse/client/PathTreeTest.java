package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathTreeTest {

    private static PathTree tree(List<String> patterns) {
        var problems = new Problems();
        var parsed = patterns.stream()
                .map(text -> Objects.requireNonNull(PathPattern.parse(new Setting(text, "here"), problems)))
                .toList();
        return new PathTree(parsed, IntStream.range(0, patterns.size()).boxed().toList());
    }

    private static Set<Integer> find(PathTree tree, String method, String servletPath, String pathInfo) {
        var path = Requests.path(servletPath, pathInfo);
        var found = new TreeSet<Integer>();
        tree.find(method, path, found::add);
        return found;
    }

    @Test
    void findsAllPatternsThatMatch() {
        var tree = tree(List.of(
                "GET /courses/{id}",
                "* /courses/{id}",
                "GET /courses/7",
                "GET /courses/*",
                "* /*",
                "POST /courses/{id}/export",
                "GET /",
                "GET /{any}/7"));

        assertThat(find(tree, "GET", "/courses/7", "")).containsExactly(0, 1, 2, 3, 4, 7);
        assertThat(find(tree, "HEAD", "/courses/8", "")).containsExactly(0, 1, 3, 4);
        assertThat(find(tree, "POST", "/courses/7", "")).containsExactly(1, 4);
        assertThat(find(tree, "POST", "/courses", "/7/export")).containsExactly(4, 5);
        assertThat(find(tree, "GET", "/courses", "")).containsExactly(3, 4);
        assertThat(find(tree, "GET", "/", "")).containsExactly(4, 6);
        assertThat(find(tree, "GET", "", "")).containsExactly(4, 6);
        assertThat(find(tree, "GET", "/courses/7/more", "")).containsExactly(3, 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/login",
                "/login/",
                "//login",
                "/login//",
                "/LOGIN",
                "/LogIn/",
            })
    void findsTheRuleOfEverySpellingThatMayReachTheHandler(String path) {
        assertThat(find(tree(List.of("POST /login")), "POST", path, "")).containsExactly(0);
    }

    /** An application's router that ignores case may go by Java's lower case, its upper case, or both. */
    @ParameterizedTest
    @CsvSource({
        "/CAFÉ, true",
        "/café, true",
        "/cafe, false",
        "/KELVIN, true",
        "/\u212aelvin, true",
        "/kelv\u0130n, true",
        "/kelv\u0131n, true",
        "/kelv\u00ecn, false",
        "/\uff4belvin, false",
        "/ΟΔΌΣ, true",
        "/οδός, true",
        "/οδόσ, true",
        "/SINK, true",
        "/\u017fink, true",
    })
    void takesLettersForTheSameThatJavaDoesIgnoringCase(String path, boolean matches) {
        var tree = tree(List.of("GET /café", "GET /Kelvin", "GET /Οδός", "GET /sink"));
        assertThat(find(tree, "GET", path, "").isEmpty()).isNotEqualTo(matches);
    }

    /** No letter that Java may take for another is missed, in paths or in patterns. */
    @Test
    void foldsEveryCharacterAsJavaMay() {
        for (var c = Character.MIN_VALUE; c < Character.MAX_VALUE; c++) {
            var folded = RequestPath.folded(c);
            assertThat(RequestPath.folded(Character.toLowerCase(c))).isEqualTo(folded);
            assertThat(RequestPath.folded(Character.toUpperCase(c))).isEqualTo(folded);
        }
    }

    /** To an application, nothing between two slashes may be a name like any other. */
    @ParameterizedTest
    @CsvSource({
        "/courses//export, 0 1",
        "//courses//export, 0 1",
        "/courses///export, 0 1",
        "/courses//export/, 0 1",
        "/courses/export, 1",
        "/courses/export//, 1",
        "/courses//, ''",
        "//, ''",
        "//7/export, 2",
        "/courses//7/export, 0 2",
    })
    void takesNothingBetweenSlashesForANameToo(String path, String expected) {
        var tree = tree(List.of("GET /courses/{id}/export", "GET /courses/export", "GET /{any}/7/export"));
        var numbers = expected.isEmpty()
                ? Set.of()
                : Stream.of(expected.split(" ", -1)).map(Integer::valueOf).collect(Collectors.toSet());
        assertThat(find(tree, "GET", path, "")).isEqualTo(numbers);
    }

    /** Which of the two the application goes by cannot be told. */
    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource({
        "/search/en/.., /search/, 0 1 2",
        "/search/../words, /words, 0 1",
        "/search/en/wor%2Fds, /search/en/wor/ds, 0",
        "/, /index.html, 1 3",
        "/words/;v, /words/index.html, 1",
        // Undertow leaves dots for whoever serves the file.
        "/search/./en/words, /search/./en/words, 0",
        "/x/%2e%2e/words, /x/../words, 1",
    })
    void findsTheRulesOfBothPathsThatAUriMayBeTakenFor(String uri, String servletPath, String expected) {
        var tree = tree(List.of("GET /search/{language}/{words}", "GET /{page}", "* /search", "GET /"));
        var found = new TreeSet<Integer>();
        tree.find("GET", Requests.path(uri, "", servletPath), found::add);
        assertThat(found)
                .isEqualTo(
                        Stream.of(expected.split(" ", -1)).map(Integer::valueOf).collect(Collectors.toSet()));
    }

    @Test
    void matchesEverythingWhereTheContainerDoesNotTellThePath() {
        var path = Requests.unknownPath();
        var found = new TreeSet<Integer>();
        tree(List.of("GET /a", "POST /b")).find("GET", path, found::add);
        assertThat(found).containsExactly(0, 1);
    }

    /** Ten thousand numbered resources once filled stretches of up to 180 places, and all paths had to walk them. */
    /** In more ways than anybody could try, so that it is not tried for long: the path then matches every pattern. */
    @Test
    @Timeout(10)
    void triesOnlySoManyWaysToTakeSlashesThatStandTogether() {
        var tree = tree(List.of("GET " + "/{name}".repeat(40) + "/end", "GET /other"));
        for (var path : List.of("/".repeat(40) + ("x" + "/".repeat(40)).repeat(40), "/".repeat(8_000) + "x")) {
            assertThat(find(tree, "GET", path, "")).containsExactly(0, 1);
        }
        assertThat(find(tree, "GET", "/x".repeat(40) + "/end", "")).containsExactly(0);
        assertThat(find(tree, "GET", "/x".repeat(4_000), "")).isEmpty();
    }

    @Test
    void scattersNumberedSegmentsOverATable() {
        var taken = new BitSet();
        for (var i = 0; i < 10_000; i++) {
            var place = PathTree.spread("resource%05d".formatted(i).hashCode()) & 0x7fff;
            while (taken.get(place)) {
                place = (place + 1) & 0x7fff;
            }
            taken.set(place);
        }
        for (var i = taken.nextSetBit(0); i >= 0; i = taken.nextSetBit(taken.nextClearBit(i))) {
            assertThat(taken.nextClearBit(i) - i).isLessThan(40);
        }
    }

    /** Random patterns and paths over few segments, against matching each pattern by itself. */
    @Test
    void findsWhatMatchingOneByOneFinds() {
        for (var seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var patterns = new ArrayList<String>();
            for (var i = 0; i < 30; i++) {
                var pattern = new StringBuilder(random.nextInt(3) == 0 ? "*" : "GET").append(' ');
                var depth = random.nextInt(4);
                for (var segment = 0; segment < depth; segment++) {
                    pattern.append('/')
                            .append(random.nextInt(4) == 0 ? "{x}" : String.valueOf("abC".charAt(random.nextInt(3))));
                }
                pattern.append(random.nextInt(3) == 0 ? "/*" : depth == 0 ? "/" : "");
                if (!patterns.contains(pattern.toString())) {
                    patterns.add(pattern.toString());
                }
            }
            var tree = tree(patterns);
            for (var i = 0; i < 50; i++) {
                var path = new StringBuilder();
                for (var segment = random.nextInt(5); segment > 0; segment--) {
                    path.append(random.nextInt(5) == 0 ? "//" : "/").append("abcABC".charAt(random.nextInt(6)));
                }
                path.append(random.nextBoolean() ? "/" : "");
                var text = path.toString();
                var expected = new TreeSet<Integer>();
                for (var p = 0; p < patterns.size(); p++) {
                    if (naively(patterns.get(p), text)) {
                        expected.add(p);
                    }
                }
                var cut = random.nextInt(text.length() + 1);
                assertThat(find(tree, "GET", text.substring(0, cut), text.substring(cut)))
                        .as("%s of %s, seed %d", text, patterns, seed)
                        .isEqualTo(expected);
            }
        }
    }

    private static boolean naively(String pattern, String path) {
        var isAnyRest = pattern.endsWith("/*");
        var segments = pattern.substring(pattern.indexOf(' ') + 1).replaceFirst("/\\*?$", "");
        var regex = segments.toLowerCase(Locale.ROOT).replace("/", "/+").replace("/+{x}", "(/+[^/]+|/(?=/+[^/]))");
        return path.toLowerCase(Locale.ROOT).matches(regex + (isAnyRest ? "(/.*)?" : "/*"));
    }
}
