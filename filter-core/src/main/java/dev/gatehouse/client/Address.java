package dev.gatehouse.client;

/**
 * An IP address as 128 bits, read in place from a text. IPv4 stands as ::ffff:a.b.c.d, and so does IPv4 that came
 * wrapped in IPv6 as a mapped (RFC 4291, section 2.5.5.2) or NAT64 address (RFC 6052, 64:ff9b::/96). No name is ever
 * resolved.
 *
 * <p>Not thread-safe; made to be used again.
 */
public final class Address {

    private static final long MAPPED = 0xffff_0000_0000L;
    private static final long NAT64 = 0x0064_ff9b_0000_0000L;

    private long high;
    private long low;

    /** Returns the upper 64 bits. */
    public long high() {
        return high;
    }

    /** Returns the lower 64 bits. */
    public long low() {
        return low;
    }

    /** Returns whether this is an IPv4 address. */
    public boolean isIpv4() {
        return high == 0 && (low & 0xffff_ffff_0000_0000L) == MAPPED;
    }

    /**
     * Adds the network of this address to a digest: all of IPv4, of IPv6 as many bits as the prefix has, at most 64.
     */
    public void addNetworkTo(Digest digest, int ipv6Prefix) {
        digest.addLong(isIpv4() ? high : high & -1L << (64 - ipv6Prefix));
        digest.addLong(isIpv4() ? low : 0);
    }

    void set(Address other) {
        high = other.high;
        low = other.low;
    }

    /**
     * Reads a whole text: an address, IPv6 also in brackets or with a zone. Returns false, and changes nothing, if it
     * is none.
     */
    public boolean read(String text) {
        var to = text.length();
        var bracketed = to > 2 && text.charAt(0) == '[' && text.charAt(to - 1) == ']';
        return bracketed ? readBracketed(text, 1, to - 1) : read(text, 0, to);
    }

    /** Reads what stands in brackets: IPv6 only (RFC 3986, section 3.2.2). */
    boolean readBracketed(String text, int from, int to) {
        return isIpv6(text, from, to) && readIpv6(text, from, to);
    }

    /** Reads part of a text. Returns false, and changes nothing, if it is not an address. */
    boolean read(String text, int from, int to) {
        if (isIpv6(text, from, to)) {
            return readIpv6(text, from, to);
        }
        var bits = ipv4(text, from, to);
        if (bits < 0) {
            return false;
        }
        high = 0;
        low = MAPPED | bits;
        return true;
    }

    /** Returns whether a text must be IPv6 if it is an address at all: no other form has a colon. */
    private static boolean isIpv6(String text, int from, int to) {
        for (var i = from; i < to; i++) {
            if (text.charAt(i) == ':') {
                return true;
            }
        }
        return false;
    }

    /** Reads four decimal numbers (RFC 6943, section 3.1.1: the strict form). Returns -1 if they are not. */
    private static long ipv4(String text, int from, int to) {
        long bits = 0;
        var numbers = 0;
        var i = from;
        while (true) {
            var start = i;
            var number = 0;
            while (i < to && i - start < 3 && isDigit(text.charAt(i))) {
                number = number * 10 + (text.charAt(i) - '0');
                i++;
            }
            var leadingZero = i - start > 1 && text.charAt(start) == '0';
            if (i == start || number > 255 || leadingZero) {
                return -1;
            }
            bits = bits << 8 | number;
            numbers++;
            if (numbers == 4) {
                return i == to ? bits : -1;
            }
            if (i == to || text.charAt(i) != '.') {
                return -1;
            }
            i++;
        }
    }

    /**
     * Reads groups of hexadecimal digits (RFC 4291, section 2.2), the last two perhaps as IPv4, and a zone to ignore.
     */
    private boolean readIpv6(String text, int from, int end) {
        var to = end;
        for (var i = from; i < end; i++) {
            if (text.charAt(i) == '%') {
                to = i;
                break;
            }
        }
        long upper = 0;
        long lower = 0;
        var groups = 0;
        var gap = -1;
        var i = from;
        if (to - i >= 2 && text.charAt(i) == ':' && text.charAt(i + 1) == ':') {
            gap = 0;
            i += 2;
        }
        while (i < to) {
            var start = i;
            var group = 0;
            while (i < to && i - start < 4 && Character.digit(text.charAt(i), 16) >= 0 && text.charAt(i) < 0x80) {
                group = group << 4 | Character.digit(text.charAt(i), 16);
                i++;
            }
            if (i == start || groups == 8) {
                return false;
            }
            if (i < to && text.charAt(i) == '.') {
                var bits = ipv4(text, start, to);
                if (bits < 0 || groups > 6) {
                    return false;
                }
                upper = upper << 32 | lower >>> 32;
                lower = lower << 32 | bits;
                groups += 2;
                i = to;
                break;
            }
            upper = upper << 16 | lower >>> 48;
            lower = lower << 16 | group;
            groups++;
            if (i == to) {
                break;
            }
            if (text.charAt(i) != ':') {
                return false;
            }
            i++;
            if (i < to && text.charAt(i) == ':') {
                if (gap >= 0) {
                    return false;
                }
                gap = groups;
                i++;
            } else if (i == to) {
                return false;
            }
        }
        if (gap < 0 ? groups != 8 : groups > 7) {
            return false;
        }
        setIpv6(upper, lower, groups, gap);
        return true;
    }

    /** Puts the groups after the gap at the end, and those before it at the beginning. */
    private void setIpv6(long upper, long lower, int groups, int gap) {
        var after = gap < 0 ? 0 : groups - gap;
        var tailBits = after * 16;
        var shift = (8 - groups) * 16;
        // What stands after the gap stays where it is; what stands before it moves up by the width of the gap.
        var tailHigh = tailBits > 64 ? upper & mask(tailBits - 64) : 0;
        var tailLow = tailBits >= 64 ? lower : lower & mask(tailBits);
        var headHigh = upper ^ tailHigh;
        var headLow = lower ^ tailLow;
        if (shift >= 64) {
            headHigh = shift == 128 ? 0 : headLow << (shift - 64);
            headLow = 0;
        } else if (shift > 0) {
            headHigh = headHigh << shift | headLow >>> (64 - shift);
            headLow = headLow << shift;
        }
        high = headHigh | tailHigh;
        low = headLow | tailLow;
        if (high == NAT64 && low >>> 32 == 0) {
            high = 0;
            low |= MAPPED;
        }
    }

    /** Returns as many ones, from the lowest bit up; fewer than 64. */
    private static long mask(int ones) {
        return (1L << ones) - 1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
