package dev.gatehouse.client;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A request's path inside its application, as the container decoded and normalised it: the servlet path followed by the
 * path info. Where that may not be all, there are other paths: {@link #asked} and {@link #resolved}. Not thread-safe;
 * made to be used again.
 */
public final class RequestPath {

    /** Longer than most; one that is longer still makes the array grow. */
    private static final int USUAL = 256;

    private char[] chars = new char[USUAL];
    private int length;
    private boolean known;
    private boolean doubtful;
    private boolean hasAsked;
    private boolean hasResolved;
    /** Made, like the next, when there is one for the first time. */
    private @Nullable RequestPath asked;

    private @Nullable RequestPath resolved;

    /** Reads a request's path. A container that finds a URI ambiguous may refuse to tell it; it is then not known. */
    public void read(HttpServletRequest request) {
        empty();
        var mayHaveDots = false;
        try {
            @Nullable String first = request.getServletPath();
            @Nullable String second = request.getPathInfo();
            add(first);
            add(second);
            mayHaveDots = mayHaveDots(first) || mayHaveDots(second);
        } catch (IllegalArgumentException | IllegalStateException e) {
            // Jetty's and Tomcat's ways to refuse.
            empty();
            known = false;
        }
        try {
            @Nullable String uri = request.getRequestURI();
            if (uri != null) {
                readUri(uri, request);
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            // What the container says is all that there is to count by, but perhaps not all that the application sees.
            known = false;
        }
        if (mayHaveDots && hasDots()) {
            resolved = emptied(resolved);
            resolved.addResolved(this);
            hasResolved = true;
            doubtful = true;
        }
    }

    private void readUri(String uri, HttpServletRequest request) {
        if (UriPath.isDoubtful(uri)) {
            asked = emptied(asked);
            UriPath.addTo(asked, uri, request.getContextPath());
            hasAsked = true;
            doubtful = true;
        } else if (isWelcomeFile(uri)) {
            asked = emptied(asked);
            asked.addFolderOf(this);
            hasAsked = true;
        }
    }

    private void empty() {
        length = 0;
        known = true;
        doubtful = false;
        hasAsked = false;
        hasResolved = false;
    }

    private static RequestPath emptied(@Nullable RequestPath path) {
        var empty = path == null ? new RequestPath() : path;
        empty.empty();
        return empty;
    }

    /** Returns whether the client asked for a folder, and the container has put the file in that it serves for it. */
    private boolean isWelcomeFile(String uri) {
        var end = uri.lastIndexOf('/') + 1;
        return end > 0 && (end == uri.length() || uri.charAt(end) == ';') && length > 0 && chars[length - 1] != '/';
    }

    /**
     * Leaves out the context path, which is as the container decodes it; before its names there may be nothing, or dots
     * that stand for nothing. Returns whether it is there.
     */
    boolean dropContextPath(String contextPath) {
        var at = 0;
        for (var start = 1; start < contextPath.length(); ) {
            var slash = contextPath.indexOf('/', start);
            var end = slash < 0 ? contextPath.length() : slash;
            at = segmentStart(at);
            while (at < length && segmentEnd(at) == at + 1 && chars[at] == '.') {
                at = segmentStart(at + 1);
            }
            if (segmentEnd(at) - at != end - start
                    || !contextPath.regionMatches(start, String.valueOf(chars, at, end - start), 0, end - start)) {
                return false;
            }
            at += end - start;
            start = end + 1;
        }
        System.arraycopy(chars, at, chars, 0, length - at);
        length -= at;
        return true;
    }

    /** Tells nearly all paths from those that have to be looked through. */
    private static boolean mayHaveDots(@Nullable String part) {
        return part != null && (part.startsWith(".") || part.indexOf("/.") >= 0);
    }

    /** Returns whether the container has left segments of dots, as Undertow does. */
    private boolean hasDots() {
        for (var start = segmentStart(0); start < length; start = segmentStart(segmentEnd(start))) {
            if (isDots(start, segmentEnd(start))) {
                return true;
            }
        }
        return false;
    }

    private boolean isDots(int start, int end) {
        return chars[start] == '.' && (end == start + 1 || (end == start + 2 && chars[start + 1] == '.'));
    }

    private void addFolderOf(RequestPath file) {
        add(file, 0, file.lastSegment());
    }

    private void addResolved(RequestPath path) {
        for (var start = path.segmentStart(0); start < path.length; start = path.segmentStart(path.segmentEnd(start))) {
            var end = path.segmentEnd(start);
            if (!path.isDots(start, end)) {
                add(path, Math.max(0, start - 1), end);
            } else if (end == start + 2) {
                length = Math.max(0, lastSegment() - 1);
            }
        }
    }

    /** Returns where the last segment begins. */
    private int lastSegment() {
        var start = length;
        while (start > 0 && chars[start - 1] != '/') {
            start--;
        }
        return start;
    }

    private void add(RequestPath other, int start, int end) {
        var newLength = length + end - start;
        makeRoom(newLength);
        System.arraycopy(other.chars, start, chars, length, end - start);
        length = newLength;
    }

    private void add(@Nullable String part) {
        if (part != null) {
            add(part, 0, part.length());
        }
    }

    /** Adds a part of a text. */
    void add(String text, int start, int end) {
        makeRoom(length + end - start);
        text.getChars(start, end, chars, length);
        length += end - start;
    }

    /** Adds a character. */
    void add(char c) {
        makeRoom(length + 1);
        chars[length++] = c;
    }

    private void makeRoom(int end) {
        if (end > chars.length) {
            chars = Arrays.copyOf(chars, Math.max(end, 2 * chars.length));
        }
    }

    /** Returns whether the container told the path. */
    public boolean isKnown() {
        return known;
    }

    /** Returns whether it hangs on who takes the URI apart which path that is. */
    boolean isDoubtful() {
        return doubtful;
    }

    /**
     * Returns the path that the client asked for, if it is another: of a doubtful URI what {@link UriPath} says, of a
     * welcome file its folder.
     */
    @Nullable
    RequestPath asked() {
        return hasAsked ? asked : null;
    }

    /** Returns the path without its segments of dots, if the container has left any. */
    @Nullable
    RequestPath resolved() {
        return hasResolved ? resolved : null;
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
     * Adds the path to a digest so that spellings which may reach the same handler are the same: //, a last /, dots,
     * case.
     */
    public void addTo(Digest digest) {
        var path = resolved();
        if (path != null) {
            path.addTo(digest);
            return;
        }
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
