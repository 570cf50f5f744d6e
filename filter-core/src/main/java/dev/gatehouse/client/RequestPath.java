package dev.gatehouse.client;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A request's path inside its application, as the container decoded and normalised it: the servlet path followed by the
 * path info. Not thread-safe; made to be used again.
 */
public final class RequestPath {

    /** Longer than most; one that is longer still makes the array grow. */
    private static final int USUAL = 256;

    private char[] chars = new char[USUAL];
    private int length;
    private boolean known;

    /** Reads a request's path. A container that finds a URI ambiguous may refuse to tell it; it is then not known. */
    public void read(HttpServletRequest request) {
        length = 0;
        try {
            @Nullable String first = request.getServletPath();
            @Nullable String second = request.getPathInfo();
            add(first);
            add(second);
            known = true;
        } catch (IllegalArgumentException e) {
            length = 0;
            known = false;
        }
    }

    private void add(@Nullable String part) {
        if (part == null) {
            return;
        }
        var end = length + part.length();
        if (end > chars.length) {
            chars = Arrays.copyOf(chars, Math.max(end, 2 * chars.length));
        }
        part.getChars(0, part.length(), chars, length);
        length = end;
    }

    /** Returns whether the container told the path. */
    public boolean isKnown() {
        return known;
    }

    /** Returns how many characters there are. */
    public int length() {
        return length;
    }

    /** Returns a character. */
    public char charAt(int i) {
        return chars[i];
    }

    /**
     * Returns a character so that all that Java may take for the same, ignoring case, are one: also the Kelvin sign and
     * k, whose lower case is the same, and the long s and s, whose upper case is.
     */
    static char folded(char c) {
        if (c < 0x80) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    /** Returns where the segment begins that comes next: after all slashes, or at the end. */
    int segmentStart(int from) {
        var i = from;
        while (i < length && chars[i] == '/') {
            i++;
        }
        return i;
    }

    /** Returns where the segment ends that begins here: at the next slash, or at the end. */
    public int segmentEnd(int start) {
        var i = start;
        while (i < length && chars[i] != '/') {
            i++;
        }
        return i;
    }

    /** Returns what {@link String#hashCode} is of a part, with characters {@link #folded}. */
    int hash(int start, int end) {
        var letters = chars;
        var hash = 0;
        for (var i = start; i < end; i++) {
            hash = hash * 31 + folded(letters[i]);
        }
        return hash;
    }

    /** Returns whether a part is this text, whose characters are {@link #folded}. */
    boolean is(char[] text, int start, int end) {
        if (text.length != end - start) {
            return false;
        }
        var letters = chars;
        for (var i = 0; i < text.length; i++) {
            if (text[i] != folded(letters[start + i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Adds the path to a digest so that spellings which may reach the same handler are the same: //, a last /, case.
     */
    public void addTo(Digest digest) {
        var slash = false;
        for (var i = 0; i < length; i++) {
            var c = chars[i];
            if (c == '/') {
                slash = true;
                continue;
            }
            if (slash) {
                digest.addChar('/');
                slash = false;
            }
            digest.addChar(folded(c));
        }
    }
}
