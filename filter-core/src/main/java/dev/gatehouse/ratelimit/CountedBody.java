package dev.gatehouse.ratelimit;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body was read to count its records, and which hands the application the same bytes again: those that
 * were read, then the rest.
 */
final class CountedBody extends HttpServletRequestWrapper {

    /**
     * The most that is kept of a body while it is counted. A body that is larger has too many records, or too large
     * ones.
     */
    static final int MOST_BYTES = 4 * 1024 * 1024;

    /**
     * What any request may have without asking for room: else a few large ones that never end would stop all others.
     */
    static final int FREE_BYTES = 16 * 1024;

    /** How many times its length a body takes while it is read: what is kept of it, and what its parsers keep. */
    static final int WHILE_READ = 8;

    /** Which part of the memory there is all bodies may take together. */
    private static final int PART_OF_MEMORY = 4;

    private final byte[] read;
    private final ServletInputStream rest;
    private final Room.Share share;
    private @Nullable ServletInputStream stream;
    private @Nullable BufferedReader reader;
    private @Nullable String encoding;

    private CountedBody(HttpServletRequest request, byte[] read, ServletInputStream rest, Room.Share share) {
        super(request);
        this.read = read;
        this.rest = rest;
        this.share = share;
    }

    /**
     * What came of reading a body.
     *
     * @param request the request with its body; null if it has more records, or is too large to tell, or if there was
     *     no room to read it
     * @param isTooMany whether it has more records, or is too large
     */
    record Outcome(@Nullable HttpServletRequest request, boolean isTooMany) {

        private static final Outcome TOO_MANY = new Outcome(null, true);
        private static final Outcome NO_ROOM = new Outcome(null, false);
    }

    /** Returns room for all bodies of a filter together. */
    static Room roomForAll() {
        return new Room(
                Math.max((long) WHILE_READ * MOST_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_MEMORY));
    }

    /**
     * Reads a request's body as far as it takes to know that it has not more than so many records. They are counted in
     * the bytes, and in what {@link #getReader} makes of them: nobody knows which the application will read.
     *
     * @param room for what is kept, until {@link #release}
     */
    static Outcome read(HttpServletRequest request, long mostRecords, Room room) throws IOException {
        @Nullable String type = request.getContentType();
        if (isForm(type)) {
            // Only the container can read it: an application asks for its parameters.
            return new Outcome(request, false);
        }
        var input = request.getInputStream();
        var kept = new ByteArrayOutputStream();
        var share = room.share();
        var stays = 0;
        try {
            var refused = read(request, type, input, mostRecords, share, kept);
            if (refused != null) {
                return refused;
            }
            stays = kept.size();
            return new Outcome(new CountedBody(request, kept.toByteArray(), input, share), false);
        } finally {
            share.shrinkTo(Math.max(0, stays - FREE_BYTES));
        }
    }

    /** Reads into {@code kept}; returns null if there are not too many records. */
    private static @Nullable Outcome read(
            HttpServletRequest request,
            @Nullable String type,
            ServletInputStream input,
            long mostRecords,
            Room.Share share,
            ByteArrayOutputStream kept)
            throws IOException {
        var counter = new RecordCounter();
        var charset = charsetOrUtf8(request.getCharacterEncoding(), type);
        var decoded = charset.equals(StandardCharsets.UTF_8) ? null : new DecodedRecords(charset);
        var isWide = false;
        var chunk = new byte[8_192];
        for (var length = first(input, chunk); length >= 0; length = input.read(chunk)) {
            if (!share.growTo((long) WHILE_READ * Math.max(0, kept.size() + length - FREE_BYTES))) {
                return Outcome.NO_ROOM;
            }
            isWide |= kept.size() == 0 && RecordCounter.isWide(chunk, length);
            kept.write(chunk, 0, length);
            if (!isWide) {
                counter.feed(chunk, length);
            }
            if (decoded != null) {
                decoded.feed(chunk, length);
            } else if (counter.hasGivenUp()) {
                // Perhaps for bytes that are no UTF-8: a reader puts a sign in their place and reads on.
                decoded = new DecodedRecords(charset);
                decoded.feed(kept.toByteArray(), kept.size());
            }
            var isTooMany = counter.exceeds(mostRecords) || (decoded != null && decoded.exceeds(mostRecords));
            if (isTooMany || kept.size() > MOST_BYTES) {
                return Outcome.TOO_MANY;
            }
            if (decoded != null && decoded.hasGivenUp() && counter.hasGivenUp()) {
                return null;
            }
        }
        if (isWide) {
            counter.countAll(kept.toByteArray());
        }
        return counter.exceeds(mostRecords) ? Outcome.TOO_MANY : null;
    }

