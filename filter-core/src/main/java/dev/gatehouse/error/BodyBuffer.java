package dev.gatehouse.error;

import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of one JSON body while it is put together. Not thread-safe; made to be used again. */
public final class BodyBuffer {

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private byte[] bytes = new byte[512];
    private int length;

    /** Begins anew. */
    public void start() {
        length = 0;
    }

    /** Returns how many bytes there are. */
    public int length() {
        return length;
    }

    /** Adds bytes that are JSON already. */
    public void add(byte[] json) {
        room(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
    }

    /** Adds a text of ASCII that is JSON already. */
    public void addRaw(String json) {
        for (var i = 0; i < json.length(); i++) {
            addByte(json.charAt(i));
        }
    }

    /** Adds a number in decimal digits. */
    public void add(long number) {
        if (number < 0) {
            addByte('-');
        }
        room(20);
        var digits = 1;
        for (var rest = number / 10; rest != 0; rest /= 10) {
            digits++;
        }
        var rest = number;
        for (var i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        }
        length += digits;
    }

    /**
     * Adds the inside of a JSON string: what must be is escaped (RFC 8259, section 7) and so is all that is not ASCII.
     */
    public void addEscaped(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '"' || c == '\\') {
                addByte('\\');
                addByte(c);
            } else if (c >= 0x20 && c < 0x7f) {
                addByte(c);
            } else {
                // Escapes are valid for every other character, alone or half of a pair, and need no UTF-8 encoder.
                addByte('\\');
                addByte('u');
                for (var shift = 12; shift >= 0; shift -= 4) {
                    addByte(HEX[c >> shift & 15]);
                }
            }
        }
    }

    private void addByte(int b) {
        room(1);
        bytes[length++] = (byte) b;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    /** Writes what there is. */
    public void writeTo(ServletOutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }

    /** Returns what there is as text, for tests. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
}
