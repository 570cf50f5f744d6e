package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.fuzz.Input;
import dev.gatehouse.fuzz.NoRequest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The walk along a forwarding header as it is told: split the header, then go from its end towards the client. */
final class NaiveWalk {

    private static final Pattern SPACE_AROUND = Pattern.compile("^[ \t]++|[ \t]++\\z");

    /** RFC 7239, section 6: an address, and perhaps a port's digits or what hides them. */
    private static final Pattern NODE =
            Pattern.compile("(\\[(?<bracketed>[^\\]]*+)]|(?<plain>[^:\\[]*+))(:([0-9]{1,5}|_[A-Za-z0-9._-]++))?");

    private static final Pattern NODE_WITHOUT_PORT = Pattern.compile("[^\\[](?s:.*)");

    private final List<AddressRange> trusted;
    private final Function<String, @Nullable BigInteger> hop;

    private NaiveWalk(List<AddressRange> trusted, Function<String, @Nullable BigInteger> hop) {
        this.trusted = trusted;
        this.hop = hop;
    }

    /**
     * Compares what the filter finds with what this walk finds.
     *
     * @param input the peer's address, the trusted ranges, and the header's lines
     * @param element the elements of such a header, with space around them
     * @param hop reads an element; null if it is not an address
     */
    static void check(Input input, String header, Pattern element, Function<String, @Nullable BigInteger> hop) {
        var peer = input.line(0);
        var trusted = Stream.of(input.line(1).split(" "))
                .map(AddressRange::parse)
                .filter(Objects::nonNull)
                .toList();
        var lines = input.from(2);
        var expected = new NaiveWalk(trusted, hop).from(NaiveAddress.of(peer), elements(lines, element));
        var found = new Address();
        var request = new NoRequest() {
            @Override
            public String getRemoteAddr() {
                return peer;
            }

            @Override
            public Enumeration<String> getHeaders(String name) {
                return Collections.enumeration(name.equals(header) ? lines : List.of());
            }
        };
        var isFound = new ClientAddress(trusted, header).find(request, found, new Address());
        assertThat(isFound).as("'%s' is an address", peer).isEqualTo(expected != null);
        if (expected != null) {
            assertThat(NaiveAddress.bits(found.high(), found.low()))
                    .as("whom %s: %s brings to %s, which trusts %s", header, lines, peer, trusted)
                    .isEqualTo(expected);
        }
    }

    private static List<String> elements(List<String> lines, Pattern element) {
        var elements = new ArrayList<String>();
        for (var line : lines) {
            element.matcher(line)
                    .results()
                    .map(found -> SPACE_AROUND.matcher(found.group()).replaceAll(""))
                    .filter(text -> !text.isEmpty())
                    .forEach(elements::add);
        }
        return elements;
    }

    private @Nullable BigInteger from(@Nullable BigInteger peer, List<String> elements) {
        if (peer == null || !isTrusted(peer)) {
            return peer;
        }
        var found = peer;
        for (var i = elements.size() - 1; i >= 0; i--) {
            var next = hop.apply(elements.get(i));
            if (next == null) {
                return found;
            }
            found = next;
            if (!isTrusted(found)) {
                return found;
            }
        }
        return found;
    }

    private boolean isTrusted(BigInteger address) {
        return trusted.stream().anyMatch(range -> NaiveAddress.contains(range, address));
    }

    /** Reads an address as a hop writes it, with or without a port. */
    static @Nullable BigInteger node(String text) {
        var node = NODE.matcher(text);
        if (node.matches()) {
            var bracketed = node.group("bracketed");
            return bracketed == null ? NaiveAddress.v4(node.group("plain")) : NaiveAddress.v6(bracketed);
        }
        // What has several colons is IPv6 by itself.
        var isBare = NODE_WITHOUT_PORT.matcher(text).matches() && text.indexOf(':') != text.lastIndexOf(':');
        return isBare ? NaiveAddress.v6(text) : null;
    }
}