    /** Gives back the room for it, once the application has done with it. */
    void release() {
        share.shrinkTo(0);
    }

    /** Reads at least the four bytes that tell the encoding, if there are: the client decides how many come at once. */
    private static int first(ServletInputStream input, byte[] chunk) throws IOException {
        var length = input.read(chunk);
        return length < 0 || length >= 4 ? length : length + input.readNBytes(chunk, length, 4 - length);
    }

    private static boolean isForm(@Nullable String contentType) {
        return contentType != null
                && (contentType.regionMatches(true, 0, "multipart/", 0, 10)
                        || contentType.regionMatches(true, 0, "application/x-www-form-urlencoded", 0, 33));
    }

    @Override
    public ServletInputStream getInputStream() {
        var opened = stream;
        if (opened == null) {
            opened = new Replay();
            stream = opened;
        }
        return opened;
    }

    @Override
    public BufferedReader getReader() throws UnsupportedEncodingException {
        var opened = reader;
        if (opened == null) {
            var charset = charset();
            opened = new BufferedReader(new InputStreamReader(getInputStream(), charset));
            reader = opened;
        }
        return opened;
    }

    /** What the application says before it reads, which the container takes no more, since it has begun to read. */
    @Override
    public void setCharacterEncoding(String name) throws UnsupportedEncodingException {
        charset(name);
        encoding = name;
    }

    @Override
    public @Nullable String getCharacterEncoding() {
        return encoding == null ? super.getCharacterEncoding() : encoding;
    }

    private Charset charset() throws UnsupportedEncodingException {
        return charset(getCharacterEncoding(), getContentType());
    }

    /** Returns what it says, or else what JSON is in, or else what the servlet specification says. */
    private static Charset charset(@Nullable String name, @Nullable String type) throws UnsupportedEncodingException {
        if (name != null) {
            return charset(name);
        }
        return type != null && type.contains("json") ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    }

    private static Charset charsetOrUtf8(@Nullable String name, @Nullable String type) {
        try {
            return charset(name, type);
        } catch (UnsupportedEncodingException e) {
            // Nobody can read it so; an application may still say what it is in.
            return StandardCharsets.UTF_8;
        }
    }

    private static Charset charset(String name) throws UnsupportedEncodingException {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new UnsupportedEncodingException(name);
        }
    }

    /** The bytes that were read, then the rest. */
    private final class Replay extends ServletInputStream {

        private int next;

        @Override
        public int read() throws IOException {
            return next < read.length ? read[next++] & 0xff : rest.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (next == read.length) {
                return rest.read(bytes, offset, length);
            }
            var count = Math.min(length, read.length - next);
            System.arraycopy(read, next, bytes, offset, count);
            next += count;
            return count;
        }

        @Override
        public int available() throws IOException {
            return read.length - next + rest.available();
        }

        @Override
        public boolean isFinished() {
            return next == read.length && rest.isFinished();
        }

        @Override
        public boolean isReady() {
            return next < read.length || rest.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            rest.setReadListener(new ReadListener() {
                @Override
                public void onDataAvailable() throws IOException {
                    listener.onDataAvailable();
                }

                /** The container has nothing more; what was read before may still be there. */
                @Override
                public void onAllDataRead() throws IOException {
                    if (next < read.length) {
                        listener.onDataAvailable();
                    }
                    listener.onAllDataRead();
                }

                @Override
                public void onError(Throwable cause) {
                    listener.onError(cause);
                }
            });
        }
    }
}
