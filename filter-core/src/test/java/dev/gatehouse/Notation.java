package dev.gatehouse;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What tables of requests write for characters that no table can hold, and for what is too long for it. */
public final class Notation {

    private static final Pattern MARK = Pattern.compile("\\{(?:(\\d+) x ([^}]+)|([0-9a-f]{2,4}))}");

    private Notation() {}

    /** Returns what is meant: <code>{00}</code> is the character with that number, <code>{3 x ab}</code> is ababab. */
    public static String read(String written) {
        return MARK.matcher(written)
                .replaceAll(mark -> Matcher.quoteReplacement(
                        mark.group(3) == null
                                ? mark.group(2).repeat(Integer.parseInt(mark.group(1)))
                                : String.valueOf((char) Integer.parseInt(mark.group(3), 16))));
    }

    /** Returns a text without spaces and tabs around it: HTTP's optional white space, and no other. */
    public static String strip(String text) {
        var from = 0;
        var to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
