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

        /** Reads the {@code for} parameter of one element (RFC 7239, section 4). */
        private boolean readForwarded(String line, int from, int to) {
            var at = from;
            while (at < to) {
                var nameStart = skipSpace(line, at, to);
                var equals = line.indexOf('=', nameStart);
                if (equals < 0 || equals >= to) {
                    return false;
                }
                var valueStart = equals + 1;
                var quoted = valueStart < to && line.charAt(valueStart) == '"';
                var valueEnd = quoted ? endOfQuotes(line, valueStart, to) : valueStart;
                while (valueEnd < to && line.charAt(valueEnd) != ';') {
                    valueEnd++;
                }
                if (equals - nameStart == 3 && line.regionMatches(true, nameStart, "for", 0, 3)) {
                    var closed = quoted && valueEnd - valueStart >= 2 && line.charAt(valueEnd - 1) == '"';
                    return quoted
                            ? closed && readNode(line, valueStart + 1, valueEnd - 1)
                            : readNode(line, valueStart, valueEnd);
                }
                at = valueEnd + 1;
            }
            return false;
        }

        /** Reads an address with or without a port: 192.0.2.1, 192.0.2.1:80, 2001:db8::1, [2001:db8::1]:80. */
        private boolean readNode(String line, int from, int to) {
            if (line.charAt(from) == '[') {
                var close = line.indexOf(']', from);
                return close > 0
                        && close < to
                        && (close + 1 == to || isPort(line, close + 1, to))
                        && hop.read(line, from + 1, close);
            }
            var colon = line.indexOf(':', from);
            var one = colon >= 0
                    && colon < to
                    && (line.indexOf(':', colon + 1) < 0 || line.indexOf(':', colon + 1) >= to);
            return one ? isPort(line, colon, to) && hop.read(line, from, colon) : hop.read(line, from, to);
        }
    }

    /** A port's digits, or the hidden name that RFC 7239, section 6.3, allows in their place. */
    private static boolean isPort(String line, int from, int to) {
        if (line.charAt(from) != ':' || to - from < 2) {
            return false;
        }
        for (var i = from + 1; i < to; i++) {
            var c = line.charAt(i);
            var hidden = line.charAt(from + 1) == '_' && (c == '_' || c == '.' || c == '-' || Character.isLetter(c));
            if (!hidden && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    private static int endOfHop(String line, int at) {
        var comma = line.indexOf(',', at);
        return comma < 0 ? line.length() : comma;
    }

    private static int endOfElement(String line, int start) {
        var i = start;
        while (i < line.length() && line.charAt(i) != ',') {
            i = line.charAt(i) == '"' ? endOfQuotes(line, i, line.length()) : i + 1;
        }
        return i;
    }

    /** Returns what follows the closing quote, or the end if there is none. */
    private static int endOfQuotes(String line, int open, int to) {
        var i = open + 1;
        while (i < to && line.charAt(i) != '"') {
            i += line.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i + 1, to);
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
