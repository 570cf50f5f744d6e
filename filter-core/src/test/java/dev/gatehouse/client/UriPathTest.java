package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UriPathTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // What the container says is all there is to it.
        "'', false",
        "*, false",
        "/, false",
        "/a/b, false",
        "/a;v=1/b, false",
        "/a.b/.c/...d/e..f, false",
        "/a/%2ec/%2e%2e%2e, false",
        "/caf%C3%A9%20, false",
        "/a/%, false",
        "/a/%2, false",
        "/a/.%2, false",
        "/100%25, false",
        // Segments of dots: the container takes them out, with or without parameters.
        "., true",
        "/., true",
        "/.., true",
        "/../a, true",
        "/a/./b, true",
        "/a/.;v=1/b, true",
        "/a/..;/b, true",
        "/a/%2e, true",
        "/a/%2E%2e/b, true",
        "/a/.%2e;v, true",
        "/a/%2e.//, true",
        // A URI need not begin with a slash.
        "%2e%2e/a, true",
        "\\a, true",
        // Empty segments: some containers leave them out.
        "//, true",
        "/a//b, true",
        "/a/;v=1/b, true",
        "//a, true",
        "/a//, true",
        // Slashes that may or may not be ones.
        "/a%2fb, true",
        "/a%2Fb, true",
        "/a%5cb, true",
        "/a%5Cb, true",
        "/a\\b, true",
    })
    void tellsWhichUrisMayBeTakenForAnotherPath(String uri, boolean expected) {
        assertThat(UriPath.isDoubtful(uri)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/a/../b, '', /a/../b",
        "/a/./b, '', /a/./b",
        "/a/%2e%2E/b, '', /a/../b",
        "/a/..;v=1/b;w, '', /a/../b",
        "/a;v=1/;x/b, '', /a//b",
        "/app/a/.., /app, /a/..",
        "/app;v=1/a/.., /app;v=1, /a/..",
        "/app, /app, ''",
        // Containers decode it before they look for the context path, and some leave out nothing and dots.
        "/%61pp/a/.., /app, /a/..",
        "/./app//a, /app, //a",
        "//app;v=1/..;/x, /app, /../x",
        "/%61/./%62/c%2fd, /a/b, /c\uffffd",
        "/caf%C3%A9/%61/.., '', /caf\u00e9/a/..",
        "/a+b/.., '', /a+b/..",
        "/a%2Bb/.., '', /a+b/..",
        // A slash inside a segment is none, whatever it comes as.
        "/a%2Fb, '', /a\uffffb",
        "/a%2fb%5Cc\\d, '', /a\uffffb\uffffc\uffffd",
        // One that is encoded twice is nothing special.
        "/a%252Fb/.., '', /a%2Fb/..",
    })
    void takesEachSegmentByItself(String uri, String contextPath, String expected) {
        assertThat(path(uri, contextPath)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/a/%/.., ''",
        "/a/%zz/.., ''",
        "/a/%2/.., ''",
        "/other/.., /app",
        "/ap/.., /app",
        "/apple/.., /app/x",
        "/x/../app/a, /app",
        "'', /app"
    })
    void knowsNoPathOfWhatCannotBeTakenApart(String uri, String contextPath) {
        assertThatIllegalArgumentException().isThrownBy(() -> path(uri, contextPath));
    }

    @Test
    void takesLongUrisApartQuickly() {
        assertThat(UriPath.isDoubtful("/%2e".repeat(100_000) + "x")).isTrue();
        assertThat(UriPath.isDoubtful("/%2e%2e%2e".repeat(100_000))).isFalse();
        assertThat(path("/%2e;".repeat(100_000), "")).isEqualTo("/.".repeat(100_000));
    }

    private static String path(String uri, String contextPath) {
        var path = new RequestPath();
        UriPath.addTo(path, uri, contextPath);
        return IntStream.range(0, path.length())
                .mapToObj(i -> String.valueOf(path.charAt(i)))
                .collect(Collectors.joining());
    }

    @Test
    void decodesEachOctetOfAsciiHoweverItsDigitsAreWritten() {
        for (var octet = 0; octet < 0x80; octet++) {
            var decoded = octet == '/' || octet == '\\' ? "\uffff" : String.valueOf((char) octet);
            assertThat(path("/a%%%02x/..".formatted(octet), "")).isEqualTo("/a" + decoded + "/..");
            assertThat(path("/a%%%02X/..".formatted(octet), "")).isEqualTo("/a" + decoded + "/..");
        }
    }

    /** Fullwidth and Arabic digits are digits to Java, and to no URI. */
    @Test
    void takesNoOtherCharacterForADigit() {
        var digits = "0123456789abcdefABCDEF";
        for (var c = 0; c < 0x10000; c++) {
            var character = String.valueOf((char) c);
            if (!digits.contains(character)) {
                assertThatIllegalArgumentException()
                        .as("%04x", c)
                        .isThrownBy(() -> path("/a%" + character + "0/..", ""));
                assertThatIllegalArgumentException()
                        .as("%04x", c)
                        .isThrownBy(() -> path("/a%0" + character + "/..", ""));
            }
        }
    }
}
