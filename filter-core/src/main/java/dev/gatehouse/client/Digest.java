package dev.gatehouse.client;

import java.security.SecureRandom;

/**
 * A keyed digest of 128 bits that stands for a caller, so that no API key or address is kept as it came.
 *
 * <p>This is SipHash-1-3 with 128 bits of output (Aumasson and Bernstein, 2012), the function of Rust's and Python's
 * hash tables: nobody can steer it without its {@link Secret}, and it costs a fraction of SHA-256. What is digested are
 * words of four characters; each part begins with a word and is followed by its length, so that ("ab", "c") and ("a",
 * "bc") differ.
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

        /** Returns a secret of 128 bits that nobody else knows. */
        public static Secret of(long first, long second) {
            return new Secret(first, second);
        }

        /** Makes a secret that is known to this process only, and to it only while it runs. */
        public static Secret random() {
            var random = new SecureRandom();
            return new Secret(random.nextLong(), random.nextLong());
        }
    }

    private static final int CHAR = 16;

    private final long k0;
    private final long k1;

    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private long word;
    private int bits;
    private int words;
    private int chars;

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
        words = 0;
        chars = 0;
    }

    /** Adds a character. */
    public void addChar(char c) {
        word |= (long) c << bits;
        bits += CHAR;
        chars++;
        if (bits == Long.SIZE) {
            endWord();
        }
    }

    private void endWord() {
        takeIn(word);
        word = 0;
        bits = 0;
    }

    /** Adds a number, as four characters. */
    public void addLong(long value) {
        if (bits == 0) {
            takeIn(value);
            chars += Long.SIZE / CHAR;
            return;
        }
        for (var shift = 0; shift < Long.SIZE; shift += CHAR) {
            addChar((char) (value >>> shift));
        }
    }

    /** Adds the characters of a text, without marking its end. */
    public void addText(String text) {
        addText(text, 0);
    }

    /** Adds the characters of a text from one on, without marking its end. */
    public void addText(String text, int from) {
        var i = from;
        if (bits == 0) {
            for (var end = text.length() - 3; i < end; i += 4) {
                takeIn(text.charAt(i)
                        | (long) text.charAt(i + 1) << CHAR
                        | (long) text.charAt(i + 2) << (2 * CHAR)
                        | (long) text.charAt(i + 3) << (3 * CHAR));
            }
            chars += i - from;
        }
        for (; i < text.length(); i++) {
            addChar(text.charAt(i));
        }
    }

    /** Ends a part: zeros fill up its last word, and the word after it is how many characters the part has. */
    public void endPart() {
        if (bits > 0) {
            endWord();
        }
        takeIn(chars);
        words += (chars + 7) / 4;
        chars = 0;
    }

    /** Ends the last part, if it is not, and the digest, which is then {@link #high} and {@link #low}. */
    public void finish() {
        if (chars > 0) {
            endPart();
        }
        takeIn((long) words << 59);
        v2 ^= 0xee;
        round();
        round();
        round();
        low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
        round();
        round();
        round();
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

    private void takeIn(long next) {
        v3 ^= next;
        round();
        v0 ^= next;
    }

    private void round() {
        var a = v0 + v1;
        var c = v2 + v3;
        var b = Long.rotateLeft(v1, 13) ^ a;
        var d = Long.rotateLeft(v3, 16) ^ c;
        a = Long.rotateLeft(a, 32) + d;
        c += b;
        v0 = a;
        v1 = Long.rotateLeft(b, 17) ^ c;
        v2 = Long.rotateLeft(c, 32);
        v3 = Long.rotateLeft(d, 21) ^ a;
    }
}
