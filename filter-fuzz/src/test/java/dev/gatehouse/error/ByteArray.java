package dev.gatehouse.error;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;

/** Keeps what is written to it. */
final class ByteArray extends ServletOutputStream {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
        written.write(b);
    }

    byte[] bytes() {
        return written.toByteArray();
    }

    int size() {
        return written.size();
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        throw new UnsupportedOperationException();
    }
}
