package dev.gatehouse.client;

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

    boolean contains(Address address) {
        return ((address.high() ^ high) & highMask(prefix)) == 0 && ((address.low() ^ low) & lowMask(prefix)) == 0;
    }

    private static long highMask(int prefix) {
        return prefix >= 64 ? -1 : prefix == 0 ? 0 : -1L << (64 - prefix);
    }

    private static long lowMask(int prefix) {
        return prefix <= 64 ? 0 : prefix == 128 ? -1 : -1L << (128 - prefix);
    }

    /** Returns the range as it is written. */
    @Override
    public String toString() {
        if (high == 0 && low >>> 32 == 0xffff && prefix >= 96) {
            var text = (low >>> 24 & 255) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255);
            return prefix == 128 ? text : text + "/" + (prefix - 96);
        }
        var text = new StringBuilder();
        for (var i = 0; i < 8; i++) {
            var half = i < 4 ? high : low;
            text.append(i == 0 ? "" : ":").append(Long.toHexString(half >>> (48 - i % 4 * 16) & 0xffff));
        }
        var longest = text.toString().replaceFirst("(^|:)0(:0)+(:|$)", "::");
        return prefix == 128 ? longest : longest + "/" + prefix;
    }
}
