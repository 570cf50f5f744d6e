package dev.gatehouse.cors;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** IPv6 addresses by another way than the filters': the JDK reads them, and texts shorten them. */
final class Ipv6 {

    private Ipv6() {}

    /** Returns an address as RFC 5952 writes it, all of it in hexadecimal; null if the JDK finds that it is none. */
    static @Nullable String shortest(String address) {
        try {
            var bytes = InetAddress.getByName("[" + address + "]").getAddress();
            // Java's own text of one has all eight groups; of a mapped one it makes IPv4.
            var groups = bytes.length == 4
                    ? "0:0:0:0:0:ffff:%x:%x"
                            .formatted(
                                    (bytes[0] & 255) << 8 | (bytes[1] & 255), (bytes[2] & 255) << 8 | (bytes[3] & 255))
                    : Inet6Address.getByAddress(null, bytes, -1).getHostAddress();
            for (var zeros = "0:0:0:0:0:0:0:0"; zeros.length() > 1; zeros = zeros.substring(2)) {
                var at = (":" + groups + ":").indexOf(":" + zeros + ":");
                if (at >= 0) {
                    var before = groups.substring(0, Math.max(at - 1, 0));
                    var after = groups.substring(Math.min(at + zeros.length() + 1, groups.length()));
                    return before + "::" + after;
                }
            }
            return groups;
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
