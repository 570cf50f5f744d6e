package dev.gatehouse.client;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * All addresses that share their first bits, as {@code 10.0.0.0/8} or {@code 2001:db8::/32} writes it. Immutable.
 *
 * @param high the upper 64 bits of its first address
 * @param low the lower 64 bits of its first address
 * @param prefix how many of the 128 bits are shared
 */
public record AddressRange(long high, long low, int prefix) {

    /** Reads a range, or a single address. Returns null if the text is neither; bits after the prefix are kept. */
    public static @Nullable AddressRange parse(String text) {
        var slash = text.indexOf('/');
        var address = new Address();
        if (!address.read(slash < 0 ? text : text.substring(0, slash))) {
            return null;
        }
        var bits = address.isIpv4() && text.indexOf(':') < 0 ? 32 : 128;
        var prefix = bits;
        if (slash >= 0) {
            var number = text.substring(slash + 1);
            if (!number.matches("0|[1-9]\\d{0,2}") || Integer.parseInt(number) > bits) {
                return null;
            }
            prefix = Integer.parseInt(number);
        }
        return new AddressRange(address.high(), address.low(), prefix + 128 - bits);
    }

    /** Returns the same range with nothing after its prefix. */
    public AddressRange withoutHostBits() {
        return new AddressRange(high & highMask(prefix), low & lowMask(prefix), prefix);
    }

    // By hand: Java 17 keeps the class of the record whose generated equals it has linked last, and with it an
    // application that is undeployed.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressRange range && high == range.high && low == range.low && prefix == range.prefix;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high ^ low) * 31 + prefix;
    }

    boolean contains(Address address) {
        return ((address.high() ^ high) & highMask(prefix)) == 0 && ((address.low() ^ low) & lowMask(prefix)) == 0;
    }

    /** Returns whether every IPv4 address is in it, as in {@code 0.0.0.0/0}, and in {@code ::/8} no less. */
    public boolean containsAllOfIpv4() {
        var first = new Address();
        return prefix <= 96 && first.read("0.0.0.0") && contains(first);
    }

    private static long highMask(int prefix) {
        return prefix >= 64 ? -1 : prefix == 0 ? 0 : -1L << (64 - prefix);
    }

    private static long lowMask(int prefix) {
        return prefix <= 64 ? 0 : prefix == 128 ? -1 : -1L << (128 - prefix);
    }

    /** Returns the range as it is best written: IPv4 as such, IPv6 as RFC 5952 has it. */
    @Override
    public String toString() {
        if (high == 0 && low >>> 32 == 0xffff && prefix >= 96) {
            var text = (low >>> 24 & 255) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255);
            return prefix == 128 ? text : text + "/" + (prefix - 96);
        }
        return prefix == 128 ? ipv6() : ipv6() + "/" + prefix;
    }

    /**
     * Writes the address as RFC 5952, section 4, has it: "::" for the longest run of zeros, the first of equal ones.
     */
    private String ipv6() {
        var gap = 0;
        var gapLength = 1;
        for (var i = 0; i < 8; i++) {
            var zeros = 0;
            while (i + zeros < 8 && group(i + zeros) == 0) {
                zeros++;
            }
            if (zeros > gapLength) {
                gap = i;
                gapLength = zeros;
            }
        }
        if (gapLength == 1) {
            return groups(0, 8);
        }
        return groups(0, gap) + "::" + groups(gap + gapLength, 8);
    }

    private String groups(int from, int to) {
        var text = new StringJoiner(":");
        for (var i = from; i < to; i++) {
            text.add(Integer.toHexString(group(i)));
        }
        return text.toString();
    }

    private int group(int i) {
        return (int) ((i < 4 ? high : low) >>> (48 - i % 4 * 16) & 0xffff);
    }
}
