package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

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

    /** The vectors that the authors publish for SipHash-2-4 with 128 bits: the message is the bytes 00, 01, 02 … */
    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({
        "0, a3817f04ba25a8e66df67214c7550293",
        "1, da87c1d86b99af44347659119b22fc45",
        "2, 8177228da4a45dc7fca38bdef60affe4",
        "3, 9c70b60c5267a94e5f33b6b02985ed51",
        "4, f88164c12d9c8faf7d0f6e7c7bcd5579",
        "5, 1368875980776f8854527a07690e9627",
        "6, 14eeca338b208613485ea0308fd7a15e",
        "7, a1f1ebbed8dbc153c0b84aa61ff08239",
        "8, 3b62a9ba6258f5610f83e264f31497b4",
        "9, 264499060ad9baabc47f8b02bb6d71ed",
        "15, 5493e99933b0a8117e08ec0f97cfc3d9",
        "16, 6ee2a4ca67b054bbfd3315bf85230577",
        "17, 473d06e8738db89854c066c47ae47740",
        "31, 2939b0183223fafc1723de4f52c43d35",
        "32, 7c3956ca5eeafc3e363e9d556546eb68",
        "63, 5150d1772f50834a503e069a973fbd7c"
    })
    void isSipHashOfItsBytes(int length, String expected) {
        digest.start();
        for (var i = 0; i < length; i++) {
            digest.addByte(i);
        }
        digest.finish();
        assertThat(hex(digest.low()) + hex(digest.high())).isEqualTo(expected);
    }

    @Test
    void addsNumbersAsTheirBytesLowestFirst() {
        assertThat(of(d -> d.addLong(0x0706050403020100L))).isEqualTo(of(d -> {
            for (var i = 0; i < 8; i++) {
                d.addByte(i);
            }
        }));
    }

    /** Whatever was added before, and however much of a word that left. */
    @Test
    void addsNumbersAndMarksAsTheirBytesWhereverAWordBegins() {
        for (var before = 0; before < 17; before++) {
            var text = "x".repeat(before);
            assertThat(of(d -> {
                        d.addText(text);
                        d.addLong(0xf7e6d5c4b3a29180L);
                        d.endPart();
                        d.addText("y");
                    }))
                    .as("after %d bytes", before)
                    .isEqualTo(of(d -> {
                        text.chars().forEach(d::addByte);
                        for (var shift = 0; shift < 64; shift += 8) {
                            d.addByte((int) (0xf7e6d5c4b3a29180L >>> shift));
                        }
                        d.addByte(0xff);
                        d.addByte(0);
                        d.addByte(0);
                        d.addByte('y');
                    }));
        }
    }

    @Test
    void addsTextsAsTheirBytesWhereTheyAreLatin() {
        assertThat(of(d -> d.addText("aþ"))).isEqualTo(of(d -> {
            d.addByte('a');
            d.addByte(0xfe);
        }));
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
