package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestPathTest {

    @Test
    void readsTheServletPathAndThePathInfoAsOne() {
        var path = Requests.path("/api", "/a/b");
        assertThat(path.isKnown()).isTrue();
        assertThat(text(path)).isEqualTo("/api/a/b");
        assertThat(text(Requests.path("/api", null))).isEqualTo("/api");
        assertThat(text(Requests.path("", "/a"))).isEqualTo("/a");
        assertThat(text(Requests.path(null, null))).isEmpty();
    }

    @Test
    void findsSegmentsAcrossTheCut() {
        var path = Requests.path("/ab", "c/d");
        assertThat(path.segmentEnd(1)).isEqualTo(4);
        assertThat(path.segmentEnd(4)).isEqualTo(4);
        assertThat(path.segmentEnd(5)).isEqualTo(6);
        assertThat(path.segmentEnd(6)).isEqualTo(6);
    }

    @Test
    void isUnknownWhereTheContainerDoesNotTell() {
        var path = Requests.unknownPath();
        assertThat(path.isKnown()).isFalse();
        assertThat(path.length()).as("nothing of the request before").isZero();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        // What the container did is all that could be done.
        "/a/b,             '',   /a/b,          none",
        "/a/b/,            '',   /a/b/,         none",
        "/app/a;v=1,       /app, /a,            none",
        "/app,             /app, '',            none",
        "//a//b,           '',   /a/b,          //a//b",
        "/a/;x/b,          '',   /a/b,          /a//b",
        "/caf%C3%A9,       '',   /café,         none",
        // An application that takes the URI apart has other segments.
        "/search/en/..,    '',   /search/,      /search/en/..",
        "/app/a/%2e/b;v,   /app, /a/b,          /a/./b",
        "/app;v/a/..,      /app;v, /,           /a/..",
        "/a%2Fb,           '',   /a/b,          /a\uffffb",
        "/a%2Fb,           '',   /a%2Fb,        /a\uffffb",
        "/a\\b,            '',   /a/b,          /a\uffffb",
        // A folder of which the container serves a file.
        "/,                '',   /index.html,   /",
        "/app/a/,          /app, /a/index.html, /a/",
        "/app/a/;v=1,      /app, /a/index.html, /a/",
        "/app/a;/,         /app, /a/index.html, /a/",
    })
    void knowsThePathThatWasAskedForWhereItMayBeAnother(
            String uri, String contextPath, String servletPath, String other) {
        var path = Requests.path(uri, contextPath, servletPath);
        assertThat(text(path)).isEqualTo(servletPath);
        var found = path.asked();
        assertThat(found == null ? "none" : text(found)).isEqualTo(other);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/files/report.txt, none",
        "/files/.hidden/...,none",
        "/files/./a,        /files/a",
        "/files/x/../a,     /files/a",
        "/files/../../a,    /a",
        "/files//./a/,      /files/a",
        "/files/a/.,        /files/a",
        "/files/a/..,       /files",
        "/..,               ''",
        "a/./b,             a/b",
    })
    void resolvesTheDotsThatTheContainerLeft(String servletPath, String expected) {
        for (var cut = 0; cut <= servletPath.length(); cut++) {
            var path = Requests.path(servletPath.substring(0, cut), servletPath.substring(cut));
            var found = path.resolved();
            assertThat(found == null ? "none" : text(found)).isEqualTo(expected);
            assertThat(path.isDoubtful()).isEqualTo(found != null);
        }
    }

    /** The array that holds it grows; what is resolved has one of its own. */
    @Test
    void isAsLongAsItIs() {
        var half = "/" + "a".repeat(299);
        var path = Requests.path(half + "/.", half);
        assertThat(text(path)).isEqualTo(half + "/." + half);
        assertThat(text(Objects.requireNonNull(path.resolved()))).isEqualTo(half + half);
    }

    @Test
    void isUnknownWhereTheContextPathIsNotTold() {
        var request = mock(HttpServletRequest.class);
        when(request.getServletPath()).thenReturn("/a");
        when(request.getRequestURI()).thenReturn("/app\\a");
        when(request.getContextPath()).thenThrow(new IllegalStateException("Unable to find match"));
        var path = new RequestPath();
        path.read(request);
        assertThat(path.isKnown()).isFalse();
    }

    @Test
    void isUnknownWhereADoubtfulUriCannotBeTakenApart() {
        assertThat(Requests.path("/a/%zz/..", "", "/a/").isKnown()).isFalse();
        assertThat(Requests.path("/other/a/..", "/app", "/").isKnown()).isFalse();
    }

    @Test
    void forgetsTheOtherPathOfTheRequestBefore() {
        var request = mock(HttpServletRequest.class);
        when(request.getServletPath()).thenReturn("/a");
        when(request.getRequestURI()).thenReturn("/a/b/..", "/a");
        when(request.getContextPath()).thenReturn("");
        var path = new RequestPath();
        path.read(request);
        assertThat(path.isDoubtful()).isTrue();
        path.read(request);
        assertThat(path.isDoubtful()).isFalse();
        assertThat(path.asked()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, /a/b/",
        "/a/b, //a/b",
        "/a/b, /a//b",
        "/a/b, /a///b//",
        "/a/b, /A/b",
        "/a/b, /a/B",
        "/a-z/b, /A-Z/B",
        "/\u00e9, /\u00c9",
        "/link, /lin\u212a",
        "/sink, /\u017fink",
        "/a/b, /a/./b",
        "/a/b, /x/.././a/b/",
        "/a, /a/b/..",
        "/, ''",
        "/, //"
    })
    void countsSpellingsThatMayReachTheSameHandlerTogether(String one, String other) {
        for (var cut = 0; cut <= other.length(); cut++) {
            assertThat(digest(Requests.path(other.substring(0, cut), other.substring(cut))))
                    .as("cut at %d", cut)
                    .isEqualTo(digest(Requests.path(one, null)));
        }
    }

    /** Else a caller could be somebody else by spelling a URI so that nobody can take it apart. */
    @ParameterizedTest
    @ValueSource(strings = {"/app/a/./b", "/%61pp/a/./b", "/x/../app/a/./b", "/app/a/%zz/../b"})
    void countsWhatTheContainerSaysWhateverTheUriIs(String uri) {
        assertThat(digest(Requests.path(uri, "/app", "/a/b"))).isEqualTo(digest(Requests.path("/a/b", null)));
    }

    @Test
    void countsOtherPathsApart() {
        Map<String, String> seen = new HashMap<>();
        for (var path : new String[] {
            "/",
            "/a",
            "/b",
            "/a/b",
            "/ab",
            "/a/bc",
            "/ab/c",
            "/a.b",
            "/a/b/c",
            "/a b",
            "/a_b",
            "/a@b",
            "/a`b",
            "/a[b",
            "/a{b",
            "/e",
            "/\u00e9",
            "/\u0101",
            "/a\u00ff",
            "/a\\b"
        }) {
            assertThat(seen.put(digest(Requests.path(path, null)), path))
                    .as(path)
                    .isNull();
        }
    }

    private static String digest(RequestPath path) {
        var digest = new Digest(new Digest.Secret(1, 2));
        digest.start();
        path.addTo(digest);
        digest.finish();
        return digest.high() + " " + digest.low();
    }

    private static String text(RequestPath path) {
        var text = new StringBuilder();
        for (var i = 0; i < path.length(); i++) {
            text.append(path.charAt(i));
        }
        return text.toString();
    }
}
