package dev.gatehouse.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What every answer of a variant must be: status 200, these headers in this order and no others, and a body of the
 * application's length. Immutable.
 */
final class AnswerShape {

    private static final int BODY_LENGTH = VariantServer.BODY_LENGTH;
    private static final List<String> FIRST = List.of("HTTP/1.1 200 OK", "Server: ", "Date: ");
    private static final List<String> LAST =
            List.of("Content-Type: application/json", "Content-Length: " + BODY_LENGTH);

    /** What each line begins with. */
    private final byte[][] starts;

    AnswerShape(Variant variant) {
        var lines = new ArrayList<>(FIRST);
        variant.headers().forEach(name -> lines.add(name + ": "));
        lines.addAll(LAST);
        starts = lines.stream().map(line -> line.getBytes(US_ASCII)).toArray(byte[][]::new);
    }

    /**
     * Returns whether all of an answer is there.
     *
     * @param answer its beginning, or all of it
     * @throws IllegalStateException if it is another answer
     */
    boolean isWhole(byte[] answer, int length) {
        var at = 0;
        for (var start : starts) {
            var end = lineEnd(answer, at, length);
            if (end < 0) {
                return false;
            }
            if (!Arrays.equals(answer, at, Math.min(end, at + start.length), start, 0, start.length)) {
                throw unexpected(answer, length);
            }
            at = end + 2;
        }
        if (length < at + 2) {
            return false;
        }
        if (answer[at] != '\r' || length > at + 2 + BODY_LENGTH) {
            throw unexpected(answer, length);
        }
        return length == at + 2 + BODY_LENGTH;
    }

    /** Returns where the line ends that begins at a place, or -1. */
    private static int lineEnd(byte[] answer, int from, int length) {
        for (var i = from; i < length - 1; i++) {
            if (answer[i] == '\r') {
                return i;
            }
        }
        return -1;
    }

    private static IllegalStateException unexpected(byte[] answer, int length) {
        return new IllegalStateException(
                "not the answer that was to be measured:\n" + new String(answer, 0, length, US_ASCII));
    }
}
