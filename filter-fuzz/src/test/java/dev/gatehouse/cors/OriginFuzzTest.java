package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.fuzz.Input;
import java.net.URI;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Origins as an operator may write them: what is taken is what a browser sends, by the rules written once more. */
final class OriginFuzzTest {

    private static final Pattern PARTS = Pattern.compile(
            "(?<scheme>[a-z][a-z0-9+.-]*+)://(?<host>\\[[0-9a-f:]++]|[a-z0-9._-]++)(:(?<port>[0-9]++))?");

    private static final String NUMBER = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

    static Stream<byte[]> seeds() {
        return Input.seeds(
                "https://app.example.com",
                "http://localhost:3000",
                "https://127.0.0.1:8443",
                "https://[2001:db8::1]:8443",
                "http://[::ffff:102:304]",
                "https://xn--bcher-kva.example",
                "https://a_b.example.",
                "capacitor://localhost",
                "https://A.example:443/app?x#y",
                "me@b\u00fccher.example:0080",
                "https:a.example",
                "wss://0x7f.1",
                "null",
                "*",
                "::1",
                "view-source://a",
                "127.0.0.1",
                "127.1",
                "0x7f.0.0.1.",
                "0177.0.0.0000000000001",
                "4294967295",
                "0xffffffff",
                "1.2.3.4.5",
                "256.1.1.1",
                "::1",
                "2001:DB8:0:0:1::1",
                "::ffff:1.2.3.4",
                "1:2:3:4:5:6:7::",
                "1:0:0:2:0:0:0:3");
    }

    @MethodSource("seeds")
    @FuzzTest
    void takesWhatBrowsersSend(byte[] bytes) {
        var text = Input.ofFile(bytes).line(0);
        IpAddresses.check(text);
        var origin = Origin.of(text);
        var canonical = origin.canonical();
        var taken = origin.faults().isEmpty();
        assertThat(taken).as("'%s' is taken; it has %s", text, origin.faults()).isEqualTo(isSerialised(text));
        if (taken) {
            assertThat(canonical).isEqualTo(text);
            var uri = URI.create(text);
            assertThat(uri.getScheme() + "://" + uri.getRawAuthority()).isEqualTo(text);
            assertThat(uri.getRawUserInfo()).isNull();
        }
        if (canonical != null) {
            var right = Origin.of(canonical);
            assertThat(right.faults())
                    .as("faults of %s, the fix of '%s'", canonical, text)
                    .isEmpty();
            assertThat(right.isInsecure()).isEqualTo(origin.isInsecure());
        }
        for (var fault : origin.faults()) {
            assertThat(fault.code()).startsWith("origin.");
            assertThat(fault.what()).isNotBlank();
            assertThat(canonical == null
                            && fault.hint().isEmpty()
                            && origin.faults().size() == 1)
                    .as("nothing to write in place of '%s'", text)
                    .isFalse();
        }
    }

    private static boolean isSerialised(String text) {
        var parts = PARTS.matcher(text);
        if (!parts.matches()) {
            return false;
        }
        var scheme = parts.group("scheme");
        if (scheme.matches("wss?|about|blob|data|file|filesystem|javascript|view-source")) {
            return false;
        }
        var port = parts.group("port");
        var standard = scheme.equals("https") ? "443" : scheme.equals("http") ? "80" : "";
        if (port != null
                && (!port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65_535 || port.equals(standard))) {
            return false;
        }
        var host = parts.group("host");
        if (host.startsWith("[")) {
            return host.equals("[" + Ipv6.shortest(host.substring(1, host.length() - 1)) + "]");
        }
        var name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        var labels = name.split("\\.", -1);
        for (var label : labels) {
            if (label.isEmpty()) {
                return false;
            }
        }
        // The URL standard: a host whose last label is a number is an IPv4 address, or none.
        var isNumber = labels[labels.length - 1].matches("[0-9]+|0x[0-9a-f]*");
        return !isNumber || host.matches(NUMBER + "(\\." + NUMBER + "){3}");
    }
}
