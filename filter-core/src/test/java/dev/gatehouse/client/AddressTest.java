package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {

    private final Address address = new Address();

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 00000000000000000000ffff00000000",
        "192.0.2.1, 00000000000000000000ffffc0000201",
        "255.255.255.255, 00000000000000000000ffffffffffff",
        // Mapped (RFC 4291, section 2.5.5.2) and NAT64 (RFC 6052) are the IPv4 inside.
        "::ffff:192.0.2.1, 00000000000000000000ffffc0000201",
        "::FFFF:c000:201, 00000000000000000000ffffc0000201",
        "0:0:0:0:0:ffff:192.0.2.1, 00000000000000000000ffffc0000201",
        "0000:0000:0000:0000:0000:ffff:c000:0201, 00000000000000000000ffffc0000201",
        "64:ff9b::192.0.2.1, 00000000000000000000ffffc0000201",
        "64:ff9b::c000:201, 00000000000000000000ffffc0000201",
        "0064:ff9b:0:0:0:0:c000:201, 00000000000000000000ffffc0000201"
    })
    void readsIpv4(String text, String expected) {
        assertThat(read(text)).isEqualTo(expected);
        assertThat(address.isIpv4()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "::, 00000000000000000000000000000000",
        "::1, 00000000000000000000000000000001",
        "1::, 00010000000000000000000000000000",
        "2001:db8::1, 20010db8000000000000000000000001",
        "2001:DB8:0:0:8:800:200c:417a, 20010db80000000000080800200c417a",
        "2001:db8::8:800:200C:417A, 20010db80000000000080800200c417a",
        "1:2:3:4:5:6:7:8, 00010002000300040005000600070008",
        "::2:3:4:5:6:7:8, 00000002000300040005000600070008",
        "1::3:4:5:6:7:8, 00010000000300040005000600070008",
        "1:2:3:4:5:6:7::, 00010002000300040005000600070000",
        "1:2:3:4::8, 00010002000300040000000000000008",
        "1:2:3:4:5::, 00010002000300040005000000000000",
        "1::4:5:6:7:8, 00010000000000040005000600070008",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffffffffffffffffffffffffffffffff",
        // Embedded IPv4 that is none: compatible addresses are long deprecated (RFC 4291, section 2.5.5.1).
        "::192.0.2.1, 000000000000000000000000c0000201",
        "1:2:3:4:5:6:192.0.2.1, 000100020003000400050006c0000201",
        "1:2:3:4:5::192.0.2.1, 000100020003000400050000c0000201",
        "1::192.0.2.1, 000100000000000000000000c0000201",
        // Near to mapped and to NAT64, and neither.
        "::fffe:c000:201, 00000000000000000000fffec0000201",
        "1::ffff:c000:201, 00010000000000000000ffffc0000201",
        "64:ff9b::1:c000:201, 0064ff9b0000000000000001c0000201",
        "64:ff9b:1::c000:201, 0064ff9b0001000000000000c0000201"
    })
    void readsIpv6(String text, String expected) {
        assertThat(read(text)).isEqualTo(expected);
        assertThat(address.isIpv4()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "[2001:db8::1], 20010db8000000000000000000000001",
        "[::ffff:192.0.2.1], 00000000000000000000ffffc0000201",
        "fe80::1%eth0, fe800000000000000000000000000001",
        "[fe80::1%25eth0], fe800000000000000000000000000001",
        "fe80::%1, fe800000000000000000000000000000",
        "'fe80::1%a:b]c', fe800000000000000000000000000001"
    })
    void readsBracketsAndIgnoresZones(String text, String expected) {
        assertThat(read(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                ":",
                ":::",
                "[]",
                "[",
                "]",
                "[::1",
                "::1]",
                "[[::1]]",
                "[192.0.2.1]",
                // IPv4 (RFC 6943, section 3.1.1): four decimal numbers, nothing else.
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.4.",
                "256.2.3.4",
                "1.2.3.256",
                "1.2.3.1000",
                "01.2.3.4",
                "1.2.3.04",
                "00.0.0.0",
                "0x7f.0.0.1",
                "127.1",
                "2130706433",
                "1.2.3.-4",
                "+1.2.3.4",
                " 1.2.3.4",
                "1.2.3.4 ",
                "1.2.3.4/32",
                "1.2.3.4:80",
                "1.2.3.4%eth0",
                "１.2.3.4",
                "1.2.3.٤",
                // IPv6 (RFC 4291, section 2.2).
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1:2:3:4::5:6:7:8",
                "1::2::3",
                "1:::2",
                ":1::2",
                "1::2:",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                "12345::",
                "::g",
                "::１",
                "::-1",
                ":: 1",
                "::1/128",
                "[::1]:80",
                "%eth0",
                "%::1",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1:2:3:4:5:6::1.2.3.4",
                "1.2.3.4::",
                "::1.2.3.4:5",
                "::1.2.3",
                "::1.2.3.256",
                "::1.2.3.04",
                "::a.2.3.4",
                "1.2.3.4%:",
                // Names are never resolved.
                "localhost",
                "example.com",
                "cafe",
                "dead.beef",
                "unknown",
                "_hidden",
                "null"
            })
    void rejectsWhatIsNoAddress(String text) {
        assertThat(address.read("2001:db8::7")).isTrue();
        assertThat(address.read(text)).isFalse();
        assertThat(bits()).as("the address before").isEqualTo("20010db8000000000000000000000007");
    }

    @Test
    void rejectsTextsOfAnyLengthQuickly() {
        for (var text : new String[] {"1", "1.", ":", "::", "1:", "a:b", "[", "%", "0", ".1"}) {
            assertThat(address.read(text.repeat(1_000_000))).as(text).isFalse();
        }
        assertThat(address.read("::1%" + "e".repeat(1_000_000))).isTrue();
    }

    @Test
    void readsPartOfAText() {
        var text = "for=192.0.2.1:80";
        assertThat(address.read(text, 4, 13)).isTrue();
        assertThat(bits()).isEqualTo("00000000000000000000ffffc0000201");
        assertThat(address.read(text, 4, 12)).as("192.0.2.").isFalse();
        assertThat(address.read(text, 4, 4)).as("nothing").isFalse();
        assertThat(address.read(text, 16, 16)).as("nothing at the end").isFalse();
        assertThat(address.read("x::1:2y", 1, 6)).isTrue();
        assertThat(bits()).isEqualTo("00000000000000000000000000010002");
        assertThat(address.read("x1::2", 1, 4)).isTrue();
        assertThat(bits()).isEqualTo("00010000000000000000000000000000");
        assertThat(address.read("1:2:3:4:5:6:7:88", 0, 15)).isTrue();
        assertThat(bits()).isEqualTo("00010002000300040005000600070008");
        assertThat(address.read("1::%:", 0, 3)).isTrue();
        assertThat(address.read("1.2.3.4%:", 0, 7)).isTrue();
    }

    @Test
    void becomesWhatAnotherIs() {
        var other = new Address();
        assertThat(other.read("2001:db8::1")).isTrue();
        address.set(other);
        assertThat(bits()).isEqualTo("20010db8000000000000000000000001");
    }

    @Test
    void countsIpv6ByItsNetworkAndIpv4InFull() {
        assertThat(network("2001:db8:1:2::1", 64)).isEqualTo(network("2001:db8:1:2:ffff:ffff:ffff:ffff", 64));
        assertThat(network("2001:db8:1:2::1", 64)).isNotEqualTo(network("2001:db8:1:3::1", 64));
        assertThat(network("2001:db8:1:2::1", 48)).isEqualTo(network("2001:db8:1:ffff::1", 48));
        assertThat(network("2001:db8:1::1", 48)).isNotEqualTo(network("2001:db8:2::1", 48));
        assertThat(network("192.0.2.1", 64)).isNotEqualTo(network("192.0.2.2", 64));
        assertThat(network("192.0.2.1", 48)).isEqualTo(network("::ffff:192.0.2.1", 48));
        assertThat(network("192.0.2.1", 48)).isNotEqualTo(network("::192.0.2.1", 48));
    }

    @Test
    void readsLiteralsAsThePlatformDoes() throws UnknownHostException {
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++) {
            var text = random.nextInt(4) == 0 ? ipv4(random) : ipv6(random);
            // With a colon or only digits and dots, the platform takes the text for a literal and asks nobody.
            var expected = InetAddress.getByName(text);
            var bytes = HexFormat.of().formatHex(expected.getAddress());
            var wanted = expected instanceof Inet4Address ? "00000000000000000000ffff" + bytes : bytes;
            assertThat(read(text)).as("%s, seed %d", text, seed).isEqualTo(wanted);
        }
    }

    /** Literals with a letter, digit or colon too many or too few, which the platform must take for literals. */
    @Test
    void rejectsWhatThePlatformRejects() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++) {
            var text = new StringBuilder(ipv6(random));
            var at = random.nextInt(text.length());
            if (random.nextBoolean()) {
                text.deleteCharAt(at);
            } else {
                text.insert(at, "0123456789abcdef::..".charAt(random.nextInt(20)));
            }
            var broken = text.toString();
            // Without two colons it might be a name; and the platform is lenient about leading zeros.
            var maybeName = broken.indexOf(':') == broken.lastIndexOf(':');
            if (maybeName || broken.indexOf('.') >= 0 || broken.matches(".*[0-9a-fA-F]{5}.*")) {
                continue;
            }
            boolean expected;
            try {
                InetAddress.getByName("[" + broken + "]");
                expected = true;
            } catch (UnknownHostException e) {
                expected = false;
            }
            assertThat(address.read(broken)).as("%s, seed %d", broken, seed).isEqualTo(expected);
        }
    }

    private static String ipv4(Random random) {
        return random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256);
    }

    private static String ipv6(Random random) {
        var embedded = random.nextInt(4) == 0;
        var most = embedded ? 6 : 8;
        // A gap stands for at least one group.
        var gap = random.nextBoolean();
        var groups = gap ? random.nextInt(most) : most;
        var gapAt = gap ? random.nextInt(groups + 1) : -1;
        var text = new StringBuilder();
        for (var i = 0; i < groups; i++) {
            if (i == gapAt) {
                text.append("::");
            } else if (i > 0) {
                text.append(':');
            }
            var group = Integer.toHexString((1 + random.nextInt(0xffff)) >> random.nextInt(16));
            text.append(random.nextBoolean() ? group : "0".repeat(4 - group.length()) + group);
        }
        if (gapAt == groups) {
            text.append("::");
        }
        if (embedded) {
            text.append(gapAt == groups ? "" : ":").append(ipv4(random));
        }
        return random.nextBoolean() ? text.toString() : text.toString().toUpperCase(Locale.ROOT);
    }

    private String read(String text) {
        assertThat(address.read(text)).as(text).isTrue();
        return bits();
    }

    private String bits() {
        return HexFormat.of().toHexDigits(address.high()) + HexFormat.of().toHexDigits(address.low());
    }

    private String network(String text, int prefix) {
        assertThat(address.read(text)).as(text).isTrue();
        var digest = new Digest(new Digest.Secret(1, 2));
        digest.start();
        address.addNetworkTo(digest, prefix);
        digest.finish();
        return digest.high() + " " + digest.low();
    }
}
