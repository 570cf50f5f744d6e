package dev.gatehouse.cors;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses as browsers write them in an origin: <a href="https://url.spec.whatwg.org/#host-serializing">URL</a>.
 */
final class IpAddress {

    private IpAddress() {}

    /** Returns whether a browser takes a host for an IPv4 address: if its last part is a number, in any notation. */
    static boolean isV4(String host) {
        return host.matches("(?i)(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?");
    }

    /** Writes an IPv4 address, in any notation, as a browser does; or returns null if it is none. */
    static @Nullable String canonicalV4(String host) {
        var parts = new ArrayList<>(Arrays.asList(host.split("\\.", -1)));
        if (parts.get(parts.size() - 1).isEmpty()) {
            parts.remove(parts.size() - 1);
        }
        if (parts.size() > 4) {
            return null;
        }
        var address = 0L;
        for (var i = 0; i < parts.size(); i++) {
            var number = number(parts.get(i));
            var last = i == parts.size() - 1;
            // The last part fills all bytes that are left: 127.1 is 127.0.0.1.
            var bytes = last ? 5 - parts.size() : 1;
            if (number < 0 || number >= 1L << (8 * bytes)) {
                return null;
            }
            address = (address << (8 * bytes)) | number;
        }
        return (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    private static long number(String part) {
        if (part.matches("(?i)0x0*[0-9a-f]{0,8}")) {
            return part.length() == 2 ? 0 : Long.parseLong(part.substring(2), 16);
        }
        if (part.matches("0+[0-7]{1,11}")) {
            return Long.parseLong(part, 8);
        }
        return part.matches("0|[1-9]\\d{0,9}") ? Long.parseLong(part) : -1;
    }

    /** Writes an IPv6 address, without its brackets, as a browser does; or returns null if it is none. */
    static @Nullable String canonicalV6(String address) {
        if (!address.matches("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            return null;
        }
        try {
            // In brackets, nothing but an address is ever looked for, and never in the DNS.
            var bytes = InetAddress.getByName("[" + address + "]").getAddress();
            return written(bytes.length == 16 ? bytes : mapped(bytes));
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** Java makes an IPv4 address of ::ffff:1.2.3.4; browsers do not. */
    private static byte[] mapped(byte[] v4) {
        var v6 = new byte[16];
        v6[10] = (byte) 0xff;
        v6[11] = (byte) 0xff;
        System.arraycopy(v4, 0, v6, 12, 4);
        return v6;
    }

    /** RFC 5952: lower case, no leading zeros, and {@code ::} for the first of the longest runs of zeros. */
    private static String written(byte[] bytes) {
        var groups = new ArrayList<Integer>();
        for (var i = 0; i < 16; i += 2) {
            groups.add((bytes[i] & 255) << 8 | (bytes[i + 1] & 255));
        }
        var from = 0;
        var length = 0;
        for (var i = 0; i < 8; i++) {
            var run = 0;
            while (i + run < 8 && groups.get(i + run) == 0) {
                run++;
            }
            if (run > length) {
                from = i;
                length = run;
            }
        }
        return length < 2 ? hex(groups) : hex(groups.subList(0, from)) + "::" + hex(groups.subList(from + length, 8));
    }

    private static String hex(List<Integer> groups) {
        return String.join(":", groups.stream().map(Integer::toHexString).toList());
    }
}
