package dev.gatehouse.ratelimit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.gatehouse.config.Json;
import java.io.CharConversionException;
import java.io.IOException;

/**
 * Counts the elements of a JSON array: of the one at the top, or of the largest that is a member of the object at the
 * top. What is not JSON has as many as came before that was seen; what has no such array has none. Not thread-safe.
 */
final class RecordCounter {

    /** Long numbers and names are kept while they are read, no longer. Deep nesting has Jackson's usual bound. */
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNumberLength(Integer.MAX_VALUE)
            .maxNameLength(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE)
            .build();

    private static final JsonFactory FACTORY = Json.FACTORY
            .rebuild()
            .streamReadConstraints(CONSTRAINTS)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final JsonParser parser;
    private final ByteArrayFeeder feeder;

    private int depth;
    private boolean topIsArray;
    private boolean topIsObject;
    private boolean inMember;
    private long records;
    private long most;
    private boolean isJson = true;
    private boolean isTooDeep;

    RecordCounter() {
        try {
            parser = FACTORY.createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new IllegalStateException("a parser without input reads nothing", e);
        }
        feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
    }

    /**
     * Returns whether a body that begins so may be JSON in UTF-16 or UTF-32. RFC 8259 knows only UTF-8, but many
     * parsers read those too.
     */
    static boolean isWide(byte[] bytes, int length) {
        for (var i = 0; i < Math.min(length, 4); i++) {
            var b = bytes[i] & 0xff;
            if (b == 0 || b >= 0xfe) {
                return true;
            }
        }
        return false;
    }

    /** Takes a whole body in any encoding that JSON was ever written in. */
    void countAll(byte[] bytes) {
        count(() -> FACTORY.createParser(bytes));
    }

    /** Takes the next bytes, in UTF-8. */
    void feed(byte[] bytes, int length) {
        if (isJson) {
            count(() -> {
                feeder.feedInput(bytes, 0, length);
                return parser;
            });
        }
    }

    /** What has bytes to be parsed. */
    @FunctionalInterface
    private interface Input {
        JsonParser open() throws IOException;
    }

    private void count(Input input) {
        try {
            var tokens = input.open();
            for (var token = tokens.nextToken();
                    token != null && token != JsonToken.NOT_AVAILABLE;
                    token = tokens.nextToken()) {
                if (token.isStructEnd()) {
                    depth--;
                    inMember &= depth > 1;
                } else if (token != JsonToken.FIELD_NAME) {
                    value(token);
                }
            }
        } catch (StreamConstraintsException e) {
            isJson = false;
            isTooDeep = true;
        } catch (JsonProcessingException | CharConversionException e) {
            isJson = false;
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    private void value(JsonToken token) {
        var isArray = token == JsonToken.START_ARRAY;
        if (depth == 0) {
            topIsArray = isArray;
            topIsObject = token == JsonToken.START_OBJECT;
        } else if (depth == 1 && topIsObject && isArray) {
            records = 0;
            inMember = true;
        } else if ((depth == 1 && topIsArray) || (depth == 2 && inMember)) {
            records++;
            most = Math.max(most, records);
        }
        if (token.isStructStart()) {
            depth++;
        }
    }

    /** Returns whether what came so far is not JSON, so that there is nothing more to count. */
    boolean hasGivenUp() {
        return !isJson;
    }

    /** Returns whether there are more records than so many, or it is nested too deeply to tell. */
    boolean exceeds(long mostRecords) {
        return isTooDeep || most > mostRecords;
    }

    /** Returns how many records there are so far. */
    long records() {
        return most;
    }
}
