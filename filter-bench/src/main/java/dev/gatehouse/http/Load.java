package dev.gatehouse.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Several keep-alive connections to a server, each of which sends its next request as soon as it has its answer. One
 * thread does it all, with as little work as can be, since it runs on the server's machine. Not thread-safe.
 */
final class Load implements AutoCloseable {

    static final int CONNECTIONS = 16;

    private static final long PATIENCE_MILLIS = 20_000;

    private final ServerProcess server;
    private final Selector selector = Selector.open();
    private final List<Connection> connections = new ArrayList<>();

    Load(ServerProcess server) throws IOException {
        this.server = server;
        try {
            for (var i = 0; i < CONNECTIONS; i++) {
                connections.add(new Connection(server.port(), selector));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Sends a variant's requests for some time, and waits for the answers to the last.
     *
     * @throws IOException if the server does not answer
     * @throws IllegalStateException if it answers anything else than it should
     */
    void send(Requests requests, Duration time, Tally tally) throws IOException {
        var serverBefore = server.cpu();
        var loadBefore = ServerProcess.cpu(ProcessHandle.current());
        new Slice(requests, time.toNanos(), tally).run();
        tally.addSlice(
                time,
                server.cpu().minus(serverBefore),
                ServerProcess.cpu(ProcessHandle.current()).minus(loadBefore));
    }

    /** A short time in which one variant's requests are sent. */
    private final class Slice {

        private final Requests requests;
        private final long nanos;
        private final Tally tally;
        private final long start = System.nanoTime();
        private int underWay;

        Slice(Requests requests, long nanos, Tally tally) {
            this.requests = requests;
            this.nanos = nanos;
            this.tally = tally;
        }

        void run() throws IOException {
            for (var connection : connections) {
                connection.send(requests.next(), System.nanoTime());
                underWay++;
            }
            while (underWay > 0) {
                if (selector.select(this::receive, PATIENCE_MILLIS) == 0) {
                    throw new IOException("the server does not answer");
                }
            }
        }

        private void receive(SelectionKey key) {
            var connection = (Connection) key.attachment();
            try {
                var length = connection.receive(requests.answer());
                if (length > 0) {
                    received(connection, length, System.nanoTime());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void received(Connection connection, int length, long now) throws IOException {
            var latency = now - connection.sentAt();
            if (now - start > nanos) {
                tally.addLate(length, latency);
                underWay--;
                return;
            }
            tally.add(length, latency);
            connection.send(requests.next(), now);
        }
    }

    @Override
    public void close() throws IOException {
        for (var connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
