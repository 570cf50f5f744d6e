package dev.gatehouse.client;

import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Requests told by method and path: {@code GET /courses/{id}/export}, {@code * /static/*}. Immutable.
 *
 * <p>{@code *} is any method, {@code {name}} any one segment, a final {@code /*} any rest or none. GET is HEAD too.
 */
public final class PathPattern {

    /** The methods of HTTP, to tell what is meant by a pattern that is none. Other methods are as good. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private final String method;
    /** Literal texts; an empty one stands for any segment. */
    private final String[] segments;

    private final boolean anyRest;
    private final String written;

    private PathPattern(String method, List<String> segments, boolean anyRest, String written) {
        this.method = method;
        this.segments = segments.toArray(String[]::new);
        this.anyRest = anyRest;
        this.written = written;
    }

    /** Reads a pattern, or returns null after telling what is wrong with it. */
    public static @Nullable PathPattern parse(Setting setting, Problems problems) {
        var text = (String) setting.value();
        var space = text.indexOf(' ');
        if (METHODS.contains(text.strip().toUpperCase(Locale.ROOT))) {
            return problem(setting, problems, "pattern.path", "has no path", "");
        }
        if (space < 0 || text.startsWith("/")) {
            return problem(setting, problems, "pattern.method-missing", "has no method", withMethod(text));
        }
        var method = text.substring(0, space);
        var path = text.substring(space + 1);
        if (!method.equals("*") && !method.matches("[A-Z][A-Z-]*")) {
            return problem(
                    setting,
                    problems,
                    "pattern.method",
                    "has the method " + Setting.quote(method) + "; it can be one in upper case, or * for any",
                    method.toUpperCase(Locale.ROOT) + " " + path);
        }
        if (!path.startsWith("/")) {
            return problem(
                    setting,
                    problems,
                    "pattern.path",
                    "has a path that does not begin with a slash",
                    method + " " + withSlash(path.strip()));
        }
        if (path.chars().anyMatch(c -> "?#;\\%".indexOf(c) >= 0 || Character.isWhitespace(c))) {
            return problem(
                    setting,
                    problems,
                    "pattern.character",
                    "has one of ? # ; \\ % or white space, and patterns are compared with decoded paths, without queries",
                    method + " " + path.replaceFirst("[?#].*|;[^/]*$", "").strip());
        }
        return segments(setting, problems, method, path);
    }

    private static String withMethod(String text) {
        var slash = text.indexOf('/');
        var method = slash < 0 ? "" : text.substring(0, slash).toUpperCase(Locale.ROOT);
        if (METHODS.contains(method)) {
            return method + " " + text.substring(slash);
        }
        return text.matches("[\\w./{}*-]+") ? "* " + withSlash(text) : "";
    }

    private static String withSlash(String path) {
        if (path.matches("https?://.*")) {
            return path.replaceFirst("https?://[^/?#]*/?", "/").replaceFirst("[?#].*", "");
        }
        return path.startsWith("/") || path.isEmpty() ? path : "/" + path;
    }

    private static @Nullable PathPattern segments(Setting setting, Problems problems, String method, String path) {
        var anyRest = path.endsWith("/*");
        var inner = anyRest ? path.substring(0, path.length() - 2) : path;
        var segments = new ArrayList<String>();
        if (!inner.isEmpty()) {
            for (var segment : inner.substring(1).split("/", -1)) {
                if (segment.matches("\\{[^{}*]+}")) {
                    segments.add("");
                } else if (segment.matches(":[A-Za-z_]\\w*")) {
                    return problem(
                            setting,
                            problems,
                            "pattern.colon",
                            "has " + Setting.quote(segment) + ", as others write any one segment; here that is {name}",
                            method + " " + path.replaceAll("/:([A-Za-z_]\\w*)(?=/|$)", "/{$1}"));
                } else if (segment.matches(".*[{}*].*")) {
                    return problem(
                            setting,
                            problems,
                            "pattern.wildcard",
                            "has " + Setting.quote(segment)
                                    + "; {name} stands for one whole segment, and /* at the end for any rest",
                            method + " " + withWholeWildcards(path));
                } else if (segment.equals(".")
                        || segment.equals("..")
                        || (segment.isEmpty() && (anyRest || inner.length() > 1))) {
                    return problem(
                            setting,
                            problems,
                            "pattern.segment",
                            "has a segment that is empty, . or .., which no pattern may have",
                            method + " " + path.replaceAll("/+", "/").replaceFirst("(.)/$", "$1"));
                } else {
                    segments.add(segment.isEmpty() ? "/" : segment);
                }
            }
        }
        return new PathPattern(method, segments, anyRest, method + " " + path);
    }

    private static String withWholeWildcards(String path) {
        return path.replaceFirst("/\\*\\*$", "/*")
                .replaceAll("/(\\*\\*?|\\{[^{}/]*|[^{}*/]*}|\\{[^{}/]*})(?=/)", "/{any}")
                .replaceFirst("/(\\{[^{}/]*|[^{}*/]*}|\\{})$", "/{any}");
    }

    /** Tells a problem; the fix only if it is one, so that nobody is sent from one problem into the next. */
    private static @Nullable PathPattern problem(
            Setting setting, Problems problems, String code, String what, String fix) {
        var isOne =
                !fix.isEmpty() && !fix.equals(setting.value()) && parse(new Setting(fix, ""), new Problems()) != null;
        problems.add(setting.place(), code, setting.quoted() + " " + what, isOne ? "write " + fix : "");
        return null;
    }

    /**
     * Returns whether this is such a request, strictly: every segment to the letter, and never a path with an empty
     * segment or one of dots in it. For exempting requests, where a doubtful spelling must not pass.
     */
    public boolean matchesStrictly(String requestMethod, RequestPath path) {
        if (!path.isKnown() || path.isDoubtful() || !isFor(method, requestMethod)) {
            return false;
        }
        var folder = path.asked();
        return isPath(path) || (folder != null && isPath(folder));
    }

    private boolean isPath(RequestPath path) {
        var at = 0;
        for (var segment : segments) {
            if (at == path.length() || path.charAt(at) != '/') {
                return false;
            }
            var end = path.segmentEnd(at + 1);
            if (!matches(segment, path, at + 1, end)) {
                return false;
            }
            at = end;
        }
        return at == path.length() || (anyRest && isPlain(path, at));
    }

    /** Returns whether a pattern's method is a request's: {@code *} is any, and GET is HEAD too. */
    static boolean isFor(String method, String requestMethod) {
        return method.equals("*")
                || method.equals(requestMethod)
                || (method.equals("GET") && requestMethod.equals("HEAD"));
    }

    String method() {
        return method;
    }

    /** Returns the segments; an empty one is any segment. */
    List<String> segments() {
        return isRoot() ? List.of() : List.of(segments);
    }

    private boolean isRoot() {
        return segments.length == 1 && segments[0].equals("/");
    }

    boolean isAnyRest() {
        return anyRest;
    }

    private static boolean matches(String segment, RequestPath path, int start, int end) {
        if (segment.isEmpty()) {
            return isPlainSegment(path, start, end);
        }
        if (segment.equals("/")) {
            return start == end;
        }
        if (segment.length() != end - start) {
            return false;
        }
        for (var i = 0; i < segment.length(); i++) {
            if (segment.charAt(i) != path.charAt(start + i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether what follows is segments with something in them; the last may be empty. */
    private static boolean isPlain(RequestPath path, int from) {
        var at = from;
        while (at < path.length()) {
            var end = path.segmentEnd(at + 1);
            if (!isPlainSegment(path, at + 1, end) && end < path.length()) {
                return false;
            }
            if (end > at + 1 && !isPlainSegment(path, at + 1, end)) {
                return false;
            }
            at = end;
        }
        return true;
    }

    private static boolean isPlainSegment(RequestPath path, int start, int end) {
        var length = end - start;
        var dots = length > 0
                && path.charAt(start) == '.'
                && (length == 1 || (length == 2 && path.charAt(start + 1) == '.'));
        for (var i = start; i < end; i++) {
            if (isDoubtful(path.charAt(i))) {
                return false;
            }
        }
        return length > 0 && !dots;
    }

    /** Returns whether an application that decodes once more, or cuts at it, may see another path behind this. */
    private static boolean isDoubtful(char c) {
        return c == ';' || c == '\\' || c == '%' || c < ' ' || c == '\u007f' || c == '\ufffd';
    }

    /** Returns the pattern as it is written. */
    @Override
    public String toString() {
        return written;
    }
}
