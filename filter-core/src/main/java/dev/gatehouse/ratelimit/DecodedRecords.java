package dev.gatehouse.ratelimit;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Counts the records of a body that an application decodes before it parses it. Not thread-safe. */
final class DecodedRecords {

    private final RecordCounter counter = new RecordCounter();
    private final CharsetDecoder decoder;
    /** The bytes at the end that are not a whole character yet. */
    private ByteBuffer rest = ByteBuffer.allocate(0);

    DecodedRecords(Charset charset) {
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
    }

    /** Takes the next bytes. */
    void feed(byte[] bytes, int length) {
        if (counter.hasGivenUp()) {
            return;
        }
        var next = ByteBuffer.allocate(rest.remaining() + length)
                .put(rest)
                .put(bytes, 0, length)
                .flip();
        var characters = CharBuffer.allocate((int) (next.remaining() * decoder.maxCharsPerByte()) + 1);
        decoder.decode(next, characters, false);
        rest = next;
        var utf8 = characters.flip().toString().getBytes(StandardCharsets.UTF_8);
        counter.feed(utf8, utf8.length);
    }

    /** Returns whether what came so far is not JSON, so that there is nothing more to count. */
    boolean hasGivenUp() {
        return counter.hasGivenUp();
    }

    /** Returns whether there are more records than so many, or it is nested too deeply to tell. */
    boolean exceeds(long mostRecords) {
        return counter.exceeds(mostRecords);
    }
}
