package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The rules of addresses in origins once more: browsers take many notations and send one. */
final class IpAddresses {

    private IpAddresses() {}

    /** Compares what the filter makes of a text with what these rules make of it. */
    static void check(String text) {
        var v6 = IpAddress.canonicalV6(text);
        if (v6 != null) {
            assertThat(v6).as("of %s", text).isEqualTo(Ipv6.shortest(text)).isEqualTo(IpAddress.canonicalV6(v6));
        }
        assertThat(IpAddress.isV4(text))
                .as("%s is an IPv4 address, or none", text)
                .isEqualTo(endsInANumber(text));
        if (IpAddress.isV4(text)) {
            var v4 = IpAddress.canonicalV4(text);
            assertThat(v4).as("of %s", text).isEqualTo(quad(text));
            assertThat(v4 == null || v4.equals(IpAddress.canonicalV4(v4))).isTrue();
        }
    }

    private static boolean endsInANumber(String host) {
        var name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        var last = name.substring(name.lastIndexOf('.') + 1);
        return !host.chars().anyMatch(c -> "\r\u0085\u2028\u2029".indexOf(c) >= 0)
                && last.matches("[0-9]+|0[xX][0-9a-fA-F]*");
    }

    /** The <a href="https://url.spec.whatwg.org/#concept-ipv4-parser">IPv4 parser</a> of the URL standard. */
    private static @Nullable String quad(String host) {
        var parts = (host.endsWith(".") ? host.substring(0, host.length() - 1) : host).split("\\.", -1);
        var address = BigInteger.ZERO;
        for (var i = 0; i < parts.length; i++) {
            var part = parts[i];
            var radix = part.matches("0[xX].*") ? 16 : part.length() > 1 && part.startsWith("0") ? 8 : 10;
            var digits = radix == 16 ? part.substring(2) : part;
            if (!digits.matches(radix == 16 ? "[0-9a-fA-F]*" : radix == 8 ? "[0-7]+" : "[0-9]+")) {
                return null;
            }
            var number = digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits, radix);
            var room = i == parts.length - 1 ? 4 - i : 1;
            if (room < 1 || number.bitLength() > 8 * room) {
                return null;
            }
            address = address.shiftLeft(8 * room).or(number);
        }
        var bits = address.longValue();
        return (bits >> 24) + "." + (bits >> 16 & 255) + "." + (bits >> 8 & 255) + "." + (bits & 255);
    }
}
