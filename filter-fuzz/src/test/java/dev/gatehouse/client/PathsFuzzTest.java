package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.fuzz.Input;
import dev.gatehouse.fuzz.NoRequest;
import dev.gatehouse.fuzz.Report;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** Patterns of paths as operators write them and paths as containers give them, beside regular expressions. */
final class PathsFuzzTest {

    private static final Pattern DOTS = Pattern.compile("(?<=/)\\.{1,2}(?=/|\\z)");

    /** The request's method; its servlet path; its path info; the patterns. */
    static Stream<byte[]> seeds() {
        return Input.seeds("""
                GET
                /courses
                /7/export
                GET /courses/{id}/export
                * /courses/*
                POST /courses/{id}
                """, """
                HEAD
                //Courses/
                /7//
                GET /courses/7
                GET /*
                GET //*
                GET /
                HEAD /{a}/{b}/*
                """, """
                GET
                /a;x=1/../b


                GET /a
                * /b/
                GET b
                get /b
                /c
                GET /:id/a
                GET /a*/b
                GET https://a.example/b?c
                """);
    }

    @MethodSource("seeds")
    @FuzzTest
    void findsExactlyWhatMatches(byte[] bytes) {
        var input = Input.ofFile(bytes);
        var method = input.line(0);
        var text = "/" + input.line(1).replaceFirst("^/", "") + input.line(2);
        var path = path("/" + input.line(1).replaceFirst("^/", ""), input.line(2));
        var patterns = new ArrayList<PathPattern>();
        for (var written : input.from(3)) {
            var pattern = pattern(written);
            if (pattern != null) {
                patterns.add(pattern);
            }
        }
        var found = new TreeSet<Integer>();
        var numbers = IntStream.range(0, patterns.size()).boxed().toList();
        new PathTree(patterns, numbers).find(method, path, found::add);
        for (var i = 0; i < patterns.size(); i++) {
            var pattern = patterns.get(i).toString();
            var matches = isFor(pattern, method)
                    && (leniently(pattern).matcher(folded(text)).matches()
                            || leniently(pattern)
                                    .matcher(folded(withoutDots(text)))
                                    .matches());
            // All of them are, where slashes can be taken in too many ways.
            if (found.size() < patterns.size()) {
                assertThat(found.contains(i))
                        .as("'%s' finds %s %s", pattern, method, text)
                        .isEqualTo(matches);
            }
            assertThat(!matches || found.contains(i)).isTrue();
            var isStrict = patterns.get(i).matchesStrictly(method, path);
            assertThat(isStrict)
                    .as("'%s' is strictly %s %s", pattern, method, text)
                    .isEqualTo(isFor(pattern, method)
                            && !DOTS.matcher(text).find()
                            && strictly(pattern).matcher(text).matches());
            assertThat(!isStrict || found.contains(i)).isTrue();
        }
    }

    private static @Nullable PathPattern pattern(String written) {
        var problems = new Problems();
        var pattern = PathPattern.parse(new Setting(written, "here"), problems);
        assertThat(problems.isEmpty()).isEqualTo(pattern != null);
        for (var problem : Report.of(problems)) {
            var fix = Report.written(problem);
            if (fix != null) {
                assertThat(PathPattern.parse(new Setting(fix, "here"), new Problems()))
                        .as("the fix of '%s', which is %s", written, fix)
                        .isNotNull();
            }
        }
        if (pattern != null) {
            assertThat(pattern).hasToString(written);
        }
        return pattern;
    }

    private static boolean isFor(String pattern, String method) {
        var written = pattern.substring(0, pattern.indexOf(' '));
        return written.equals("*") || written.equals(method) || (written + " " + method).equals("GET HEAD");
    }

    /** Letters in either case, slashes that stand together as one or with empty names between, any at the end. */
    private static Pattern leniently(String pattern) {
        var path = folded(pattern.substring(pattern.indexOf(' ') + 1));
        var isAnyRest = path.endsWith("/*");
        var regex = Stream.of((isAnyRest ? path.substring(0, path.length() - 2) : path).split("/"))
                .filter(segment -> !segment.isEmpty())
                .map(segment -> segment.startsWith("{") ? "(?:/+[^/]+|/(?=/+[^/]))" : "/+" + Pattern.quote(segment))
                .collect(Collectors.joining());
        return Pattern.compile(regex + (isAnyRest ? "(/.*)?" : "/*"), Pattern.DOTALL);
    }

    private static String folded(String text) {
        return text.chars()
                .mapToObj(c -> String.valueOf(Character.toLowerCase(Character.toUpperCase((char) c))))
                .collect(Collectors.joining());
    }

    private static String withoutDots(String path) {
        var names = new ArrayDeque<String>();
        for (var name : path.split("/", -1)) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return DOTS.matcher(path).find() ? "/" + String.join("/", names) : path;
    }

    /** To the letter, and no segment that a container may read otherwise. */
    private static Pattern strictly(String pattern) {
        var path = pattern.substring(pattern.indexOf(' ') + 1);
        var isAnyRest = path.endsWith("/*");
        var segment = "(?!\\.{1,2}(?:/|\\z))[^/;\\\\%\\x00-\\x1f\\x7f\\x{fffd}]++";
        return Pattern.compile(
                segments(isAnyRest ? path.substring(0, path.length() - 2) : path, segment)
                        + (isAnyRest ? "(?:/" + segment + ")*+/?" : ""),
                Pattern.DOTALL);
    }

    private static String segments(String path, String any) {
        return Stream.of(path.split("/", -1))
                .map(segment -> segment.startsWith("{") ? any : Pattern.quote(segment))
                .collect(Collectors.joining("/"));
    }

    private static RequestPath path(String servletPath, String pathInfo) {
        var path = new RequestPath();
        path.read(new NoRequest() {
            @Override
            public String getServletPath() {
                return servletPath;
            }

            @Override
            public String getPathInfo() {
                return pathInfo;
            }

            @Override
            public @Nullable String getRequestURI() {
                return null;
            }
        });
        return path;
    }
}
