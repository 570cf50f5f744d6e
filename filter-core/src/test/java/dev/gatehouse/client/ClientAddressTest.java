package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds of every header; who is counted for which is in {@code callers/addresses.txt}. The proxies that are
 * trusted here are 10.0.0.0/8 and 2001:db8:f::/48, and the peer is 10.0.0.1.
 */
final class ClientAddressTest {

    private static final String PEER = "10.0.0.1";

    private final ClientAddress forwardedFor = trusting("X-Forwarded-For", "10.0.0.0/8", "2001:db8:f::/48");
    private final ClientAddress forwarded = trusting("Forwarded", "10.0.0.0/8", "2001:db8:f::/48");

    /** A container may refuse to tell headers (Servlet 5.0, {@code getHeaders}). */
    @Test
    void isThePeersWhereTheContainerTellsNoHeaders() {
        var silent = mock(HttpServletRequest.class);
        when(silent.getRemoteAddr()).thenReturn(PEER);
        assertThat(find(forwardedFor, silent)).isEqualTo(PEER);
    }

    /**
     * A client may send a beginning of the header of its own, to which the proxy then appends. Whatever it sends, it
     * must never be counted as an address of its choice.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=192.0.2.9",
                "for=192.0.2.9;",
                "for=192.0.2.9;host=\"",
                "for=192.0.2.9;host=\"\\",
                "for=\"192.0.2.9\";host=\"",
                "for=\"192.0.2.9",
                "for=\"192.0.2.9\\",
                "for=192.0.2.9;host=\"a\"\"",
                "for=192.0.2.9\"",
                "\"for=192.0.2.9",
                "for=192.0.2.9;\"",
                "for=192.0.2.9;host",
                "for=192.0.2.9;host=a b",
                "for=\"[::9]:1\";host=\"x",
            })
    void neverBelievesWhatAClientWroteBeforeItsProxy(String clients) {
        for (var appended : List.of("for=192.0.2.1", "for=\"192.0.2.1:4711\"", "proto=http;for=\"192.0.2.1\"")) {
            var inOneLine = request(PEER, "Forwarded", clients + ", " + appended);
            assertThat(find(forwarded, inOneLine)).as(appended).isIn("192.0.2.1", PEER);
            var inTwoLines = request(PEER, "Forwarded", clients, appended);
            assertThat(find(forwarded, inTwoLines)).as(appended).isEqualTo("192.0.2.1");
            var throughTwoProxies = request(PEER, "Forwarded", clients + ", " + appended + ", for=\"10.0.0.2\"");
            assertThat(find(forwarded, throughTwoProxies)).as(appended).isIn("192.0.2.1", "10.0.0.2", PEER);
        }
    }

    /** In linear time: a hundred times the usual length must not cost ten thousand times the work. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ",",
                " ,",
                "a,",
                "1,",
                ":,",
                "[,",
                "],",
                "\"",
                "\",",
                "\\",
                "\"\\",
                "=",
                "=,",
                "for,",
                "for=,",
                "for=\",",
                ";",
                "a=b;",
                "a=\"b\";",
                "1.2.3.4,",
                "for=1.2.3.4,",
                "[::1],",
                "for=\"[::1]\",",
                "for=10.0.0.2,",
                "10.0.0.2,",
                "\t",
            })
    void readsHugeHeadersQuickly(String part) {
        var line = part.repeat(200_000);
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (var rule : List.of(forwardedFor, forwarded)) {
                var name = rule == forwarded ? "Forwarded" : "X-Forwarded-For";
                find(rule, request(PEER, name, line));
                find(rule, request(PEER, name, line + "for=192.0.2.1"));
                find(rule, request(PEER, name, "\"" + line));
            }
        });
    }

    @Test
    void readsManyLinesQuickly() {
        var lines = Collections.nCopies(100_000, "10.0.0.2").toArray(String[]::new);
        assertThat(find(forwardedFor, request(PEER, "X-Forwarded-For", lines))).isEqualTo("10.0.0.2");
    }

    @Test
    void agreesWithANaiveWalkFromTheRight() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        var hops = List.of(
                "192.0.2.1",
                "198.51.100.7:80",
                "10.0.0.2",
                "10.0.0.3:1",
                "2001:db8::1",
                "[2001:db8::2]:3",
                "2001:db8:f::4",
                "unknown",
                "_x",
                "1.2.3",
                "",
                " ");
        for (var i = 0; i < 20_000; i++) {
            var lines = new ArrayList<String>();
            var rfc7239 = new ArrayList<String>();
            for (var line = random.nextInt(4); line > 0; line--) {
                var elements = new ArrayList<String>();
                var pairs = new ArrayList<String>();
                for (var hop = random.nextInt(6); hop > 0; hop--) {
                    var text = hops.get(random.nextInt(hops.size()));
                    elements.add(text);
                    pairs.add(asForwarded(text, random));
                }
                var comma = random.nextBoolean() ? "," : " , ";
                lines.add(String.join(comma, elements));
                rfc7239.add(String.join(comma, pairs));
            }
            var expected = naive(String.join(",", lines));
            assertThat(find(forwardedFor, request(PEER, "X-Forwarded-For", lines.toArray(String[]::new))))
                    .as("%s, seed %d", lines, seed)
                    .isEqualTo(expected);
            assertThat(find(forwarded, request(PEER, "Forwarded", rfc7239.toArray(String[]::new))))
                    .as("%s, seed %d", rfc7239, seed)
                    .isEqualTo(expected);
        }
    }

    /**
     * Whatever a header is made of, nothing is thrown, and nothing before a whole untrusted hop on the right counts.
     */
    @Test
    void survivesEveryHeader() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        var pieces = List.of(
                "for=",
                "by=",
                "192.0.2.9",
                "10.0.0.2",
                "[",
                "]",
                ":",
                "::1",
                "80",
                "\"",
                "\\",
                ",",
                ";",
                "=",
                " ",
                "%",
                "_",
                "unknown",
                "é",
                "\t",
                "FOR",
                ".");
        for (var i = 0; i < 10_000; i++) {
            var text = new StringBuilder();
            for (var n = random.nextInt(12); n > 0; n--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            var line = text.toString();
            find(forwardedFor, request(PEER, "X-Forwarded-For", line));
            find(forwarded, request(PEER, "Forwarded", line));
            assertThat(find(forwardedFor, request(PEER, "X-Forwarded-For", line + ", 192.0.2.1")))
                    .as("%s, seed %d", line, seed)
                    .isEqualTo("192.0.2.1");
            assertThat(find(forwarded, request(PEER, "Forwarded", line, "for=192.0.2.1")))
                    .as("%s, seed %d", line, seed)
                    .isEqualTo("192.0.2.1");
            assertThat(find(forwarded, request(PEER, "Forwarded", line + ", for=192.0.2.1")))
                    .as("%s, seed %d", line, seed)
                    .isIn("192.0.2.1", PEER);
        }
    }

