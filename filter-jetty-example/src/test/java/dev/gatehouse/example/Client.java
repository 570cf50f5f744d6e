package dev.gatehouse.example;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

/** Sends requests to one port as the tests write them. */
final class Client {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final int port;

    Client(int port) {
        this.port = port;
    }

    /** Sends a request with these headers, name and value in turn. */
    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends a request, JSON if it has a body, under a key of its own, so that no limit is near. */
    HttpResponse<String> fresh(String method, String path, String body) throws IOException, InterruptedException {
        return send(method, path, body, "X-API-Key", UUID.randomUUID().toString(), "Content-Type", "application/json");
    }

    static String header(HttpResponse<?> response, String name) {
        return String.join(" | ", response.headers().allValues(name));
    }
}
