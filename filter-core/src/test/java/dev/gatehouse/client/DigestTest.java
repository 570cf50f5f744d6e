package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DigestTest {

    /** The key of the reference vectors: the bytes 00 to 0f. */
    private static final Digest.Secret REFERENCE = new Digest.Secret(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    private final Digest digest = new Digest(REFERENCE);

    /**
     * SipHash with 128 bits, as its paper has it: a byte after the other, and nothing done at once.
     *
     * @param rounds how many there are for each word, and at the end
     */
    private static String sipHash(byte[] message, int rounds, int lastRounds) {
        var v = new long[] {
            0x0706050403020100L ^ 0x736f6d6570736575L,
            0x0f0e0d0c0b0a0908L ^ 0x646f72616e646f6dL ^ 0xee,
            0x0706050403020100L ^ 0x6c7967656e657261L,
            0x0f0e0d0c0b0a0908L ^ 0x7465646279746573L
        };
        var padded = Arrays.copyOf(message, message.length / 8 * 8 + 8);
        padded[padded.length - 1] = (byte) message.length;
        var words = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN);
        while (words.hasRemaining()) {
            var word = words.getLong();
            v[3] ^= word;
            sipRounds(v, rounds);
            v[0] ^= word;
        }
        v[2] ^= 0xee;
        sipRounds(v, lastRounds);
        var low = v[0] ^ v[1] ^ v[2] ^ v[3];
        v[1] ^= 0xdd;
        sipRounds(v, lastRounds);
        return hex(low) + hex(v[0] ^ v[1] ^ v[2] ^ v[3]);
    }

    private static void sipRounds(long[] v, int count) {
        for (var i = 0; i < count; i++) {
            v[0] += v[1];
            v[1] = Long.rotateLeft(v[1], 13);
            v[1] ^= v[0];
            v[0] = Long.rotateLeft(v[0], 32);
            v[2] += v[3];
            v[3] = Long.rotateLeft(v[3], 16);
            v[3] ^= v[2];
            v[0] += v[3];
            v[3] = Long.rotateLeft(v[3], 21);
            v[3] ^= v[0];
            v[2] += v[1];
            v[1] = Long.rotateLeft(v[1], 17);
            v[1] ^= v[2];
            v[2] = Long.rotateLeft(v[2], 32);
        }
    }

    /** The vectors that the authors publish for SipHash-2-4 with 128 bits: the message is the bytes 00, 01, 02 … */
    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({
        "0, a3817f04ba25a8e66df67214c7550293",
        "1, da87c1d86b99af44347659119b22fc45",
        "7, a1f1ebbed8dbc153c0b84aa61ff08239",
        "8, 3b62a9ba6258f5610f83e264f31497b4",
        "9, 264499060ad9baabc47f8b02bb6d71ed",
        "15, 5493e99933b0a8117e08ec0f97cfc3d9",
        "16, 6ee2a4ca67b054bbfd3315bf85230577",
        "63, 5150d1772f50834a503e069a973fbd7c"
    })
    void knowsSipHash(int length, String expected) {
        var message = new byte[length];
        for (var i = 0; i < length; i++) {
            message[i] = (byte) i;
        }
        assertThat(sipHash(message, 2, 4)).isEqualTo(expected);
    }

    /** Words of four characters, and after each part its length: both with the lowest byte first. */
    @Test
    void isSipHashWithOneRoundAndThreeAtTheEnd() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (var i = 0; i < 10_000; i++) {
            var bytes = ByteBuffer.allocate(4_000).order(ByteOrder.LITTLE_ENDIAN);
            digest.start();
            for (var part = random.nextInt(4); part >= 0; part--) {
                var text = random.ints(random.nextInt(random.nextInt(300) + 1), 0, 0x10000)
                        .collect(StringBuilder::new, (out, c) -> out.append((char) c), StringBuilder::append)
                        .toString();
                digest.addText(text);
                digest.endPart();
                text.chars().forEach(c -> bytes.putChar((char) c));
                bytes.position((bytes.position() + 7) / 8 * 8);
                bytes.putLong(text.length());
            }
            digest.finish();
            assertThat(hex(digest.low()) + hex(digest.high()))
                    .as("seed %d", seed)
                    .isEqualTo(sipHash(Arrays.copyOf(bytes.array(), bytes.position()), 1, 3));
        }
    }

    @Test
    void endsTheLastPartItself() {
        assertThat(of(d -> d.addText("key"))).isEqualTo(of(d -> {
            d.addText("key");
            d.endPart();
        }));
    }

    @Test
    void addsNumbersAsFourCharactersLowestFirst() {
        assertThat(of(d -> d.addLong(0x0007_0006_0005_0004L))).isEqualTo(of(d -> d.addText("\4\5\6\7")));
    }

    /** However much of a word is there already. */
    @Test
    void addsNumbersAndTextsAsTheirCharactersWhereverAWordBegins() {
        for (var before = 0; before < 9; before++) {
            var text = "x".repeat(before);
            assertThat(of(d -> {
                        text.chars().forEach(c -> d.addChar((char) c));
                        d.addLong(0x0007_0006_0005_0004L);
                        d.addText("123456789");
                    }))
                    .as("after %d characters", before)
                    .isEqualTo(of(d -> d.addText(text + "\4\5\6\7" + "123456789")));
        }
    }

    @Test
    void addsATextFromACharacterOn() {
        assertThat(of(d -> d.addText("Bearer key", 7))).isEqualTo(of(d -> d.addText("key")));
        assertThat(of(d -> d.addText("key", 3))).isEqualTo(of(d -> {}));
    }

    @Test
    void startsAnewAfterEachUse() {
        var once = of(d -> d.addText("key"));
        var other = of(d -> d.addText("another one, longer than a word"));
        assertThat(of(d -> d.addText("key"))).isEqualTo(once).isNotEqualTo(other);
    }

    @Test
    void differsUnderAnotherSecret() {
        var one = new Digest(Digest.Secret.random());
        var two = new Digest(Digest.Secret.random());
        assertThat(of(one, d -> d.addText("key"))).isNotEqualTo(of(two, d -> d.addText("key")));
    }

    @Test
    void tellsPartsApartWhereverTheyAreCut() {
        var seen = new HashMap<String, String>();
        for (var parts : new String[][] {
            {},
            {""},
            {"", ""},
            {"", "", ""},
            {"abc"},
            {"ab", "c"},
            {"a", "bc"},
            {"", "abc"},
            {"abc", ""},
            {"a", "b", "c"},
            // What an end of a part is made of, and what it must not be taken for.
            {"\u00ff"},
            {"\u00ff", ""},
            {"\u00ff\0\0"},
            {"\0"},
            {"\0\0"},
            {"\0", "\0"},
            {"\u0000\u00ff"},
            {"\uff00"},
            {"\uff00\0"},
            {"\uffff"},
            {"\uffff\uffff"},
            {"\u0100"},
            {"\u0100\0"},
            {"\u0001\0"},
            // A key in Latin letters and its look-alike with the same lowest bytes.
            {"key"},
            {"\u016bey"},
            {"\u6b65\u7900"}
        }) {
            var name = String.join("|", parts) + " in " + parts.length;
            var before = seen.put(
                    of(d -> {
                        for (var part : parts) {
                            d.addText(part);
                            d.endPart();
                        }
                    }),
                    name);
            assertThat(before).as(name).isNull();
        }
    }

    @Test
    void hasNoCollisionAmongManyTexts() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        var texts = new HashSet<String>();
        var digests = new HashSet<String>();
        var halves = new HashSet<Long>();
        while (texts.size() < 100_000) {
            var text = random.ints(random.nextInt(12), 0, random.nextBoolean() ? 0x80 : 0x10000)
                    .collect(StringBuilder::new, (out, c) -> out.append((char) c), StringBuilder::append)
                    .toString();
            if (texts.add(text)) {
                digests.add(of(d -> d.addText(text)));
                halves.add(digest.high());
            }
        }
        assertThat(digests).as("seed %d", seed).hasSize(texts.size());
        assertThat(halves).as("seed %d, the upper halves alone", seed).hasSize(texts.size());
    }

    private String of(Consumer<Digest> parts) {
        return of(digest, parts);
    }

    private static String of(Digest digest, Consumer<Digest> parts) {
        digest.start();
        parts.accept(digest);
        digest.finish();
        return hex(digest.low()) + hex(digest.high());
    }

    /** As the reference writes its output: the lowest byte first. */
    private static String hex(long half) {
        return String.format("%016x", Long.reverseBytes(half));
    }
}
