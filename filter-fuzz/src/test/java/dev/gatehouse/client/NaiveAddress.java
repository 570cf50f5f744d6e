package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses read slowly, by splitting texts, into one number of 128 bits; IPv4 stands in it as the filters have it. */
final class NaiveAddress {

    private static final Pattern OCTET = Pattern.compile("25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9]");
    private static final BigInteger MAPPED = BigInteger.valueOf(0xffff).shiftLeft(32);
    private static final BigInteger NAT64 = BigInteger.valueOf(0x64ff9b).shiftLeft(96);

    private NaiveAddress() {}

    /** Reads an address, of IPv6 also one in brackets; null if it is none. */
    static @Nullable BigInteger of(String text) {
        return text.length() > 2 && text.startsWith("[") && text.endsWith("]")
                ? v6(text.substring(1, text.length() - 1))
                : bare(text);
    }

    /** Reads an address without brackets. */
    static @Nullable BigInteger bare(String text) {
        return text.contains(":") ? v6(text) : v4(text);
    }

    static @Nullable BigInteger v4(String text) {
        var octets = text.split("\\.", -1);
        if (octets.length != 4) {
            return null;
        }
        var bits = BigInteger.ZERO;
        for (var octet : octets) {
            if (!OCTET.matcher(octet).matches()) {
                return null;
            }
            bits = bits.shiftLeft(8).or(new BigInteger(octet));
        }
        return bits.or(MAPPED);
    }

    static @Nullable BigInteger v6(String text) {
        var zone = text.indexOf('%');
        var address = zone < 0 ? text : text.substring(0, zone);
        var halves = address.split("::", -1);
        var head = groups(halves[0], halves.length == 1);
        var tail = groups(halves[halves.length - 1], true);
        if (halves.length > 2 || head == null || tail == null) {
            return null;
        }
        var isFull = halves.length == 1;
        if (isFull ? head.size() != 8 : head.size() + tail.size() > 7) {
            return null;
        }
        var all = new ArrayList<>(head);
        if (!isFull) {
            all.addAll(Collections.nCopies(8 - head.size() - tail.size(), 0));
            all.addAll(tail);
        }
        var bits = BigInteger.ZERO;
        for (var group : all) {
            bits = bits.shiftLeft(16).or(BigInteger.valueOf(group));
        }
        assertThatTheJdkAgrees(address, bits);
        var last32 = bits.and(BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE));
        return bits.equals(NAT64.or(last32)) ? last32.or(MAPPED) : bits;
    }

    /** Reads what stands on one side of the gap; null if that is none. */
    private static @Nullable List<Integer> groups(String text, boolean isLast) {
        var groups = new ArrayList<Integer>();
        if (text.isEmpty()) {
            return groups;
        }
        var parts = text.split(":", -1);
        for (var i = 0; i < parts.length; i++) {
            var v4 = isLast && i == parts.length - 1 ? v4(parts[i]) : null;
            if (v4 != null) {
                groups.add(v4.shiftRight(16).intValue() & 0xffff);
                groups.add(v4.intValue() & 0xffff);
            } else if (parts[i].matches("[0-9A-Fa-f]{1,4}")) {
                groups.add(Integer.parseInt(parts[i], 16));
            } else {
                return null;
            }
        }
        return groups;
    }

    private static void assertThatTheJdkAgrees(String address, BigInteger bits) {
        try {
            // Nothing but an address has a colon, so no name is looked up.
            var bytes = InetAddress.getByName(address).getAddress();
            var java = new BigInteger(1, bytes);
            assertThat(bytes.length == 4 ? java.or(MAPPED) : java).as(address).isEqualTo(bits);
        } catch (UnknownHostException e) {
            throw new AssertionError("the JDK finds that this is no address: " + address, e);
        }
    }

    /** Returns an address that was read as the number that it is. */
    static BigInteger bits(long high, long low) {
        return new BigInteger(Long.toUnsignedString(high)).shiftLeft(64).or(new BigInteger(Long.toUnsignedString(low)));
    }

    /** Returns whether a range has an address in it. */
    static boolean contains(AddressRange range, BigInteger address) {
        return bits(range.high(), range.low())
                        .xor(address)
                        .shiftRight(128 - range.prefix())
                        .signum()
                == 0;
    }
}
