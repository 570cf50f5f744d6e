package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One who sends requests with an API key. */
record Caller(Client client, String key) {

    private static final int PIPELINED = 500;

    static Caller of(ExampleProcess example, String key) throws IOException {
        return new Caller(new Client(example.port()), "X-API-Key: " + key);
    }

    Answer send(String request, String... headers) throws IOException {
        var all = new ArrayList<>(List.of(key));
        all.addAll(List.of(headers));
        return client.send(request, all.toArray(String[]::new));
    }

    /** Sends JSON and returns the answer's status. */
    int statusOf(String request, String body) throws IOException {
        var headers = List.of(key, "Content-Type: application/json", "Content-Length: " + body.length());
        return client.sendOnOneConnection(new Client.Request(request, headers, body))
                .get(0);
    }

    /** Sends requests and returns how many were admitted. */
    int sendMany(String request, int count) throws IOException {
        return sendMany(request, count, "");
    }

    int sendMany(String request, int count, String body) throws IOException {
        var headers = body.isEmpty()
                ? List.of(key)
                : List.of(key, "Content-Type: application/json", "Content-Length: " + body.length());
        var admitted = 0;
        for (var left = count; left > 0; left -= PIPELINED) {
            var some = Collections.nCopies(Math.min(left, PIPELINED), new Client.Request(request, headers, body));
            var statuses = client.sendOnOneConnection(some.toArray(Client.Request[]::new));
            assertThat(statuses).hasSameSizeAs(some).isSubsetOf(200, 201, 429);
            admitted += (int) statuses.stream().filter(status -> status != 429).count();
        }
        return admitted;
    }
}