    private String naive(String line) {
        var found = PEER;
        var elements = line.split(",", -1);
        for (var i = elements.length - 1; i >= 0; i--) {
            var hop = elements[i].strip();
            if (hop.isEmpty()) {
                continue;
            }
            var known = hop.startsWith("1") && hop.chars().filter(c -> c == '.').count() == 3;
            if (!known && !hop.contains("2001")) {
                return found;
            }
            found = hop.replaceFirst("^\\[(.*)](:\\d+)?$", "$1").replaceFirst("^([\\d.]+):\\d+$", "$1");
            if (!found.startsWith("10.") && !found.startsWith("2001:db8:f:")) {
                return found;
            }
        }
        return found;
    }

    private static String asForwarded(String hop, Random random) {
        if (hop.isBlank()) {
            return hop;
        }
        var node = hop.startsWith("2001") ? "[" + hop + "]" : hop;
        var pair = "for=" + (node.contains(":") || random.nextBoolean() ? "\"" + node + "\"" : node);
        return switch (random.nextInt(4)) {
            case 0 -> "proto=http;" + pair;
            case 1 -> pair + ";by=\"a,b;for=1.1.1.1\"";
            default -> pair;
        };
    }

    private static ClientAddress trusting(String header, String... proxies) {
        var ranges = new ArrayList<AddressRange>();
        for (var proxy : proxies) {
            ranges.add(Objects.requireNonNull(AddressRange.parse(proxy)));
        }
        return new ClientAddress(ranges, header);
    }

    private static HttpServletRequest request(String peer, String header, String... lines) {
        return request(peer, Map.of(header, List.of(lines)));
    }

    /** Not a mock: there are too many requests here. */
    private static HttpServletRequest request(String peer, Map<String, List<String>> headers) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                ClientAddressTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getRemoteAddr" -> peer;
                    case "getHeaders" ->
                        Collections.enumeration(headers.getOrDefault((String) arguments[0], List.of()));
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static String find(ClientAddress rule, HttpServletRequest request) {
        var found = new Address();
        assertThat(rule.find(request, found, new Address())).isTrue();
        return new AddressRange(found.high(), found.low(), 128).toString();
    }

    /**
     * RFC 7239, section 4: a parameter's name is a token; those that nobody has are not read, nor is what they are in.
     */
    @Test
    void readsNamesOfLettersAndDigits() {
        for (var c = '!'; c < 0x80; c++) {
            var isRead = Character.isLetterOrDigit(c) || c == '-' || c == '_';
            var separates = c == ';' || c == ',' || c == '"' || c == '=';
            if (!separates) {
                var header = request(PEER, "Forwarded", "for=192.0.2.1;x" + c + "=1");
                assertThat(find(forwarded, header)).as("x%s", c).isEqualTo(isRead ? "192.0.2.1" : PEER);
            }
        }
    }

    /** RFC 7239, section 6: an obfuscated port is an underscore and letters, digits and some others. */
    @Test
    void readsPortsThatAreHidden() {
        for (var c = '!'; c < 0x80; c++) {
            var isRead = Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.';
            if (c != '"' && c != '\\') {
                var header = request(PEER, "Forwarded", "for=\"192.0.2.1:_" + c + "\"");
                assertThat(find(forwarded, header)).as("_%s", c).isEqualTo(isRead ? "192.0.2.1" : PEER);
            }
        }
    }
}
