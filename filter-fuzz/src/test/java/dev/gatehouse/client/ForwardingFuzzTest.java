package dev.gatehouse.client;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.fuzz.Input;
import java.math.BigInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines of forwarding headers of both kinds, beside a judge that takes them apart with regular expressions. */
final class ForwardingFuzzTest {

    private static final Pattern HOP = Pattern.compile("[^,]++");

    /** RFC 7239: up to a comma that is in no quotes; a quote left open takes what follows. */
    private static final Pattern ELEMENT =
            Pattern.compile("(?s)(?:[^\",]++|\"(?:[^\"\\\\]++|\\\\.)*+(?:\"|\\\\?\\z))++");

    private static final String PAIR = "([A-Za-z0-9_-]++)=(\"(?:[^\"\\\\]++|\\\\.)*+\"|[^; \t\"]*+)";
    private static final Pattern PAIRS = Pattern.compile("(?s)" + PAIR);
    private static final Pattern WHOLE =
            Pattern.compile("(?s)(?:" + PAIR + ")?+(?:[ \t]*+;[ \t]*+(?:" + PAIR + ")?+)*+");

    /** The peer, the trusted proxies, the lines of the header. */
    static Stream<byte[]> seeds() {
        return Input.seeds("""
                10.0.0.1
                10.0.0.0/8
                192.0.2.1, 198.51.100.7, 10.0.0.2
                """, """
                10.0.0.1
                10.0.0.0/8 ::1
                192.0.2.1:80, [2001:db8::1]:443
                unknown, [::1],, 10.0.0.2:_a.b
                """, """
                ::1
                ::1 64:ff9b::/96
                2001:db8::1, 64:ff9b::10.0.0.1, ::ffff:10.0.0.1
                """, """
                10.0.0.1
                0.0.0.0/0
                10.0.0.3, garbage, 10.0.0.2
                """, """
                192.0.2.9
                10.0.0.0/8
                192.0.2.1
                """, """
                10.0.0.1
                10.0.0.0/8
                for=192.0.2.1;proto=https;by=10.0.0.9, for="[2001:db8::1]:80", For=10.0.0.2
                """, """
                10.0.0.1
                10.0.0.0/8
                for="192.0.2.1, for=10.0.0.3
                for=10.0.0.2
                """, """
                10.0.0.1
                10.0.0.0/8
                for=192.0.2.1;host="a\\",b" ; proto=http ;; for_=x
                for=_hidden, for="10.0.0.2:_port",,for=10.0.0.3
                """, """
                10.0.0.1
                10.0.0.1
                for=1.2.3.4;for=5.6.7.8, proto=http, for=unknown
                """);
    }

    @MethodSource("seeds")
    @FuzzTest
    void findsWhomAWalkFromTheEndFinds(byte[] bytes) {
        var input = Input.ofHeaders(bytes);
        NaiveWalk.check(input, "X-Forwarded-For", HOP, NaiveWalk::node);
        NaiveWalk.check(input, "Forwarded", ELEMENT, ForwardingFuzzTest::hop);
    }

    private static @Nullable BigInteger hop(String element) {
        if (!WHOLE.matcher(element).matches()) {
            return null;
        }
        var nodes = PAIRS.matcher(element)
                .results()
                .filter(pair -> pair.group(1).equalsIgnoreCase("for"))
                .map(pair -> pair.group(2).startsWith("\"")
                        ? pair.group(2).substring(1, pair.group(2).length() - 1)
                        : pair.group(2))
                .toList();
        return nodes.size() == 1 ? NaiveWalk.node(nodes.get(0)) : null;
    }
}
