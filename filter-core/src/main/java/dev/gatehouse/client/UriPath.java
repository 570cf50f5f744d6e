package dev.gatehouse.client;

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
        if (!uri.startsWith(contextPath)) {
            throw new IllegalArgumentException("another application's");
        }
        var i = contextPath.length();
        while (i < uri.length()) {
            var end = i;
            while (end < uri.length() && !isSpecial(uri.charAt(end))) {
                end++;
            }
            path.add(uri, i, end);
            i = end == uri.length() ? end : addSpecial(path, uri, end);
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

    /** Adds all that is encoded from here on; returns where that ends. */
    private static int addDecoded(RequestPath path, String uri, int start) {
        var end = start;
        while (uri.startsWith("%", end)) {
            end += 3;
        }
        var bytes = new byte[(end - start) / 3];
        for (var i = 0; i < bytes.length; i++) {
            var at = start + 3 * i;
            bytes[i] = (byte) (digit(uri, at + 1) << 4 | digit(uri, at + 2));
        }
        var text = new String(bytes, StandardCharsets.UTF_8);
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            path.add(c == '/' || c == '\\' ? INNER_SLASH : c);
        }
        return end;
    }

    private static int digit(String uri, int at) {
        var digit = at < uri.length() && uri.charAt(at) < 0x80 ? Character.digit(uri.charAt(at), 16) : -1;
        if (digit < 0) {
            throw new IllegalArgumentException("not encoded as it should be");
        }
        return digit;
    }
}
