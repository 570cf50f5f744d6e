package dev.gatehouse;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response that allocates nothing when headers are set and its body is written, so that what a filter allocates can
 * be measured. What is not overridden here throws {@link UnsupportedOperationException}. Not thread-safe.
 */
public final class StubResponse extends HttpServletResponseWrapper {

    private final String[] names = new String[32];
    private final String[] values = new String[32];
    private int count;
    private int status = 200;
    private final Body body = new Body();

    /** Makes a response with status 200 and no headers. */
    public StubResponse() {
        super(Unsupported.of(HttpServletResponse.class));
    }

    @Override
    public void reset() {
        count = 0;
        status = 200;
        body.length = 0;
    }

    /** Returns the headers in their order, as {@code Name: value}. */
    public List<String> headers() {
        var headers = new ArrayList<String>();
        for (var i = 0; i < count; i++) {
            headers.add(names[i] + ": " + values[i]);
        }
        return headers;
    }

    /** Returns how many bytes the body has. */
    public int bodyLength() {
        return body.length;
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        var at = find(name);
        if (value == null) {
            throw new UnsupportedOperationException("removing a header");
        } else if (at < 0) {
            addHeader(name, value);
        } else {
            values[at] = value;
        }
    }

    @Override
    public void addHeader(String name, String value) {
        names[count] = name;
        values[count++] = value;
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

    @Override
    public Collection<String> getHeaders(String name) {
        var lines = new ArrayList<String>();
        for (var i = 0; i < count; i++) {
            if (names[i].equalsIgnoreCase(name)) {
                lines.add(values[i]);
            }
        }
        return lines;
    }

    private int find(String name) {
        for (var i = 0; i < count; i++) {
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

    @Override
    public void setContentType(String type) {
        setHeader("Content-Type", type);
    }

    @Override
    public void setContentLength(int length) {
        // A text would have to be made of it.
    }

    @Override
    public void setContentLengthLong(long length) {
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
