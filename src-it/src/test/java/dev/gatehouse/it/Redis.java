package dev.gatehouse.it;

import java.io.IOException;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** A real Redis on loopback, with nothing in it. */
final class Redis implements AutoCloseable {

    private final int port;
    private final RedisServer server;

    private Redis(int port) throws IOException {
        this.port = port;
        this.server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
    }

    static Redis start() throws IOException {
        return new Redis(freePort());
    }

    /** Starts another on the port that this one has left. */
    Redis again() throws IOException {
        return new Redis(port);
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
