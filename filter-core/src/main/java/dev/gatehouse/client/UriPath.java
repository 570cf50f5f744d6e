package dev.gatehouse.client;

import java.io.ByteArrayOutputStream;
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
        // Nearly all URIs are done with here, by what the JVM is fastest at. Containers take a name that has nothing
        // but parameters for none, and some leave it out of the path.
        if (uri.indexOf("//") >= 0 || uri.indexOf("/;") >= 0 || uri.indexOf('\\') >= 0) {
            return true;
        }
        if (uri.indexOf('%') < 0 && uri.indexOf("/.") < 0 && !uri.startsWith(".")) {
            return false;
        }
        var isStart = true;
        for (var i = 0; i < uri.length(); i++) {
            var c = uri.charAt(i);
            if ((isStart && isDots(uri, i)) || (c == '%' && isInnerSlash(uri, i))) {
                return true;
            }
            isStart = c == '/';
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

    private static boolean isInnerSlash(String uri, int at) {
        return isEncoded(uri, at, "2f") || isEncoded(uri, at, "5c");
    }

    private static boolean isEncoded(String uri, int at, String digits) {
        return uri.startsWith("%", at) && uri.regionMatches(true, at + 1, digits, 0, 2);
    }

    /**
     * Adds the path to another, with each segment decoded by itself and without parameters.
     *
     * @throws IllegalArgumentException if it cannot be told
     */
    static void addTo(RequestPath path, String uri, String contextPath) {
        var isAsWritten = uri.startsWith(contextPath);
        var i = isAsWritten ? contextPath.length() : 0;
        while (i < uri.length()) {
            var end = i;
            while (end < uri.length() && !isSpecial(uri.charAt(end))) {
                end++;
            }
            path.add(uri, i, end);
            i = end == uri.length() ? end : addSpecial(path, uri, end);
        }
        if (!isAsWritten && !path.dropContextPath(contextPath)) {
            throw new IllegalArgumentException("another application's");
        }
    }

    private static boolean isSpecial(char c) {
        return c == '%' || c == ';' || c == '\\';
    }

    /** Adds what begins here and is not as it is written; returns where that ends. */
    private static int addSpecial(RequestPath path, String uri, int start) {
        return switch (uri.charAt(start)) {
            case '%' -> addDecoded(path, uri, start);
            case ';' -> {
                var slash = uri.indexOf('/', start);
                yield slash < 0 ? uri.length() : slash;
            }
            default -> {
                path.add(INNER_SLASH);
                yield start + 1;
            }
        };
    }

    /** Adds what is encoded here: a character of ASCII, or all bytes of others that stand together. */
    private static int addDecoded(RequestPath path, String uri, int start) {
        var first = octet(uri, start);
        if (first < 0x80) {
            path.add(first == '/' || first == '\\' ? INNER_SLASH : (char) first);
            return start + 3;
        }
        var bytes = new ByteArrayOutputStream();
        var end = start;
        while (uri.startsWith("%", end) && octet(uri, end) >= 0x80) {
            bytes.write(octet(uri, end));
            end += 3;
        }
        var text = bytes.toString(StandardCharsets.UTF_8);
        path.add(text, 0, text.length());
        return end;
    }

    private static int octet(String uri, int at) {
        return digit(uri, at + 1) << 4 | digit(uri, at + 2);
    }

    private static int digit(String uri, int at) {
        var digit = at < uri.length() && uri.charAt(at) < 0x80 ? Character.digit(uri.charAt(at), 16) : -1;
        if (digit < 0) {
            throw new IllegalArgumentException("not encoded as it should be");
        }
        return digit;
    }
}
