package dev.gatehouse.ratelimit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Random;
import java.util.UUID;

/**
 * API keys of 36 characters, and the order in which they are asked for: a few all the time, most of them seldom, as
 * callers do (Zipf's law: the n-th most frequent one n times as seldom as the first). The same in every run. Immutable.
 */
final class Keys {

    private static final int ORDER = 1 << 20;

    private final String[] keys;
    private final byte[][] bytes;
    private final int[] order = new int[ORDER];

    Keys(int count) {
        var random = new Random(count);
        keys = new String[count];
        bytes = new byte[count][];
        var sums = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++) {
            keys[i] = new UUID(random.nextLong(), random.nextLong()).toString();
            bytes[i] = keys[i].getBytes(ISO_8859_1);
            sum += 1.0 / (i + 1);
            sums[i] = sum;
        }
        for (var i = 0; i < ORDER; i++) {
            var found = Arrays.binarySearch(sums, random.nextDouble() * sum);
            order[i] = Math.min(found < 0 ? -found - 1 : found, count - 1);
        }
    }

    /** Returns how many keys there are. */
    int count() {
        return keys.length;
    }

    /** Returns a key as a server has it, which has just read it: a text of its own, whose hash nobody has asked for. */
    String read(int number) {
        return new String(bytes[number], ISO_8859_1);
    }

    /** Returns a key. */
    String get(int number) {
        return keys[number];
    }

    /** Returns the number of the key that is asked for at a time; all times are good. */
    int askedAt(int time) {
        return order[time & (ORDER - 1)];
    }
}
