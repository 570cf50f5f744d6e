package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.fuzz.Input;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Addresses and ranges of them, beside a judge that splits them. */
final class AddressFuzzTest {

    /** An address, then a range. */
    static Stream<byte[]> seeds() {
        return Input.seeds(
                "192.0.2.1\n192.0.2.0/24",
                "255.255.255.255\n0.0.0.0/0",
                "2001:db8::1\n2001:DB8::/32",
                "[fe80::1%eth0]\nfe80::/10",
                "::ffff:192.0.2.1\n::ffff:0:0/96",
                "64:ff9b::192.0.2.1\n64:ff9b::/96",
                "1:2:3:4:5:6:7:8\n1:2:3:4::/65",
                "1:2:3:4:5:6:1.2.3.4\n::/0",
                "1::8\n1::8/128",
                "::\n::1",
                "01.2.3.4\n10.0.0.0/08");
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsWhatIsAnAddress(byte[] bytes) {
        var input = Input.ofFile(bytes);
        var text = input.line(0);
        var address = new Address();
        var expected = NaiveAddress.of(text);
        var isOne = address.read(text);
        assertThat(isOne).as("'%s' is an address", text).isEqualTo(expected != null);
        if (expected != null) {
            assertThat(NaiveAddress.bits(address.high(), address.low()))
                    .as(text)
                    .isEqualTo(expected);
        }
        var range = AddressRange.parse(input.line(1));
        if (range != null) {
            assertThat(AddressRange.parse(range.toString()))
                    .as("%s, as '%s' is written", range, input.line(1))
                    .isEqualTo(range);
            var whole = range.withoutHostBits();
            assertThat(whole.contains(address)).isEqualTo(range.contains(address));
            if (expected != null) {
                assertThat(range.contains(address))
                        .as("%s is in %s", text, range)
                        .isEqualTo(NaiveAddress.contains(range, expected));
            }
        }
    }
}
