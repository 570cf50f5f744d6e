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
 * elements. The check splits, copies and lower-cases nothing. Immutable.
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

    RequestedHeaders(Collection<String> names) {
        longest = names.stream().mapToInt(String::length).max().orElse(0);
        table = new @Nullable String[Integer.highestOneBit(names.size() * 4 + 4) << 1];
        for (var name : names) {
            var lower = name.toLowerCase(Locale.ROOT);
            var slot = slot(hash(lower));
            while (table[slot] != null) {
                slot = slot(slot + 1);
            }
            table[slot] = lower;
        }
    }

    /** Returns whether every name in these lines is allowed, and the lines are within the limits. */
    boolean allows(Enumeration<String> lines) {
        var names = 0;
        var empty = 0;
        var characters = 0;
        while (lines.hasMoreElements()) {
            var line = lines.nextElement();
            var end = line.length();
            characters += end;
            if (characters > MOST_CHARACTERS) {
                return false;
            }
            for (var at = 0; at <= end; at++) {
                at = skipSpace(line, at);
                var start = at;
                var hash = 0;
                var limit = Math.min(end, start + longest + 1);
                while (at < limit && line.charAt(at) != ',' && !Ascii.isSpace(line.charAt(at))) {
                    hash = 31 * hash + Ascii.lower(line.charAt(at++));
                }
                var stop = at;
                if (stop - start > longest) {
                    return false;
                }
                at = skipSpace(line, at);
                if (at < end && line.charAt(at) != ',') {
                    return false;
                }
                if (start == stop) {
                    if (++empty > MOST_EMPTY) {
                        return false;
                    }
                } else if (++names > MOST_NAMES || !contains(line, start, stop, hash)) {
                    return false;
                }
            }
        }
        return true;
    }

    boolean allows(String name) {
        return contains(name, 0, name.length(), hash(name));
    }

    private boolean contains(String line, int start, int stop, int hash) {
        for (var slot = slot(hash); ; slot = slot(slot + 1)) {
            var name = table[slot];
            if (name == null) {
                return false;
            }
            if (Ascii.matches(line, start, stop, name)) {
                return true;
            }
        }
    }

    private static int skipSpace(String line, int from) {
        var at = from;
        while (at < line.length() && Ascii.isSpace(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int hash(String name) {
        var hash = 0;
        for (var i = 0; i < name.length(); i++) {
            hash = 31 * hash + Ascii.lower(name.charAt(i));
        }
        return hash;
    }

    private int slot(int hash) {
        return hash & (table.length - 1);
    }
}
