package dev.gatehouse.bench;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;

/** The body of a {@link StubRequest}, there as a whole. Not thread-safe. */
final class StubBody extends ServletInputStream {

    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int next;

    void set(byte[] content) {
        bytes = content;
        next = 0;
    }

    void clear() {
        set(NONE);
    }

    /** Makes all of it to be read again. */
    void rewind() {
        next = 0;
    }

    @Override
    public int read() {
        return next == bytes.length ? -1 : bytes[next++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (next == bytes.length) {
            return -1;
        }
        var count = Math.min(length, bytes.length - next);
        System.arraycopy(bytes, next, into, offset, count);
        next += count;
        return count;
    }

    @Override
    public boolean isFinished() {
        return next == bytes.length;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
        throw new UnsupportedOperationException("setReadListener");
    }
}
