package dev.gatehouse.client;

import java.security.SecureRandom;

/**
 * A keyed digest of 128 bits that stands for a caller, so that no API key or address is kept as it came.
 *
 * <p>This is SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012): a function that nobody can steer
 * without its {@link Secret}, and which costs less than a tenth of SHA-256. Texts are fed as bytes, one for a character
 * below 255, and every part ends with a mark that no text contains, so that ("ab", "c") and ("a", "bc") differ.
 *
 * <p>Not thread-safe; made to be used again, from {@link #start} to {@link #finish}.
 */
public final class Digest {

    /**
     * The key of a digest: whoever does not know it can neither find two callers with the same digest nor learn a
     * caller from its digest. Immutable.
     */
    public static final class Secret {

        private final long k0;
        private final long k1;

        Secret(long k0, long k1) {
            this.k0 = k0;
            this.k1 = k1;
        }

        /** Makes a secret that is known to this process only, and to it only while it runs. */
        public static Secret random() {
            var random = new SecureRandom();
            return new Secret(random.nextLong(), random.nextLong());
        }
    }

    private static final int ESCAPE = 0xff;

    private final long k0;
    private final long k1;

    private long v0;
    private long v1;
    private long v2;
    private long v3;
    private long word;
    private int bits;
    private long bytes;

    private long high;
    private long low;

    /** Makes a digest under a secret. */
    public Digest(Secret secret) {
        this.k0 = secret.k0;
        this.k1 = secret.k1;
    }

    /** Begins anew. */
    public void start() {
        v0 = k0 ^ 0x736f6d6570736575L;
        v1 = k1 ^ 0x646f72616e646f6dL ^ 0xee;
        v2 = k0 ^ 0x6c7967656e657261L;
        v3 = k1 ^ 0x7465646279746573L;
        word = 0;
        bits = 0;
        bytes = 0;
    }

    /** Adds one byte, the lowest of the number. */
    public void addByte(int value) {
        word |= (value & 0xffL) << bits;
        bits += 8;
        if (bits == 64) {
            compress();
        }
    }

    /** Takes in a whole word. */
    private void compress() {
        v3 ^= word;
        rounds(2);
        v0 ^= word;
        bytes += 8;
        word = 0;
        bits = 0;
    }

    /** Adds a number. */
    public void addLong(long value) {
        var filled = bits;
        word |= value << filled;
        compress();
        if (filled > 0) {
            word = value >>> (64 - filled);
            bits = filled;
        }
    }

    /** Adds a character. */
    public void addChar(char c) {
        if (c >= ESCAPE) {
            addByte(ESCAPE);
            addByte(c >>> 8);
        }
        addByte(c);
    }

    /** Adds the characters of a text, without marking its end. */
    public void addText(String text) {
        addText(text, 0);
    }

    /** Adds the characters of a text from one on, without marking its end. */
    public void addText(String text, int from) {
        var i = from;
        // Eight characters make a word, as long as the words begin where the digest's do and no character is escaped.
        while (bits == 0 && i + 8 <= text.length()) {
            var first = packed(text, i);
            var second = packed(text, i + 4);
            if ((first | second) < 0) {
                break;
            }
            word = first | second << 32;
            compress();
            i += 8;
        }
        for (; i < text.length(); i++) {
            addChar(text.charAt(i));
        }
    }

    /** Returns four characters as four bytes, or a negative number if one of them is to be escaped. */
    private static long packed(String text, int i) {
        int a = text.charAt(i);
        int b = text.charAt(i + 1);
        int c = text.charAt(i + 2);
        int d = text.charAt(i + 3);
        var greatest = Math.max(Math.max(a, b), Math.max(c, d));
        return greatest >= ESCAPE ? -1 : a | b << 8 | c << 16 | (long) d << 24;
    }

    /** Marks the end of a part. */
    public void endPart() {
        if (bits < 40) {
            word |= (long) ESCAPE << bits;
            bits += 24;
        } else {
            addByte(ESCAPE);
            addByte(0);
            addByte(0);
        }
    }

    /** Ends the digest, which is then {@link #high} and {@link #low}. */
    public void finish() {
        var length = bytes + bits / 8;
        word |= length << 56;
        v3 ^= word;
        rounds(2);
        v0 ^= word;
        v2 ^= 0xee;
        rounds(4);
        low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
        rounds(4);
        high = v0 ^ v1 ^ v2 ^ v3;
    }

    /** Returns the upper half of the finished digest. */
    public long high() {
        return high;
    }

    /** Returns the lower half of the finished digest. */
    public long low() {
        return low;
    }

    /** SipHash's rounds, in local variables so that they stay in registers. */
    private void rounds(int count) {
        var a = v0;
        var b = v1;
        var c = v2;
        var d = v3;
        for (var i = 0; i < count; i++) {
            a += b;
            b = Long.rotateLeft(b, 13) ^ a;
            a = Long.rotateLeft(a, 32);
            c += d;
            d = Long.rotateLeft(d, 16) ^ c;
            a += d;
            d = Long.rotateLeft(d, 21) ^ a;
            c += b;
            b = Long.rotateLeft(b, 17) ^ c;
            c = Long.rotateLeft(c, 32);
        }
        v0 = a;
        v1 = b;
        v2 = c;
        v3 = d;
    }
}
