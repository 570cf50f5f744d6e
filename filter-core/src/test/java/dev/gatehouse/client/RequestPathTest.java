package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
