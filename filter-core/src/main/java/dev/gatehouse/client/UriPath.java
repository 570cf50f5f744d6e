package dev.gatehouse.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * The path that an application sees which takes the URI apart itself, as frameworks do: {@code /search/en/..} is to the
 * container {@code /search/}, and to such an application the word {@code ..} in the language {@code en}. The two agree
 * but for empty segments, segments of dots and encoded slashes, which ordinary clients do not send.
 */
final class UriPath {

    /** Stands for a slash inside a segment. It is no character, so no pattern has it. */
    private static final char INNER_SLASH = '\uffff';

    private UriPath() {}

    /** Returns whether an application may see another path in a URI than the container does. */
    static boolean isDoubtful(String uri) {
        // Nearly all URIs are done with here, by what the JVM is fastest at.
        if (uri.indexOf('%') < 0
                && uri.indexOf('\\') < 0
                && uri.indexOf("/.") < 0
                && uri.indexOf("//") < 0
                && uri.indexOf("/;") < 0
                && !uri.startsWith(".")) {
            return false;
        }
        var isStart = true;
        for (var i = 0; i < uri.length(); i++) {
            if ((isStart && (isDots(uri, i) || isEmpty(uri, i))) || isInnerSlash(uri, i)) {
                return true;
            }
            isStart = uri.charAt(i) == '/';
        }
        return false;
    }

    /** Returns whether a segment that begins here is one dot or two, encoded or not, whatever its parameters. */
    private static boolean isDots(String uri, int start) {
        var end = start;
        for (var dots = 0; dots < 2; dots++) {
            end += uri.startsWith(".", end) ? 1 : isEncoded(uri, end, "2e") ? 3 : 0;
        }
        return end > start && (end == uri.length() || uri.charAt(end) == '/' || uri.charAt(end) == ';');
    }

    /** Returns whether a segment that begins here is none, as containers take it: some leave it out of the path. */
    private static boolean isEmpty(String uri, int start) {
        return start > 0 && (uri.charAt(start) == '/' || uri.charAt(start) == ';');
    }

    private static boolean isInnerSlash(String uri, int at) {
        return uri.charAt(at) == '\\' || isEncoded(uri, at, "2f") || isEncoded(uri, at, "5c");
    }

    private static boolean isEncoded(String uri, int at, String digits) {
        return uri.startsWith("%", at) && uri.regionMatches(true, at + 1, digits, 0, 2);
    }

    /**
     * Returns the path, with each segment decoded by itself and without parameters.
     *
     * @throws IllegalArgumentException if it cannot be told
     */
    static String of(String uri, String contextPath) {
        if (!uri.startsWith(contextPath)) {
            throw new IllegalArgumentException("another application's");
        }
        var path = new StringBuilder(uri.length());
        var start = contextPath.length();
        while (start < uri.length()) {
            var slash = uri.indexOf('/', start);
            var end = slash < 0 ? uri.length() : slash;
            path.append(decoded(uri.substring(start, end)));
            if (slash >= 0) {
                path.append('/');
            }
            start = end + 1;
        }
        return path.toString();
    }

    private static String decoded(String segment) {
        var parameters = segment.indexOf(';');
        var name = parameters < 0 ? segment : segment.substring(0, parameters);
        return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8)
                .replace('/', INNER_SLASH)
                .replace('\\', INNER_SLASH);
    }
}
