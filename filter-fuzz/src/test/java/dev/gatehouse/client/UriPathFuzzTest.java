package dev.gatehouse.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.fuzz.Input;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** URIs as clients send them, beside a plain way to take them apart: split at slashes, then decode each name. */
final class UriPathFuzzTest {

    private static final Pattern ENCODED = Pattern.compile("(?:%[0-9a-fA-F]{2})+");
    private static final Pattern MALFORMED = Pattern.compile("%(?![0-9a-fA-F]{2})");

    static Stream<byte[]> seeds() {
        return Input.seeds(
                "/courses/7",
                "/a/./b/../c",
                "/a//b/;x=1/c",
                "/a/%2e%2E;v=1/b",
                "/a%2fb%5Cc\\d",
                "/a/.%2e",
                "/caf%C3%A9/%e4/a+b;c%2fd",
                "/%2",
                "/..;/",
                ".",
                "https://a.example/b/..");
    }

    @MethodSource("seeds")
    @FuzzTest
    void takesEachNameForItselfAndTellsWhereThatIsInDoubt(byte[] bytes) {
        var uri = Input.ofHeaders(bytes).line(0);
        checkDoubt(uri);
        checkPath(uri.replaceAll("[^ -~]", "x"));
    }

    /** In doubt is what may be taken for dots, for slashes, or for nothing. */
    private static void checkDoubt(String uri) {
        var names = uri.split("/", -1);
        var isDoubtful = false;
        for (var i = 0; i < names.length; i++) {
            var name = decoded(names[i]);
            var isInside = i > 0 && (i < names.length - 1 || names[i].startsWith(";"));
            isDoubtful |= name.equals(".")
                    || name.equals("..")
                    || slashes(names[i])
                    || (isInside && withoutParameters(names[i]).isEmpty());
        }
        assertThat(UriPath.isDoubtful(uri)).as(uri).isEqualTo(isDoubtful);
    }

    /** Also in its parameters: some containers look for slashes before they leave those out. */
    private static boolean slashes(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("%2f") || lower.contains("%5c") || lower.contains("\\");
    }

    private static void checkPath(String uri) {
        var isMalformed = Stream.of(uri.split("/", -1))
                .anyMatch(name -> MALFORMED.matcher(withoutParameters(name)).find());
        if (isMalformed) {
            assertThatThrownBy(() -> path(uri)).isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThat(path(uri))
                    .isEqualTo(Stream.of(uri.split("/", -1))
                            .map(name -> decoded(name).replaceAll("[/\\\\]", "\uffff"))
                            .collect(Collectors.joining("/")));
        }
    }

    private static String path(String uri) {
        var path = new RequestPath();
        UriPath.addTo(path, uri, "");
        return IntStream.range(0, path.length())
                .mapToObj(i -> String.valueOf(path.charAt(i)))
                .collect(Collectors.joining());
    }

    private static String decoded(String name) {
        return ENCODED.matcher(withoutParameters(name))
                .replaceAll(match -> Matcher.quoteReplacement(
                        new String(HexFormat.of().parseHex(match.group().replace("%", "")), UTF_8)));
    }

    private static String withoutParameters(String name) {
        return name.split(";", 2)[0];
    }
}
