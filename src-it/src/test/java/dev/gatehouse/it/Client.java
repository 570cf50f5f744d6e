package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Writes requests as they stand, which ready-made clients would mend or refuse: repeated headers, empty ones. */
record Client(int port) {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int PATIENCE_MILLIS = 3_000;

    /** A request; the headers' lines need neither Host nor Connection. */
    record Request(String method, List<String> headers, String body) {}

    /**
     * Sends a request on a connection of its own.
     *
     * @param method the method and the path
     */
    Answer send(String method, String... headers) throws IOException {
        return send(new Request(method, List.of(headers), ""));
    }

    Answer send(Request request) throws IOException {
        return Answer.parse(exchange(text(request, "close")));
    }

    /**
     * Sends two requests on one connection, of which the first gets an answer without a body, and returns the other's.
     */
    Answer sendAfter(Request first, Request second) throws IOException {
        var answers = exchange(text(first, "keep-alive") + text(second, "close"));
        return Answer.parse(answers.substring(answers.indexOf("\r\n\r\n") + 4));
    }

    /** Sends requests one after the other without waiting, and returns the statuses of the answers. */
    List<Integer> sendOnOneConnection(Request... requests) throws IOException {
        var text = new StringBuilder();
        for (var i = 0; i < requests.length; i++) {
            text.append(text(requests[i], i == requests.length - 1 ? "close" : "keep-alive"));
        }
        return Pattern.compile("HTTP/1\\.1 (\\d{3})")
                .matcher(exchange(text.toString()))
                .results()
                .map(line -> Integer.valueOf(line.group(1)))
                .toList();
    }

    /** Sends a request that is written out. */
    Answer sendAsIs(String text) throws IOException {
        return Answer.parse(exchange(text));
    }

    /** Sends what may be no HTTP at all, and returns whatever comes back until the server is done with it. */
    String sendAnyhow(String text) throws IOException {
        var answer = new ByteArrayOutputStream();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            var first = socket.getInputStream().read();
            if (first < 0) {
                return "";
            }
            answer.write(first);
            // Nothing more is sent, also on a connection that the server would keep.
            socket.shutdownOutput();
            socket.getInputStream().transferTo(answer);
        } catch (SocketException | SocketTimeoutException e) {
            // It has closed the connection, or waits for more.
            return answer.toString(ISO_8859_1);
        }
        return answer.toString(ISO_8859_1);
    }

    private String text(Request request, String connection) {
        var lines = new ArrayList<String>();
        lines.add(request.method() + " HTTP/1.1");
        lines.add("Host: 127.0.0.1:" + port);
        lines.add("Connection: " + connection);
        lines.addAll(request.headers());
        return String.join("\r\n", lines) + "\r\n\r\n" + request.body();
    }

    private String exchange(String text) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
