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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxies that are trusted here are 10.0.0.0/8 and 2001:db8:f::/48; the peer is 10.0.0.1 where none is given. */
final class ClientAddressTest {

    private static final String PEER = "10.0.0.1";

    private final ClientAddress forwardedFor = trusting("X-Forwarded-For", "10.0.0.0/8", "2001:db8:f::/48");
    private final ClientAddress forwarded = trusting("Forwarded", "10.0.0.0/8", "2001:db8:f::/48");

    @Test
    void isThePeersWhereNoProxyIsTrusted() {
        var nobody = trusting("X-Forwarded-For");
        assertThat(find(nobody, request("192.0.2.1", "X-Forwarded-For", "198.51.100.1")))
                .isEqualTo("192.0.2.1");
    }

    @Test
    void isThePeersWhereThePeerIsNotTrusted() {
        assertThat(find(forwardedFor, request("192.0.2.1", "X-Forwarded-For", "198.51.100.1")))
                .isEqualTo("192.0.2.1");
        assertThat(find(forwarded, request("192.0.2.1", "Forwarded", "for=198.51.100.1")))
                .isEqualTo("192.0.2.1");
    }

    @Test
    void isThePeersWhereAProxyWroteNothing() {
        assertThat(find(forwardedFor, request(PEER, "X-Forwarded-For"))).isEqualTo(PEER);
        var silent = mock(HttpServletRequest.class);
        when(silent.getRemoteAddr()).thenReturn(PEER);
        assertThat(find(forwardedFor, silent)).isEqualTo(PEER);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8::1, 2001:db8::1",
        "[2001:db8::1], 2001:db8::1",
        "fe80::1%eth0, fe80::1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "64:ff9b::192.0.2.1, 192.0.2.1"
    })
    void readsThePeerAsContainersGiveIt(String peer, String expected) {
        assertThat(find(forwardedFor, request(peer, "X-Forwarded-For"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "[2001:db8:f::1]", "2001:db8:f::1%eth0"})
    void trustsAProxyInWhateverFormItsAddressComes(String peer) {
        assertThat(find(forwardedFor, request(peer, "X-Forwarded-For", "192.0.2.1")))
                .isEqualTo("192.0.2.1");
    }

    @Test
    void findsNothingWhereThePeerHasNoAddress() {
        var unix = request("", "X-Forwarded-For", "192.0.2.1");
        assertThat(forwardedFor.find(unix, new Address(), new Address())).isFalse();
        assertThat(forwardedFor.find(request("/run/app.sock", "X-Forwarded-For"), new Address(), new Address()))
                .isFalse();
        assertThat(forwardedFor.find(mock(HttpServletRequest.class), new Address(), new Address()))
                .isFalse();
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "one hop                       | 192.0.2.1                          | 192.0.2.1",
                "past a trusted hop            | 192.0.2.1, 10.0.0.2                | 192.0.2.1",
                "past several                  | 192.0.2.1, 10.0.0.3, 10.0.0.2      | 192.0.2.1",
                "never past an untrusted one   | 192.0.2.9, 192.0.2.1, 10.0.0.2     | 192.0.2.1",
                "a claim of being trusted      | 10.0.0.9, 192.0.2.1                | 192.0.2.1",
                "all trusted: the leftmost     | 10.0.0.4, 10.0.0.3, 10.0.0.2       | 10.0.0.4",
                "IPv6                          | 2001:db8::1, 2001:db8:f::2         | 2001:db8::1",
                "IPv6 in brackets              | [2001:db8::1]                      | 2001:db8::1",
                "IPv6 in brackets with a port  | [2001:db8::1]:4711, 10.0.0.2:80    | 2001:db8::1",
                "IPv4 with a port              | 192.0.2.1:4711                     | 192.0.2.1",
                "IPv4 in IPv6                  | 192.0.2.1, ::ffff:10.0.0.2         | 192.0.2.1",
                "the client itself in IPv6     | ::ffff:192.0.2.1                   | 192.0.2.1",
                "no space                      | 192.0.2.1,10.0.0.2                 | 192.0.2.1",
                "much space                    | '  192.0.2.1 \t ,  10.0.0.2  '     | 192.0.2.1",
                "empty elements                | ',, 192.0.2.1,, ,10.0.0.2,,'       | 192.0.2.1",
                "nothing at all                | ''                                 | 10.0.0.1",
                "nothing but commas            | ' , ,'                             | 10.0.0.1",
                "unknown, and nothing else     | unknown                            | 10.0.0.1",
                "unknown before the client     | unknown, 192.0.2.1                 | 192.0.2.1",
                "unknown ends the walk         | 192.0.2.1, unknown, 10.0.0.2       | 10.0.0.2",
                "and the last good one counts  | 10.0.0.4, unknown, 10.0.0.3, 10.0.0.2 | 10.0.0.3",
                "unknown last                  | 192.0.2.1, unknown                 | 10.0.0.1",
                "a hidden node                 | 192.0.2.1, _hidden, 10.0.0.2       | 10.0.0.2",
                "a name                        | 192.0.2.1, localhost, 10.0.0.2     | 10.0.0.2",
                "nonsense                      | 192.0.2.1, <script>, 10.0.0.2      | 10.0.0.2",
                "a leading zero                | 192.0.2.1, 010.0.0.3, 10.0.0.2     | 10.0.0.2",
                "a port without a number       | 192.0.2.1:                         | 10.0.0.1",
                "a port that is none           | 192.0.2.1:http                     | 10.0.0.1",
                "a port too long               | 192.0.2.1:123456                   | 10.0.0.1",
                "a bracket left open           | [2001:db8::1                       | 10.0.0.1",
                "a bracket never opened        | 2001:db8::1]                       | 10.0.0.1",
                "a bracket of a later hop      | [2001:db8::1, 10.0.0.2]            | 10.0.0.1",
                "something after a bracket     | [2001:db8::1]x                     | 10.0.0.1",
                "brackets around IPv4          | [192.0.2.1]                        | 10.0.0.1",
                "empty brackets                | []                                 | 10.0.0.1",
                "spaces instead of commas      | 192.0.2.1 10.0.0.2                 | 10.0.0.1",
                "what RFC 7239 would write     | for=192.0.2.1                      | 10.0.0.1"
            })
    void walksXForwardedForFromTheRight(String what, String line, String expected) {
        assertThat(find(forwardedFor, request(PEER, "X-Forwarded-For", line)))
                .as(what)
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "one hop                       | for=192.0.2.1                                    | 192.0.2.1",
                "past a trusted hop            | for=192.0.2.1, for=10.0.0.2                      | 192.0.2.1",
                "never past an untrusted one   | for=192.0.2.9, for=192.0.2.1, for=10.0.0.2       | 192.0.2.1",
                "all trusted: the leftmost     | for=10.0.0.4, for=10.0.0.3                       | 10.0.0.4",
                "the name ignores case         | For=192.0.2.1, FOR=10.0.0.2                      | 192.0.2.1",
                "other parameters              | by=10.0.0.1;for=192.0.2.1;proto=https;host=a.example | 192.0.2.1",
                "for at the end                | host=\"a.example:80\";for=192.0.2.1              | 192.0.2.1",
                "space after a semicolon       | for=192.0.2.1; proto=https                       | 192.0.2.1",
                "space before a semicolon      | for=192.0.2.1 ;proto=https                       | 192.0.2.1",
                "empty parameters              | ;;for=192.0.2.1;                                 | 192.0.2.1",
                "quoted IPv4                   | for=\"192.0.2.1\"                                | 192.0.2.1",
                "quoted IPv4 with a port       | for=\"192.0.2.1:4711\"                           | 192.0.2.1",
                "quoted IPv6                   | for=\"[2001:db8::1]\"                            | 2001:db8::1",
                "quoted IPv6 with a port       | for=\"[2001:db8::1]:4711\";proto=http            | 2001:db8::1",
                "a hidden port                 | for=\"192.0.2.1:_proxy.7-a\"                     | 192.0.2.1",
                "a comma in quotes             | for=192.0.2.1;host=\"a, for=192.0.2.9\"          | 192.0.2.1",
                "a semicolon in quotes         | host=\"a;for=192.0.2.9\";for=192.0.2.1           | 192.0.2.1",
                "an escaped quote in quotes    | host=\"a\\\", for=192.0.2.9\";for=192.0.2.1      | 192.0.2.1",
                "empty elements                | ', ,for=192.0.2.1,,'                             | 192.0.2.1",
                "unknown ends the walk         | for=192.0.2.1, for=unknown, for=10.0.0.2         | 10.0.0.2",
                "a hidden node                 | for=192.0.2.1, for=_hidden, for=10.0.0.2         | 10.0.0.2",
                "a hidden node in quotes       | for=192.0.2.1, for=\"_hidden:80\", for=10.0.0.2  | 10.0.0.2",
                "no for                        | for=192.0.2.1, proto=https, for=10.0.0.2         | 10.0.0.2",
                "for without a value           | for=                                             | 10.0.0.1",
                "for without a value, then one | for=192.0.2.1, for=;proto=http, for=10.0.0.2     | 10.0.0.2",
                "for with an empty value       | for=\"\"                                         | 10.0.0.1",
                "for twice                     | for=192.0.2.9;for=192.0.2.1                      | 10.0.0.1",
                "no equals sign                | for, 192.0.2.1                                   | 10.0.0.1",
                "no name                       | =192.0.2.1                                       | 10.0.0.1",
                "what X-Forwarded-For writes   | 192.0.2.1                                        | 10.0.0.1",
                "a quote left open             | for=\"192.0.2.1                                  | 10.0.0.1",
                "and what follows is inside    | for=192.0.2.9, for=\"192.0.2.1, for=192.0.2.7    | 10.0.0.1",
                "an escape at the very end     | for=\"192.0.2.1\\                                | 10.0.0.1",
                "an escaped closing quote      | for=\"192.0.2.1\\\"                              | 10.0.0.1",
                "a quote inside a value        | for=192.0.2.1\"                                  | 10.0.0.1",
                "something after a quote       | for=\"192.0.2.1\"x                               | 10.0.0.1"
            })
    void walksForwardedFromTheRight(String what, String line, String expected) {
        assertThat(find(forwarded, request(PEER, "Forwarded", line))).as(what).isEqualTo(expected);
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

    @Test
    void readsRepeatedLinesAsOne() {
        assertThat(find(forwardedFor, request(PEER, "X-Forwarded-For", "192.0.2.9", "192.0.2.1", "10.0.0.2")))
                .isEqualTo("192.0.2.1");
        assertThat(find(forwardedFor, request(PEER, "X-Forwarded-For", "192.0.2.1, 10.0.0.3", "10.0.0.2")))
                .isEqualTo("192.0.2.1");
        assertThat(find(forwardedFor, request(PEER, "X-Forwarded-For", "192.0.2.1", "unknown", "")))
                .isEqualTo(PEER);
        assertThat(find(forwarded, request(PEER, "Forwarded", "for=192.0.2.9", "for=192.0.2.1, for=10.0.0.2")))
                .isEqualTo("192.0.2.1");
        assertThat(find(forwarded, request(PEER, "Forwarded", "for=\"192.0.2.9", "for=192.0.2.1")))
                .as("a quote ends with its line")
                .isEqualTo("192.0.2.1");
    }

    @Test
    void readsTheOneHeaderThatIsConfigured() {
        var request = request(
                PEER,
                Map.of(
                        "X-Forwarded-For", List.of("192.0.2.1"),
                        "Forwarded", List.of("for=\"[2001:db8::1]\""),
                        "X-Real-IP", List.of("198.51.100.1")));
        assertThat(find(forwardedFor, request)).isEqualTo("192.0.2.1");
        assertThat(find(forwarded, request)).isEqualTo("2001:db8::1");
        assertThat(find(trusting("X-Real-IP", "10.0.0.0/8"), request)).isEqualTo("198.51.100.1");
        var other = request(PEER, "X-Forwarded-For", "192.0.2.1");
        assertThat(find(forwarded, other)).as("no Forwarded").isEqualTo(PEER);
    }

    @Test
    void readsForwardedAsRfc7239HoweverItsNameIsWritten() {
        assertThat(find(trusting("forwarded", "10.0.0.0/8"), request(PEER, "forwarded", "for=192.0.2.1")))
                .isEqualTo("192.0.2.1");
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
}
