package dev.gatehouse.bench;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A response that allocates nothing when headers are set and its body is written. {@link #reset} makes it the next one.
 * What is not overridden here throws {@link UnsupportedOperationException}. Not thread-safe: one collection serves all
 * calls.
 */
public final class StubResponse extends HttpServletResponseWrapper {

    private static final int PLACES = 16;

    private final String[] names = new String[PLACES];
    private final String[] values = new String[PLACES];
    private int headers;
    private final Lines lines = new Lines();
    private int status = SC_OK;
    private boolean committed;
    private final Body body = new Body();
    private final PrintWriter writer = new PrintWriter(new Text());

    /** Makes a response with status 200 and no headers. */
    public StubResponse() {
        super(Unsupported.of(HttpServletResponse.class));
    }

    @Override
    public void reset() {
        headers = 0;
        status = SC_OK;
        committed = false;
        body.length = 0;
    }

    @Override
    public void flushBuffer() {
        committed = true;
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    @Override
    public void resetBuffer() {
        body.length = 0;
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (value == null) {
            throw new UnsupportedOperationException("removing a header");
        }
        var at = find(name, 0);
        if (at < headers) {
            values[at] = value;
        } else {
            addHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        names[headers] = name;
        values[headers++] = value;
    }

    @Override
    public boolean containsHeader(String name) {
        return find(name, 0) < headers;
    }

    @Override
    public @Nullable String getHeader(String name) {
        var at = find(name, 0);
        return at < headers ? values[at] : null;
    }

    @Override
    public Collection<String> getHeaders(String name) {
        lines.name = name;
        return lines;
    }

    /** Returns the place of the next line of a header, or the number of lines if there is none. */
    private int find(String name, int from) {
        var at = from;
        while (at < headers && !names[at].equalsIgnoreCase(name)) {
            at++;
        }
        return at;
    }

    /** The lines of one header, which can be gone through by one loop at a time. */
    @SuppressWarnings("IterableAndIterator") // It is both, so that a loop makes no iterator.
    private final class Lines extends AbstractCollection<String> implements Iterator<String> {
        private String name = "";
        private int next;

        @Override
        public Iterator<String> iterator() {
            next = find(name, 0);
            return this;
        }

        @Override
        public int size() {
            var size = 0;
            for (var at = find(name, 0); at < headers; at = find(name, at + 1)) {
                size++;
            }
            return size;
        }

        @Override
        public boolean hasNext() {
            return next < headers;
        }

        @Override
        public String next() {
            if (next >= headers) {
                throw new NoSuchElementException();
            }
            var line = values[next];
            next = find(name, next + 1);
            return line;
        }
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
    public @Nullable String getContentType() {
        return getHeader("Content-Type");
    }

    @Override
    public @Nullable String getCharacterEncoding() {
        return null;
    }

    @Override
    public void setContentLength(int length) {
        // A text would have to be made of it.
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return body;
    }

    @Override
    public PrintWriter getWriter() {
        return writer;
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

    /** Counts characters as bytes, which they are in errors' texts. */
    private final class Text extends Writer {
        @Override
        public void write(char[] characters, int offset, int count) {
            body.length += count;
        }

        @Override
        public void write(String text, int offset, int count) {
            body.length += count;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
