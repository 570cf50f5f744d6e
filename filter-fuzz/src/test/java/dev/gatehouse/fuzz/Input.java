package dev.gatehouse.fuzz;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the fuzzer sends, as lines of text, so that what it finds can be read and kept as a row. Immutable.
 *
 * @param lines at least one, perhaps empty
 */
public record Input(List<String> lines) {

    /** Reads bytes as header fields are read: each is a character. */
    public static Input ofHeaders(byte[] bytes) {
        return of(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Reads bytes as files are read, in UTF-8. */
    public static Input ofFile(byte[] bytes) {
        return of(bytes, StandardCharsets.UTF_8);
    }

    private static Input of(byte[] bytes, Charset charset) {
        return new Input(List.of(new String(bytes, charset).split("\n", -1)));
    }

    /** Returns inputs to begin with, in UTF-8. */
    public static Stream<byte[]> seeds(String... texts) {
        return Stream.of(texts).map(text -> text.strip().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a line, which is empty if there is none. */
    public String line(int i) {
        return i < lines.size() ? lines.get(i) : "";
    }

    /** Returns all lines from one on. */
    public List<String> from(int i) {
        return i < lines.size() ? lines.subList(i, lines.size()) : List.of();
    }
}
