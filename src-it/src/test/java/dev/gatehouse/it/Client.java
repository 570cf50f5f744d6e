package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** Writes requests as they stand, which ready-made clients would mend or refuse: repeated headers, empty ones. */
record Client(int port) {

    private static final int TIMEOUT_MILLIS = 20_000;

    /**
     * Sends a request.
     *
     * @param method the method and the path
     * @param headers the headers' lines; Host and Connection are added
     */
    Answer send(String method, String... headers) throws IOException {
        var request = method + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return Answer.parse(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
        }
    }
}
