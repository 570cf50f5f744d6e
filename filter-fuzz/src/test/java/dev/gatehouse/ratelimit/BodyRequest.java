package dev.gatehouse.ratelimit;

import dev.gatehouse.fuzz.NoRequest;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import org.jspecify.annotations.Nullable;

/** A request with a body of JSON that comes a few bytes at a time. */
final class BodyRequest extends NoRequest {

    private final ByteArrayInputStream body;
    private final int chunk;
    private final @Nullable String encoding;

    BodyRequest(byte[] body, int chunk, @Nullable String encoding) {
        this.body = new ByteArrayInputStream(body);
        this.chunk = chunk;
        this.encoding = encoding;
    }

    @Override
    public String getContentType() {
        return "application/json" + (encoding == null ? "" : ";charset=" + encoding);
    }

    @Override
    public @Nullable String getCharacterEncoding() {
        return encoding;
    }

    @Override
    public ServletInputStream getInputStream() {
        return new ServletInputStream() {
            @Override
            public int read() {
                return body.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                return body.read(bytes, offset, Math.min(length, chunk));
            }

            @Override
            public boolean isFinished() {
                return body.available() == 0;
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setReadListener(ReadListener listener) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
