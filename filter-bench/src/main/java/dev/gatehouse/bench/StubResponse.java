package dev.gatehouse.bench;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A response that allocates nothing when headers are set and its body is written. {@link #reset} makes it the next one.
 * What is not overridden here throws {@link UnsupportedOperationException}. Not thread-safe.
 */
public final class StubResponse extends HttpServletResponseWrapper {

    private static final int PLACES = 16;

    private final String[] names = new String[PLACES];
    private final String[] values = new String[PLACES];
    private int headers;
    private int status = SC_OK;
    private final Body body = new Body();

    /** Makes a response with status 200 and no headers. */
    public StubResponse() {
        super(Unsupported.of(HttpServletResponse.class));
    }

    @Override
    public void reset() {
        headers = 0;
        status = SC_OK;
        body.length = 0;
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (value == null) {
            throw new UnsupportedOperationException("removing a header");
        }
        var at = find(name);
        if (at < 0) {
            addHeader(name, value);
        } else {
            values[at] = value;
        }
    }

    @Override
    public void addHeader(String name, String value) {
        names[headers] = name;
        values[headers++] = value;
    }

    @Override
    public boolean containsHeader(String name) {
        return find(name) >= 0;
    }

    @Override
    public @Nullable String getHeader(String name) {
        var at = find(name);
        return at < 0 ? null : values[at];
    }

    private int find(String name) {
        for (var i = 0; i < headers; i++) {
            if (names[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void setStatus(int status) {
        this.status = status;
    }

    @Override
    public int getStatus() {
        return status;
    }

    /** Sets the status; a container would make a page of it later. */
    @Override
    public void sendError(int status) {
        this.status = status;
    }

    /** Sets the status; a container would make a page of it and the message later. */
    @Override
    public void sendError(int status, String message) {
        this.status = status;
    }

    @Override
    public void setContentType(String type) {
        setHeader("Content-Type", type);
    }

    @Override
    public void setContentLength(int length) {
        // A text would have to be made of it.
    }

    @Override
    public boolean isCommitted() {
        return false;
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return body;
    }

    /** Returns how many bytes the body has. */
    public int bodyLength() {
        return body.length;
    }

    private static final class Body extends ServletOutputStream {
        private int length;

        @Override
        public void write(int b) {
            length++;
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            length += count;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException("setWriteListener");
        }
    }
}
