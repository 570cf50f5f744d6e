package dev.gatehouse.client;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request's path inside its application, as the container decoded and normalised it: the servlet path followed by the
 * path info, read without joining them. Not thread-safe; made to be used again.
 */
public final class RequestPath {

    private String servletPath = "";
    private String pathInfo = "";
    private boolean known;

    /** Reads a request's path. A container that finds a URI ambiguous may refuse to tell it; it is then not known. */
    public void read(HttpServletRequest request) {
        try {
            @Nullable String first = request.getServletPath();
            @Nullable String second = request.getPathInfo();
            servletPath = first == null ? "" : first;
            pathInfo = second == null ? "" : second;
            known = true;
        } catch (IllegalArgumentException e) {
            servletPath = "";
            pathInfo = "";
            known = false;
        }
    }

    /** Returns whether the container told the path. */
    public boolean isKnown() {
        return known;
    }

    /** Returns how many characters there are. */
    public int length() {
        return servletPath.length() + pathInfo.length();
    }

    /** Returns a character. */
    public char charAt(int i) {
        return i < servletPath.length() ? servletPath.charAt(i) : pathInfo.charAt(i - servletPath.length());
    }

    /** Returns a character, a letter of ASCII in lower case. */
    public char lowerCaseAt(int i) {
        return lowerCase(charAt(i));
    }

    /** Returns a character, a letter of ASCII in lower case. */
    static char lowerCase(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    /** Returns where the segment ends that begins here: at the next slash, or at the end. */
    public int segmentEnd(int start) {
        var i = start;
        while (i < length() && charAt(i) != '/') {
            i++;
        }
        return i;
    }

    /**
     * Adds the path to a digest so that spellings which may reach the same handler are the same: //, a last /, case.
     */
    public void addTo(Digest digest) {
        var slash = false;
        for (var i = 0; i < length(); i++) {
            var c = charAt(i);
            if (c == '/') {
                slash = true;
                continue;
            }
            if (slash) {
                digest.addByte('/');
                slash = false;
            }
            digest.addChar(lowerCase(c));
        }
    }
}
