package dev.gatehouse.ratelimit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.exc.StreamReadException;
import dev.gatehouse.config.Json;
import java.io.IOException;

/**
 * Counts the elements of a JSON array while its bytes come in: of the one at the top, or of the only member of the
 * object at the top that is one. What is not JSON, or has no such array, has no records. Not thread-safe.
 */
final class RecordCounter implements AutoCloseable {

    private final JsonParser parser;
    private final ByteArrayFeeder feeder;

    private int depth;
    private boolean topIsArray;
    private boolean topIsObject;
    private boolean inMember;
    private int memberArrays;
    private long records;
    private boolean isJson = true;

    RecordCounter() {
        try {
            parser = Json.FACTORY.createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new IllegalStateException("a parser without input reads nothing", e);
        }
        feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
    }

    /** Takes the next bytes. */
    void feed(byte[] bytes, int length) {
        if (!isJson) {
            return;
        }
        try {
            feeder.feedInput(bytes, 0, length);
            count();
        } catch (StreamReadException e) {
            isJson = false;
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    private void count() throws IOException {
        for (var token = parser.nextToken();
                token != null && token != JsonToken.NOT_AVAILABLE;
                token = parser.nextToken()) {
            if (token.isStructEnd()) {
                depth--;
                inMember &= depth > 1;
            } else if (token != JsonToken.FIELD_NAME) {
                value(token);
            }
        }
    }

    private void value(JsonToken token) {
        var isArray = token == JsonToken.START_ARRAY;
        if (depth == 0) {
            topIsArray = isArray;
            topIsObject = token == JsonToken.START_OBJECT;
        } else if (depth == 1 && topIsObject && isArray) {
            memberArrays++;
            inMember = true;
        } else if ((depth == 1 && topIsArray) || (depth == 2 && inMember)) {
            records++;
        }
        if (token.isStructStart()) {
            depth++;
        }
    }

    /** Returns whether what came so far is not JSON, so that there is nothing to count. */
    boolean hasGivenUp() {
        return !isJson;
    }

    /** Returns whether there are more records than so many already, whatever comes. */
    boolean hasMoreThan(long most) {
        return isJson && topIsArray && records > most;
    }

    /** Returns how many records there are, after the last bytes. */
    long records() {
        return isJson && (topIsArray || memberArrays == 1) ? records : 0;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
