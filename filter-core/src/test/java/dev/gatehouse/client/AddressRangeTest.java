package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangeTest {

    /** RFC 5952: lower case, no leading zeros, the longest run of zero groups left out, the first of equal ones. */
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "10.0.0.7, 10.0.0.7",
        "10.0.0.7/32, 10.0.0.7",
        "0.0.0.0/0, 0.0.0.0/0",
        "192.0.2.128/25, 192.0.2.128/25",
        "::1, ::1",
        "::1/128, ::1",
        "[::1]/128, ::1",
        "::/0, ::/0",
        "1::, 1::",
        "2001:DB8::/32, 2001:db8::/32",
        "2001:0db8:0:0:0:0:0:0/32, 2001:db8::/32",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "1:0:0:2:0:0:0:0, 1:0:0:2::",
        "0:0:1:0:0:0:1:0, 0:0:1::1:0",
        "0:0:0:1:0:0:0:1, ::1:0:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "0:1:0:1:0:1:0:1, 0:1:0:1:0:1:0:1",
        "10:0:0:100:0:0:0:1000, 10:0:0:100::1000",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "fe80::1%eth0/64, fe80::1/64",
        // What IPv4 is written inside of is left out.
        "::ffff:10.0.0.0/104, 10.0.0.0/8",
        "::ffff:0:0/96, 0.0.0.0/0",
        "::ffff:192.0.2.1, 192.0.2.1",
        "64:ff9b::10.0.0.0/104, 10.0.0.0/8",
        "64:ff9b::/96, 0.0.0.0/0",
        "::ffff:0:0/95, ::ffff:0:0/95"
    })
    void isWrittenInItsShortestForm(String text, String expected) {
        assertThat(parse(text)).hasToString(expected);
        assertThat(parse(expected)).isEqualTo(parse(text));
    }

    /** Written by hand, for Java 17's sake. */
    @Test
    void isEqualToWhatHasTheSameBits() {
        var range = parse("2001:db8::/32");
        assertThat(range).isEqualTo(new AddressRange(0x2001_0db8_0000_0000L, 0, 32));
        assertThat(range).hasSameHashCodeAs(new AddressRange(0x2001_0db8_0000_0000L, 0, 32));
        assertThat(range)
                .isNotEqualTo(new AddressRange(0x2001_0db8_0000_0000L, 0, 33))
                .isNotEqualTo(new AddressRange(0x2001_0db8_0000_0000L, 1, 32))
                .isNotEqualTo(new AddressRange(0x2001_0db9_0000_0000L, 0, 32))
                .isNotEqualTo("2001:db8::/32");
        assertThat(Set.of(
                        parse("10.0.0.0/8").hashCode(),
                        parse("10.0.0.0/9").hashCode(),
                        parse("11.0.0.0/8").hashCode()))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/08",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/ 8",
                "10.0.0.0 /8",
                "10.0.0.0/8/8",
                "10.0.0.0/255.0.0.0",
                "10.0.0.0/99999999999999999999",
                "10.0.0.0/8 ",
                "10.0.0/8",
                "10/8",
                "10.*",
                "10.0.0.0-10.0.0.9",
                "[10.0.0.0]/8",
                "::/129",
                "::1/1000",
                "::1/64%eth0",
                "2001:db8/32",
                "proxy.example.com",
                "proxy.example.com/24",
                "localhost",
                "*",
                "private"
            })
    void rejectsWhatIsNoRange(String text) {
        assertThat(AddressRange.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0, true",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 9.255.255.255, false",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "10.0.0.0/8, 64:ff9b::10.1.2.3, true",
        "10.0.0.0/8, ::10.1.2.3, false",
        "10.0.0.7, 10.0.0.7, true",
        "10.0.0.7, 10.0.0.6, false",
        "10.0.0.6/31, 10.0.0.7, true",
        "10.0.0.6/31, 10.0.0.8, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "128.0.0.0/1, 192.0.2.1, true",
        "128.0.0.0/1, 127.255.255.255, false",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "::ffff:10.0.0.0/104, 11.1.2.3, false",
        "::1, ::1, true",
        "::1, ::2, false",
        "2001:db8::/32, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "2001:db8::/32, 2001:db9::, false",
        "2001:db8::/64, 2001:db8::ffff:ffff:ffff:ffff, true",
        "2001:db8::/64, 2001:db8:0:1::, false",
        "2001:db8::/65, 2001:db8::7fff:ffff:ffff:ffff, true",
        "2001:db8::/65, 2001:db8::8000:0:0:0, false",
        "2001:db8::/127, 2001:db8::1, true",
        "2001:db8::/127, 2001:db8::2, false",
        "8000::/1, ffff::, true",
        "8000::/1, 7fff::, false",
        "::/0, 2001:db8::1, true",
        "fe80::/10, fe80::1%eth0, true",
        // Bits after the prefix do not matter to what is inside.
        "10.9.9.9/8, 10.0.0.1, true",
        "10.9.9.9/8, 11.9.9.9, false"
    })
    void containsTheAddressesThatShareItsPrefix(String range, String text, boolean expected) {
        var address = new Address();
        assertThat(address.read(text)).isTrue();
        assertThat(parse(range).contains(address)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/8, 10.0.0.0/8",
        "10.0.0.0/8, 10.0.0.0/8",
        "192.0.2.255/25, 192.0.2.128/25",
        "10.1.2.3, 10.1.2.3",
        "10.1.2.3/0, 0.0.0.0/0",
        "::ffff:10.1.2.3/104, 10.0.0.0/8",
        "2001:db8:1::1/32, 2001:db8::/32",
        "2001:db8::1/64, 2001:db8::/64",
        "2001:db8::ffff:0:0:1/65, 2001:db8:0:0:8000::/65",
        "2001:db8::3/127, 2001:db8::2/127",
        "2001:db8::1/0, ::/0"
    })
    void hasNothingAfterItsPrefixWithoutHostBits(String text, String expected) {
        assertThat(parse(text).withoutHostBits()).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, true",
        "10.0.0.1/0, true",
        "::/0, true",
        "2001:db8::/0, true",
        "::ffff:0:0/96, true",
        "::ffff:0:0/95, true",
        "64:ff9b::/96, true",
        "64:ff9b::/64, true",
        "::/8, true",
        "0.0.0.0/1, false",
        "128.0.0.0/1, false",
        "2000::/3, false",
        "::/96, false",
        "10.0.0.0/8, false",
        "::1, false"
    })
    void tellsWhetherItHoldsAllOfIpv4(String text, boolean expected) {
        assertThat(parse(text).containsAllOfIpv4()).isEqualTo(expected);
    }

    @Test
    void isReadBackAsItIsWritten() throws UnknownHostException {
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++) {
            // Few bits, so that there are runs of zeros.
            var high = fewBits(random) & (random.nextBoolean() ? 0xffff_0000_0000_ffffL : 0x0000_ffff_ffff_0000L);
            var low = fewBits(random);
            var prefix = 64 + random.nextInt(65);
            var range = new AddressRange(high, low, prefix);
            var text = range.toString();
            assertThat(AddressRange.parse(text)).as("seed %d", seed).isEqualTo(range);
            var address = new Address();
            var slash = text.indexOf('/');
            var literal = slash < 0 ? text : text.substring(0, slash);
            assertThat(address.read(InetAddress.getByName(literal).getHostAddress()))
                    .isTrue();
            assertThat(range.contains(address)).as("%s, seed %d", text, seed).isTrue();
        }
    }

    private static long fewBits(Random random) {
        var bits = random.nextLong();
        for (var i = 0; i < 3; i++) {
            bits &= random.nextLong();
        }
        return bits;
    }

    private static AddressRange parse(String text) {
        return Objects.requireNonNull(AddressRange.parse(text), text);
    }
}
