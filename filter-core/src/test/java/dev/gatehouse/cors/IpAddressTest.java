package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** IPv4 in every notation that the URL standard reads. */
final class IpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4, 1.2.3.4",
        "1.2.3.4., 1.2.3.4",
        "255.255.255.255, 255.255.255.255",
        "1.2.772, 1.2.3.4",
        "1.131844, 1.2.3.4",
        "16909060, 1.2.3.4",
        "0x01020304, 1.2.3.4",
        "0x, 0.0.0.0",
        "0x7f.010.0x3.4, 127.8.3.4",
        "1.0x20304, 1.2.3.4",
        "200.100.50.25, 200.100.50.25",
        "256.2.3.4,",
        "1.2.3.256,",
        "1.2.65536,",
        "1.16777216,",
        "4294967296,",
        "1.2.3.4.5,",
        "1..3.4,",
        "1.2.3.0x,1.2.3.0",
        "1.2.3.09,",
    })
    void isWrittenAsABrowserWritesIt(String host, String expected) {
        assertThat(IpAddress.canonicalV4(host)).isEqualTo(expected);
    }
}
