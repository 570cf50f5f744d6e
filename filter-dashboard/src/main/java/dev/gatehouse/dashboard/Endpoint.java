package dev.gatehouse.dashboard;

/**
 * What a request asks for, so short that many requests are alike: its method, and its path with {@code {id}} for each
 * segment that looks like one.
 */
final class Endpoint {

    private static final int MOST_SEGMENTS = 6;
    private static final int LONGEST_SEGMENT = 32;
    private static final int LONGEST_METHOD = 16;

    /** So many characters with a digit among them are nobody's word. */
    private static final int SHORTEST_ID_WITH_LETTERS = 8;

    private Endpoint() {}

    /** Returns the endpoint of a request. */
    static String of(String method, String path) {
        var text = new StringBuilder(LONGEST_SEGMENT);
        append(text, method, LONGEST_METHOD);
        text.append(' ');
        var segments = 0;
        var start = 0;
        while (start < path.length() && path.charAt(start) == '/') {
            var end = path.indexOf('/', start + 1);
            end = end < 0 ? path.length() : end;
            text.append('/');
            if (segments == MOST_SEGMENTS) {
                return text.append('…').toString();
            }
            var segment = path.substring(start + 1, end);
            if (isId(segment)) {
                text.append("{id}");
            } else {
                append(text, segment, LONGEST_SEGMENT);
            }
            segments++;
            start = end;
        }
        return segments == 0 ? text.append(path.isEmpty() ? "/" : "…").toString() : text.toString();
    }

    /** A number, a UUID, a hash: all that has digits, and is nothing but a number or rather long. */
    private static boolean isId(String segment) {
        var digits = 0;
        for (var i = 0; i < segment.length(); i++) {
            var c = segment.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == ';') {
                return false;
            }
        }
        return digits > 0 && (digits == segment.length() || segment.length() >= SHORTEST_ID_WITH_LETTERS);
    }

    /** What no page should show is a dot. */
    private static void append(StringBuilder text, String word, int longest) {
        for (var i = 0; i < Math.min(word.length(), longest); i++) {
            var c = word.charAt(i);
            text.append(c > ' ' && c < 0x7f ? c : '·');
        }
        if (word.length() > longest) {
            text.append('…');
        }
    }
}
