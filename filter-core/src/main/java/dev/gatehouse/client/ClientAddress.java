package dev.gatehouse.client;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The address of whoever sent a request: the peer's, unless the peer is a trusted proxy; then the forwarding header is
 * followed from the nearest hop outwards, past trusted hops, to the first that is not. A hop that is not an address
 * ({@code unknown}, {@code _hidden}, nonsense) ends the walk at the last good one. Immutable.
 */
public final class ClientAddress {

    private final AddressRange[] trusted;
    private final String header;
    private final boolean rfc7239;

    /**
     * Makes the rule of a policy.
     *
     * @param trusted the proxies whose word is taken
     * @param header the header in which they write; {@code Forwarded} is read as RFC 7239 says, any other as a list of
     *     addresses
     */
    public ClientAddress(List<AddressRange> trusted, String header) {
        this.trusted = trusted.toArray(AddressRange[]::new);
        this.header = header;
        this.rfc7239 = header.equalsIgnoreCase("Forwarded");
    }

    /**
     * Finds a request's address.
     *
     * @param found is set to it
     * @param hop is used on the way
     * @return false if the container gives none that can be read; {@code found} is then undefined
     */
    public boolean find(HttpServletRequest request, Address found, Address hop) {
        @Nullable String peer = request.getRemoteAddr();
        if (peer == null || !found.read(peer)) {
            return false;
        }
        if (trusted.length > 0 && isTrusted(found)) {
            walk(request, found, hop);
        }
        return true;
    }

    /**
     * Follows the header. It is read from the front, since quotes can only be understood so, and each hop corrects the
     * answer that the walk from the back would have given had it come so far.
     */
    private void walk(HttpServletRequest request, Address found, Address hop) {
        var lines = request.getHeaders(header);
        if (lines == null) {
            return;
        }
        var walk = new Walk(found, hop);
        while (lines.hasMoreElements()) {
            walk.line(lines.nextElement());
        }
        walk.end();
    }

    private boolean isTrusted(Address address) {
        for (var range : trusted) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** One walk over all lines of the header. */
    private final class Walk {

        private final Address found;
        private final Address hop;
        private final Address peer = new Address();
        /** Whether the next trusted hop becomes the answer: at the front, and after a hop that could not be read. */
        private boolean open = true;

        Walk(Address found, Address hop) {
            this.found = found;
            this.hop = hop;
            peer.set(found);
        }

        void line(String line) {
            var at = 0;
            while (at < line.length()) {
                var end = rfc7239 ? endOfElement(line, at) : endOfHop(line, at);
                element(line, at, end);
                at = end + 1;
            }
        }

        void end() {
            if (open) {
                found.set(peer);
            }
        }

        private void element(String line, int start, int end) {
            var from = skipSpace(line, start, end);
            var to = end;
            while (to > from && isSpace(line.charAt(to - 1))) {
                to--;
            }
            // RFC 9110, section 5.6.1.2: empty list elements are ignored.
            if (from == to) {
                return;
            }
            var good = rfc7239 ? readForwarded(line, from, to) : readNode(line, from, to);
            if (!good) {
                open = true;
            } else if (open || !isTrusted(hop)) {
                found.set(hop);
                open = false;
            }
        }

        /**
         * Reads the {@code for} parameter of one element (RFC 7239, section 4). The element must be right as a whole:
         * one with a quote left open has swallowed what the next proxy wrote, and its {@code for} is the client's.
         */
        private boolean readForwarded(String line, int from, int to) {
            var node = -1;
            var nodeEnd = -1;
            var at = from;
            while (at < to) {
                var name = at;
                while (at < to && isNameCharacter(line.charAt(at))) {
                    at++;
                }
                if (at > name) {
                    if (at == to || line.charAt(at) != '=') {
                        return false;
                    }
                    var start = at + 1;
                    var quoted = start < to && line.charAt(start) == '"';
                    var end = quoted ? closingQuote(line, start, to) : endOfValue(line, start, to);
                    if (end < 0) {
                        return false;
                    }
                    if (at - name == 3 && line.regionMatches(true, name, "for", 0, 3)) {
                        if (node >= 0) {
                            return false;
                        }
                        node = quoted ? start + 1 : start;
                        nodeEnd = end;
                    }
                    at = skipSpace(line, quoted ? end + 1 : end, to);
                }
                if (at < to && line.charAt(at) != ';') {
                    return false;
                }
                at = skipSpace(line, at + 1, to);
            }
            return node >= 0 && readNode(line, node, nodeEnd);
        }

        /** Reads an address with or without a port: 192.0.2.1, 192.0.2.1:80, 2001:db8::1, [2001:db8::1]:80. */
        private boolean readNode(String line, int from, int to) {
            if (from == to) {
                return false;
            }
            if (line.charAt(from) == '[') {
                var close = indexOf(']', line, from, to);
                return close > 0
                        && (close + 1 == to || isPort(line, close + 1, to))
                        && hop.readBracketed(line, from + 1, close);
            }
            var colon = indexOf(':', line, from, to);
            var hasPort = colon >= 0 && indexOf(':', line, colon + 1, to) < 0;
            return hasPort ? isPort(line, colon, to) && hop.read(line, from, colon) : hop.read(line, from, to);
        }
    }

    /** A port's digits, or the hidden name that stands in their place (RFC 7239, section 6). */
    private static boolean isPort(String line, int from, int to) {
        if (line.charAt(from) != ':' || to - from < 2) {
            return false;
        }
        var hidden = line.charAt(from + 1) == '_' && to - from > 2;
        for (var i = from + 1; i < to; i++) {
            var c = line.charAt(i);
            var digit = c >= '0' && c <= '9';
            if (hidden ? !isNameCharacter(c) && c != '.' : !digit || i > from + 5) {
                return false;
            }
        }
        return true;
    }

    /** Returns where a character is, searching no further than it may be: a whole line for each hop would be slow. */
    private static int indexOf(char wanted, String line, int from, int to) {
        for (var i = from; i < to; i++) {
            if (line.charAt(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int endOfHop(String line, int at) {
        var comma = line.indexOf(',', at);
        return comma < 0 ? line.length() : comma;
    }

    private static int endOfElement(String line, int start) {
        var i = start;
        while (i < line.length() && line.charAt(i) != ',') {
            if (line.charAt(i) == '"') {
                i = closingQuote(line, i, line.length());
                if (i < 0) {
                    return line.length();
                }
            }
            i++;
        }
        return i;
    }

    /** Returns where the quote ends that begins here, or -1 if it is left open. */
    private static int closingQuote(String line, int open, int to) {
        var i = open + 1;
        while (i < to && line.charAt(i) != '"') {
            i += line.charAt(i) == '\\' ? 2 : 1;
        }
        return i < to ? i : -1;
    }

    /** Returns where a value without quotes ends, or -1 if there is a quote in it. */
    private static int endOfValue(String line, int start, int to) {
        var i = start;
        while (i < to && line.charAt(i) != ';' && !isSpace(line.charAt(i))) {
            if (line.charAt(i) == '"') {
                return -1;
            }
            i++;
        }
        return i;
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private static int skipSpace(String line, int from, int to) {
        var i = from;
        while (i < to && isSpace(line.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
