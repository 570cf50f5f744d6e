package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which origins are right as they are written, and what is told about the others. */
final class OriginTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.com",
                "http://localhost:3000",
                "http://app.localhost",
                "https://a",
                "https://under_score.example",
                "https://app.example.com.",
                "https://app.example.com:8443",
                "https://app.example.com:80",
                "http://app.example.com:443",
                "https://app.example.com:1",
                "https://app.example.com:65535",
                "http://127.0.0.1:5173",
                "http://192.0.2.1",
                "http://[::1]:3000",
                "http://[2001:db8::1]",
                "http://[::ffff:102:304]",
                "https://xn--bcher-kva.example",
                "https://1a.example",
                "https://127.0.0.1.example",
                "chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb",
                "capacitor://localhost",
            })
    void acceptsWhatBrowsersSend(String written) {
        var origin = Origin.of(written);

        assertThat(origin.faults()).isEmpty();
        assertThat(origin.canonical()).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "https://a.example/               | origin.trailing-slash | https://a.example",
                "https://a.example/app            | origin.path           | https://a.example",
                "https://a.example?x              | origin.path           | https://a.example",
                "https://a.example/#x             | origin.path           | https://a.example",
                "https://A.example                | origin.upper-case     | https://a.example",
                "HTTPS://a.example                | origin.upper-case     | https://a.example",
                "https://me@a.example             | origin.userinfo       | https://a.example",
                "https://me:pw@a.example:8443     | origin.userinfo       | https://a.example:8443",
                "https://a.example:443            | origin.default-port   | https://a.example",
                "http://a.example:80              | origin.default-port   | http://a.example",
                "https://a.example:               | origin.port           | https://a.example",
                "https://a.example:08443          | origin.port           | https://a.example:8443",
                "a.example                        | origin.scheme-missing | https://a.example",
                "//a.example                      | origin.scheme-missing | https://a.example",
                "://a.example                     | origin.scheme-missing | https://a.example",
                "a.example:8443                   | origin.scheme-missing | https://a.example:8443",
                "localhost:3000                   | origin.scheme-missing | http://localhost:3000",
                "127.0.0.1                        | origin.scheme-missing | http://127.0.0.1",
                "https:a.example                  | origin.scheme         | https://a.example",
                "https:/a.example                 | origin.scheme         | https://a.example",
                "wss://a.example                  | origin.scheme         | https://a.example",
                "ws://a.example                   | origin.scheme         | http://a.example",
                "https://bücher.example           | origin.unicode        | https://xn--bcher-kva.example",
                "http://127.1                     | origin.ipv4           | http://127.0.0.1",
                "http://0x7f.0.0.1                | origin.ipv4           | http://127.0.0.1",
                "http://0177.0.0.1                | origin.ipv4           | http://127.0.0.1",
                "http://0177.0.0.0000000000001    | origin.ipv4           | http://127.0.0.1",
                "http://0x000000007f.1            | origin.ipv4           | http://127.0.0.1",
                "http://2130706433:81             | origin.ipv4           | http://127.0.0.1:81",
                "http://127.0.0.1.                | origin.ipv4           | http://127.0.0.1",
                "http://[0:0:0:0:0:0:0:1]         | origin.ipv6           | http://[::1]",
                "http://[2001:db8:0:0:1:0:0:1]    | origin.ipv6           | http://[2001:db8::1:0:0:1]",
                "http://[2001:db8::0001]          | origin.ipv6           | http://[2001:db8::1]",
                "http://[::ffff:1.2.3.4]          | origin.ipv6           | http://[::ffff:102:304]",
                "http://[2001:DB8::1]             | origin.upper-case     | http://[2001:db8::1]",
                "http://::1                       | origin.ipv6           | http://[::1]",
                "\" https://a.example\"           | origin.space          | https://a.example",
            })
    void correctsWhatBrowsersWriteOtherwise(String written, String code, String right) {
        var origin = Origin.of(written);

        assertThat(origin.faults()).extracting(Origin.Fault::code).containsExactly(code);
        assertThat(origin.canonical()).isEqualTo(right);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"                             | origin.empty",
                "*                                | origin.wildcard",
                "https://*.example                | origin.wildcard",
                "https://a.example:*              | origin.wildcard",
                "null                             | origin.null",
                "NULL                             | origin.null",
                "https://a.example https://b.example | origin.space",
                "https://                         | origin.host",
                "https:///                        | origin.host",
                "https://.example                 | origin.host",
                "https://a..example               | origin.host",
                "https://a%2e.example             | origin.host",
                "^https://a\\.example$            | origin.scheme",
                "file:///index.html               | origin.scheme",
                "https://a.example:0              | origin.port",
                "https://a.example:65536          | origin.port",
                "https://a.example:99999999999    | origin.port",
                "https://a.example:http           | origin.port",
                "https://[::1]x                   | origin.port",
                "https://[::1]8443                | origin.port",
                "https://[::1]00                  | origin.port",
                "http://256.0.0.1                 | origin.ipv4",
                "http://1.2.3.4.5                 | origin.ipv4",
                "http://a.1                       | origin.ipv4",
                "http://[::1                      | origin.ipv6",
                "http://[fe80::1%25eth0]          | origin.ipv6",
                "http://[1:2]                     | origin.ipv6",
                "https://straße.example           | origin.unicode",
                // These two join letters; other invisible ones are taken for white space.
                "https://a\u200cb.example         | origin.unicode",
                "https://a\u200db.example         | origin.unicode",
                "https://a\u200bb.example         | origin.space",
            })
    void suggestsNothingWhereTheRightOriginCannotBeTold(String written, String code) {
        var origin = Origin.of(written);

        assertThat(origin.faults()).extracting(Origin.Fault::code).contains(code);
        assertThat(origin.faults()).extracting(Origin.Fault::hint).contains(hintOf(origin, code));
        assertThat(hintOf(origin, code)).isNotEmpty();
        assertThat(origin.canonical()).isNull();
    }

    private static String hintOf(Origin origin, String code) {
        return origin.faults().stream()
                .filter(fault -> fault.code().equals(code))
                .findFirst()
                .orElseThrow()
                .hint();
    }

    @Test
    void tellsAHostThatIsMissingFromOneThatIsNoName() {
        assertThat(Origin.of("https://a..example").faults())
                .extracting(Origin.Fault::what)
                .containsExactly("has a host that is not a name");
        assertThat(Origin.of("https://:0").faults())
                .extracting(Origin.Fault::what)
                .containsExactly("has no host", "has a port that is none");
    }

    @Test
    void tellsEveryFaultOfOneOriginAndTheOneRightValue() {
        var origin = Origin.of("HTTPS://me@App.Example.com:0443/app");

        assertThat(origin.faults())
                .extracting(Origin.Fault::code)
                .containsExactly(
                        "origin.upper-case", "origin.userinfo", "origin.port", "origin.default-port", "origin.path");
        assertThat(origin.canonical()).isEqualTo("https://app.example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "http://app.example, true",
        "http://192.0.2.1, true",
        "http://localhost.example, true",
        "http://127.example, true",
        "https://app.example, false",
        "http://localhost:3000, false",
        "http://app.localhost, false",
        "http://127.0.0.2, false",
        "http://[::1], false",
        "capacitor://localhost, false",
    })
    void isInsecureWhereTheNetworkCanWriteItsPages(String origin, boolean insecure) {
        assertThat(Origin.of(origin).isInsecure()).isEqualTo(insecure);
    }

    @Test
    void suggestsOnlyWhatItAccepts() {
        var seed = 20_250_101L;
        var random = new Random(seed);
        var parts = List.of(
                "http",
                "https",
                "HTTPS",
                "ws",
                "://",
                ":",
                "/",
                "//",
                "a",
                "A.b",
                ".example",
                "localhost",
                "[",
                "]",
                "::1",
                "0:0",
                "127.1",
                "0x1",
                "256",
                "80",
                ":443",
                ":0443",
                "@",
                "?",
                "#",
                "ü",
                "ß",
                "\u212a",
                "*",
                " ",
                "\t",
                "%",
                "_",
                "-",
                "\u200b",
                "\\",
                "1.2.3.4",
                "null");
        var right = new ArrayList<String>();
        for (var i = 0; i < 50_000; i++) {
            var written = new StringBuilder(random.nextBoolean() ? "https://" : "");
            for (var left = random.nextInt(7); left > 0; left--) {
                written.append(parts.get(random.nextInt(parts.size())));
            }
            var origin = Origin.of(written.toString());
            var canonical = origin.canonical();
            if (canonical != null) {
                right.add(canonical);
                assertThat(Origin.of(canonical).faults())
                        .as("%s for %s, seed %d", canonical, written, seed)
                        .isEmpty();
            }
            assertThat(origin.faults().isEmpty())
                    .as("%s, seed %d", written, seed)
                    .isEqualTo(written.toString().equals(canonical));
        }
        assertThat(right).hasSizeGreaterThan(2_500);
    }
}
