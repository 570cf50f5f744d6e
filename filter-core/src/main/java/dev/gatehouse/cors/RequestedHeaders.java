package dev.gatehouse.cors;

import java.util.Collection;
import java.util.Enumeration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The request headers that a preflight may ask for, and the check of {@code Access-Control-Request-Headers} against
 * them. Browsers send the names in lower case, sorted, with a comma between them (<a
 * href="https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names">Fetch</a>), but proxies rewrite such lists, so
 * any list of RFC 9110, section 5.6.1, is read: any case, order and spacing, any number of lines, and some empty
 * elements. The check splits, copies and lower-cases nothing. Thread-safe.
 */
final class RequestedHeaders {

    /** The most names that one preflight may ask for, over all its lines. */
    static final int MOST_NAMES = 64;

    /** The most characters that all lines may have together. */
    static final int MOST_CHARACTERS = 4_096;

    /** The most elements with nothing in them; RFC 9110 asks for "a reasonable number". */
    static final int MOST_EMPTY = 16;

    /** The names in lower case, in an open-addressed table that is at most a quarter full. */
    private final @Nullable String[] table;

    private final int longest;

    /**
     * The last single line that was allowed. Pages ask for the same headers again and again, so this saves most of the
     * work. A race costs a check and nothing else.
     */
    private String lastAllowed = "";

    RequestedHeaders(Collection<String> names) {
        longest = names.stream().mapToInt(String::length).max().orElse(0);
        table = new @Nullable String[Integer.highestOneBit(names.size() * 4 + 4) << 1];
        for (var name : names) {
            var lower = name.toLowerCase(Locale.ROOT);
            var slot = slot(hash(lower, 0, lower.length()));
            while (table[slot] != null) {
                slot = slot(slot + 1);
            }
            table[slot] = lower;
        }
    }

    /** Returns whether every name in these lines is allowed, and the lines are within the limits. */
    boolean allows(Enumeration<String> lines) {
        if (!lines.hasMoreElements()) {
            return true;
        }
        var first = lines.nextElement();
        var isOnly = !lines.hasMoreElements();
        if (isOnly && first.equals(lastAllowed)) {
            return true;
        }
        var allowed = allows(first, lines);
        if (allowed && isOnly) {
            lastAllowed = first;
        }
        return allowed;
    }

    private boolean allows(String first, Enumeration<String> others) {
        var names = 0;
        var empty = 0;
        var characters = 0;
        for (var line = first; ; line = others.nextElement()) {
            var end = line.length();
            characters += end;
            if (characters > MOST_CHARACTERS) {
                return false;
            }
            for (var start = 0; start <= end; ) {
                var comma = line.indexOf(',', start);
                var next = comma < 0 ? end : comma;
                var from = skipSpace(line, start, next);
                var to = dropSpace(line, from, next);
                if (from == to) {
                    if (++empty > MOST_EMPTY) {
                        return false;
                    }
                } else if (++names > MOST_NAMES || !contains(line, from, to)) {
                    return false;
                }
                start = next + 1;
            }
            if (!others.hasMoreElements()) {
                return true;
            }
        }
    }

    boolean allows(String name) {
        return !name.isEmpty() && contains(name, 0, name.length());
    }

    /** A name with a space inside is in no table, so nothing else looks for one. */
    private boolean contains(String line, int from, int to) {
        if (to - from > longest) {
            return false;
        }
        for (var slot = slot(hash(line, from, to)); ; slot = slot(slot + 1)) {
            var name = table[slot];
            if (name == null) {
                return false;
            }
            // Browsers send lower case, and comparing exactly is several times as fast.
            if (name.length() == to - from && (line.startsWith(name, from) || Ascii.matches(line, from, to, name))) {
                return true;
            }
        }
    }

    private static int skipSpace(String line, int from, int to) {
        var at = from;
        while (at < to && Ascii.isSpace(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int dropSpace(String line, int from, int to) {
        var at = to;
        while (at > from && Ascii.isSpace(line.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** Of the length and three letters: enough to tell most names apart, and all names are compared anyway. */
    private static int hash(String line, int from, int to) {
        var first = Ascii.lower(line.charAt(from));
        var middle = Ascii.lower(line.charAt((from + to) >>> 1));
        var last = Ascii.lower(line.charAt(to - 1));
        return ((to - from) * 31 + first) * 31 + middle * 7 + last;
    }

    private int slot(int hash) {
        return hash & (table.length - 1);
    }
}
