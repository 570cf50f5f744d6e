package dev.gatehouse.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.UUID;

/**
 * Requests for a variant, from a page of an allowed origin with one of a thousand API keys, one key after the other.
 * Their bytes are there before the first is sent. Not thread-safe.
 */
final class Requests {

    private static final int KEYS = 1_000;

    private final ByteBuffer[] requests = new ByteBuffer[KEYS];
    private final AnswerShape answer;
    private int next;

    /** Makes requests of a context's path, to a port of this machine. */
    Requests(String path, AnswerShape answer, int port) {
        this.answer = answer;
        var random = new Random(1);
        for (var i = 0; i < KEYS; i++) {
            var bytes = """
                    GET %s/courses/1042 HTTP/1.1\r
                    Host: 127.0.0.1:%d\r
                    Accept: application/json\r
                    User-Agent: gatehouse-bench\r
                    Origin: %s\r
                    X-API-Key: %s\r
                    \r
                    """.formatted(path, port, Variant.ORIGIN, new UUID(random.nextLong(), random.nextLong()))
                    .getBytes(US_ASCII);
            requests[i] = ByteBuffer.allocateDirect(bytes.length).put(bytes);
        }
    }

    static Requests of(Variant variant, int port) {
        return new Requests(variant.path(), new AnswerShape(variant), port);
    }

    /** Returns what each must be answered. */
    AnswerShape answer() {
        return answer;
    }

    /** Returns the next one, to be written from its beginning. */
    ByteBuffer next() {
        var request = requests[next];
        next = next + 1 == KEYS ? 0 : next + 1;
        return request.flip();
    }
}
