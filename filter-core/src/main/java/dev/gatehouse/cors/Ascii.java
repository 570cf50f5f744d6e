package dev.gatehouse.cors;

/**
 * Comparing as HTTP does: only the letters A to Z have two cases. Java's own ignoring of case also folds the Kelvin
 * sign to {@code k} and the long s to {@code s}, which no header field does.
 */
final class Ascii {

    private Ascii() {}

    static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    /** Returns whether a part of a text is a lower-case word, ignoring case. */
    static boolean matches(String text, int start, int end, String lowerCaseWord) {
        if (end - start != lowerCaseWord.length()) {
            return false;
        }
        for (var i = start; i < end; i++) {
            if (lower(text.charAt(i)) != lowerCaseWord.charAt(i - start)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a list of RFC 9110, section 5.6.1, has an element, ignoring case. Allocates nothing. */
    static boolean lists(String list, String lowerCaseElement) {
        var start = 0;
        for (var at = 0; at <= list.length(); at++) {
            if (at < list.length() && list.charAt(at) != ',') {
                continue;
            }
            if (at - start >= lowerCaseElement.length() && isElement(list, start, at, lowerCaseElement)) {
                return true;
            }
            start = at + 1;
        }
        return false;
    }

    private static boolean isElement(String list, int from, int to, String lowerCaseElement) {
        var start = from;
        var end = to;
        while (start < end && isSpace(list.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(list.charAt(end - 1))) {
            end--;
        }
        return matches(list, start, end, lowerCaseElement);
    }

    /** Returns whether a character is what RFC 9110, section 5.6.3, lets stand around the elements of a list. */
    static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /** Returns whether a text is a token of RFC 9110, section 5.6.2. */
    static boolean isToken(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            var letterOrDigit = (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
