package dev.gatehouse.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A keep-alive connection, on which at most one request is under way. Not thread-safe. */
final class Connection implements AutoCloseable {

    private static final int LONGEST_ANSWER = 8_192;

    private final SocketChannel channel;
    private final ByteBuffer answer = ByteBuffer.wrap(new byte[LONGEST_ANSWER]);
    private long sentAt;

    /** Connects to a port of 127.0.0.1. */
    Connection(int port, Selector selector) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Sends a request, which fits into the socket's empty buffer. */
    void send(ByteBuffer request, long now) throws IOException {
        sentAt = now;
        channel.write(request);
        if (request.hasRemaining()) {
            throw new IOException("a request cannot be sent at once");
        }
    }

    /** Reads what is there, and returns the length of the answer if it is whole, else 0. */
    int receive(AnswerShape shape) throws IOException {
        if (channel.read(answer) < 0) {
            throw new EOFException("the server has closed a connection");
        }
        var length = answer.position();
        if (!shape.isWhole(answer.array(), length)) {
            return 0;
        }
        answer.clear();
        return length;
    }

    /** Returns when the request was sent. */
    long sentAt() {
        return sentAt;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
