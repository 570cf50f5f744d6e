package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.ConfigProblem;
import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathPatternTest {

    private final Problems problems = new Problems();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "GET /*",
                "* /",
                "* /*",
                "GET /health",
                "M-SEARCH /health",
                "POST /courses/{id}/export",
                "GET /{a}/{b}",
                "* /static/*",
                "GET /a.b/..c/.well-known",
                "GET /caf\u00e9",
                "GET /a:b/@c/d~e/f=g&h"
            })
    void isWrittenAsItWasRead(String text) {
        assertThat(pattern(text)).hasToString(text);
        assertThat(problems.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "''            | pattern.method-missing | none",
                "/health       | pattern.method-missing | * /health",
                "health        | pattern.method-missing | * /health",
                "/*            | pattern.method-missing | * /*",
                "GET/health    | pattern.method-missing | GET /health",
                "GET           | pattern.path           | none",
                "GET,/health   | pattern.method-missing | none",
                "get /health   | pattern.method         | GET /health",
                "Get /health   | pattern.method         | GET /health",
                "GET,POST /a   | pattern.method         | none",
                "** /a         | pattern.method         | none",
                "' /a'         | pattern.method         | none",
                "GET health    | pattern.path           | GET /health",
                "'GET  /health'| pattern.path           | GET /health",
                "'GET '        | pattern.path           | none",
                "GET *         | pattern.path           | GET /*",
                "GET https://a.example/health?x=1 | pattern.path | GET /health",
                "GET https://a.example | pattern.path   | GET /",
                "GET /a?x=1    | pattern.character      | GET /a",
                "GET /a#top    | pattern.character      | GET /a",
                "GET /a;x=1    | pattern.character      | GET /a",
                "GET /a;x=1/b  | pattern.character      | none",
                "'GET /a '     | pattern.character      | GET /a",
                "GET /a b      | pattern.character      | none",
                "GET /a%2fb    | pattern.character      | none",
                "GET /caf%C3%A9| pattern.character      | none",
                "GET /a\\b     | pattern.character      | none",
                "GET /a//b     | pattern.segment        | GET /a/b",
                "GET //        | pattern.segment        | GET /",
                "GET //*       | pattern.segment        | GET /*",
                "GET /a/       | pattern.segment        | GET /a",
                "GET /a//      | pattern.segment        | GET /a",
                "GET /a//*     | pattern.segment        | GET /a/*",
                "GET /./a      | pattern.segment        | none",
                "GET /a/../b   | pattern.segment        | none",
                "GET /a/**     | pattern.wildcard       | GET /a/*",
                "GET /**       | pattern.wildcard       | GET /*",
                "GET /a/**/b   | pattern.wildcard       | GET /a/{any}/b",
                "GET /*/b      | pattern.wildcard       | GET /{any}/b",
                "GET /*/*      | pattern.wildcard       | GET /{any}/*",
                "GET /a*       | pattern.wildcard       | none",
                "GET /a/*.js   | pattern.wildcard       | none",
                "GET /a/{id    | pattern.wildcard       | GET /a/{any}",
                "GET /a/{}     | pattern.wildcard       | GET /a/{any}",
                "GET /a/x{id}  | pattern.wildcard       | none",
                "GET /{a}{b}   | pattern.wildcard       | none",
                "GET /{i*}/a   | pattern.wildcard       | GET /{any}/a"
            })
    void tellsWhatIsWrongAndWhatToWrite(String text, String code, @Nullable String fix) {
        assertThat(PathPattern.parse(new Setting(text, "here"), problems)).isNull();
        var problem = onlyProblem();
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.place()).isEqualTo("here");
        assertThat(problem.what()).startsWith("'" + text + "' ");
        if (fix == null) {
            assertThat(problem.fix()).isEmpty();
        } else {
            assertThat(problem.fix()).isEqualTo("write " + fix);
            assertThat(pattern(fix)).as("the fix").hasToString(fix);
        }
    }

    @Test
    void rejectsLineBreaksToo() {
        for (var text : List.of("GET /a\nb", "GET /a\n\nb", "GET /a\r\n\r\nb")) {
            assertThat(PathPattern.parse(new Setting(text, "here"), problems)).isNull();
        }
        assertThat(problems.count()).isEqualTo(3);
    }

    @ParameterizedTest(name = "{0} and {1} {2}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /health         | GET    | /health      | true",
                "GET /health         | HEAD   | /health      | true",
                "GET /health         | POST   | /health      | false",
                "GET /health         | get    | /health      | false",
                "HEAD /health        | GET    | /health      | false",
                "POST /health        | HEAD   | /health      | false",
                "* /health           | DELETE | /health      | true",
                "* /health           | HEAD   | /health      | true",
                // To the letter.
                "GET /health         | GET    | /Health      | false",
                "GET /health         | GET    | /healt       | false",
                "GET /health         | GET    | /healthy     | false",
                "GET /health         | GET    | /health/     | false",
                "GET /health         | GET    | //health     | false",
                "GET /health         | GET    | /./health    | false",
                "GET /health         | GET    | /x/../health | false",
                "GET /health         | GET    | /health/..   | false",
                "GET /health         | GET    | health       | false",
                "GET /health         | GET    | ''           | false",
                "GET /health         | GET    | /            | false",
                "GET /health         | GET    | /health;x=1  | false",
                "GET /health         | GET    | /health\\    | false",
                "GET /               | GET    | /            | true",
                "GET /               | GET    | ''           | false",
                "GET /               | GET    | //           | false",
                "GET /               | GET    | /a           | false",
                // {name} is one segment, with something in it.
                "GET /a/{id}/c       | GET    | /a/7/c       | true",
                "GET /a/{id}/c       | GET    | /a/.b/c      | true",
                "GET /a/{id}/c       | GET    | /a/.../c     | true",
                "GET /a/{id}/c       | GET    | /a//c        | false",
                "GET /a/{id}/c       | GET    | /a/./c       | false",
                "GET /a/{id}/c       | GET    | /a/../c      | false",
                "GET /a/{id}/c       | GET    | /a/7/8/c     | false",
                "GET /a/{id}/c       | GET    | /a/c         | false",
                "GET /a/{id}         | GET    | /a/          | false",
                "GET /a/{id}         | GET    | /a/7/        | false",
                "GET /{id}           | GET    | /            | false",
                // A final /* is any rest, or none.
                "GET /a/*            | GET    | /a           | true",
                "GET /a/*            | GET    | /a/          | true",
                "GET /a/*            | GET    | /a/b         | true",
                "GET /a/*            | GET    | /a/b/c       | true",
                "GET /a/*            | GET    | /a/b/        | true",
                "GET /a/*            | GET    | /ab          | false",
                "GET /a/*            | GET    | /a//         | false",
                "GET /a/*            | GET    | /a//b        | false",
                "GET /a/*            | GET    | /a/b//c      | false",
                "GET /a/*            | GET    | /a/b//       | false",
                "GET /a/*            | GET    | /a/..        | false",
                "GET /a/*            | GET    | /a/../b      | false",
                "GET /a/*            | GET    | /a/..;/b     | false",
                "GET /a/*            | GET    | /a/b;x=1     | false",
                "GET /a/*            | GET    | /a/..\\b     | false",
                "GET /a/*            | GET    | /a/b/..      | false",
                // What is left encoded may be decoded once more.
                "GET /a/*            | GET    | /a/%2e%2e/b  | false",
                "GET /a/*            | GET    | /a/..%2fb    | false",
                "GET /a/*            | GET    | /a/50%.png   | false",
                "GET /a/{id}         | GET    | /a/b%3bc     | false",
                // What ends a text elsewhere, or was no text.
                "GET /a/*            | GET    | /a/..\u0000  | false",
                "GET /a/*            | GET    | /a/b\u0001c  | false",
                "GET /a/*            | GET    | /a/b\u007f   | false",
                "GET /a/*            | GET    | /a/b\ufffd   | false",
                "GET /a/*            | GET    | /a/b/../     | false",
                "GET /a/*            | GET    | /a/./b       | false",
                "GET /a/*            | GET    | //a/b        | false",
                "GET /a/{id}/*       | GET    | /a           | false",
                "GET /a/{id}/*       | GET    | /a/7         | true",
                "GET /a/{id}/*       | GET    | /a/../b      | false",
                "* /*                | GET    | ''           | true",
                "* /*                | GET    | /            | true",
                "* /*                | GET    | /a/b         | true",
                "* /*                | GET    | //           | false",
                "* /*                | GET    | /..          | false",
                "* /*                | OPTIONS| /a           | true"
            })
    void matchesStrictlyWhereverTheContainerCutsThePath(String pattern, String method, String path, boolean expected) {
        var compiled = pattern(pattern);
        for (var cut = 0; cut <= path.length(); cut++) {
            var split = Requests.path(path.substring(0, cut), path.substring(cut));
            assertThat(compiled.matchesStrictly(method, split))
                    .as("cut at %d", cut)
                    .isEqualTo(expected);
        }
        assertThat(compiled.matchesStrictly(method, Requests.path(path, null))).isEqualTo(expected);
        assertThat(compiled.matchesStrictly(method, Requests.path(null, path))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} as {1}: {2}")
    @CsvSource({
        "/open/a,            /open/a,          true",
        "/open/a;v=1,        /open/a,          true",
        // The container is there, but an application may not be.
        "/secret/../open/a,  /open/a,          false",
        "/secret/..;/open/a, /open/a,          false",
        "/open/%2e/a,        /open/a,          false",
        "/open%2Fa,          /open/a,          false",
        "/open/a%2Fb,        /open/a%2Fb,      false",
        // A folder that the container serves a file of is exempt as either.
        "/open/,             /open/index.html, true",
        "/,                  /index.html,      true",
        "/home/,             /home/index.html, false",
    })
    void matchesNoUriThatMayBeTakenForAnotherPath(String uri, String servletPath, boolean expected) {
        var path = Requests.path(uri, "", servletPath);
        assertThat(pattern("* /open/*").matchesStrictly("GET", path)
                        || pattern("GET /").matchesStrictly("GET", path))
                .isEqualTo(expected);
    }

    @Test
    void neverMatchesAPathThatTheContainerDoesNotTell() {
        assertThat(pattern("* /*").matchesStrictly("GET", Requests.unknownPath()))
                .isFalse();
        assertThat(pattern("GET /").matchesStrictly("GET", Requests.unknownPath()))
                .isFalse();
    }

    @Test
    void matchesPathsOfAnyLengthQuickly() {
        var pattern = pattern("* /a/*");
        assertThat(pattern.matchesStrictly("GET", Requests.path("/a" + "/b".repeat(500_000), null)))
                .isTrue();
        assertThat(pattern.matchesStrictly("GET", Requests.path("/a" + "/".repeat(500_000), null)))
                .isFalse();
        assertThat(pattern.matchesStrictly("GET", Requests.path("/a/" + ".".repeat(500_000), null)))
                .isTrue();
    }

    private PathPattern pattern(String text) {
        return Objects.requireNonNull(PathPattern.parse(new Setting(text, "here"), new Problems()), text);
    }

    private ConfigProblem onlyProblem() {
        try {
            problems.throwIfAny("pattern");
        } catch (InvalidPolicyException e) {
            assertThat(e.problems()).hasSize(1);
            return e.problems().get(0);
        }
        throw new AssertionError("no problem");
    }
}
