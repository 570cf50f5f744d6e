package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

/**
 * An HTTP answer as it came over the wire.
 *
 * @param headers in their order, each as {@code Name: value}
 */
record Answer(int status, List<String> headers, String body) {

    static Answer parse(String text) {
        var end = text.indexOf("\r\n\r\n");
        assertThat(end).as("the end of the headers in: %s", text).isPositive();
        var head = text.substring(0, end).lines().toList();
        assertThat(head.get(0)).startsWith("HTTP/1.1 ");
        var status = Integer.parseInt(head.get(0).substring(9, 12));
        return new Answer(status, head.subList(1, head.size()), text.substring(end + 4));
    }

    /** Returns the headers with one of these names, or beginnings of names, in lower case. */
    List<String> headersOf(String... names) {
        return headers.stream().filter(header -> isOf(header, names)).toList();
    }

    /** Returns the headers with none of these names, or beginnings of names, in lower case. */
    List<String> headersBut(String... names) {
        return headers.stream().filter(header -> !isOf(header, names)).toList();
    }

    /** Returns the value of a header that comes once. */
    String value(String name) {
        var found = headers.stream()
                .filter(header -> header.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                .toList();
        assertThat(found).as("%s in %s", name, this).hasSize(1);
        return found.get(0).substring(name.length() + 2);
    }

    private static boolean isOf(String header, String[] names) {
        return Arrays.stream(names).anyMatch(name -> header.regionMatches(true, 0, name, 0, name.length()));
    }
}
