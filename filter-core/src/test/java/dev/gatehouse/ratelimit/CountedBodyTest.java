package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies as they come off the wire: in parts of any size, and in the encoding that the request names. */
final class CountedBodyTest {

    private static final int RECORDS = 4;

    /** Gives a few bytes at a time, as a network does. */
    private static final class Parts extends ServletInputStream {

        private final InputStream body;
        private final int part;

        Parts(byte[] body, int part) {
            this.body = new ByteArrayInputStream(body);
            this.part = part;
        }

        @Override
        public int read() throws IOException {
            return body.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return body.read(bytes, offset, Math.min(length, part));
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    private static final Room ROOM = new Room(Long.MAX_VALUE);

    private static HttpServletRequest request(String type, @Nullable String encoding, byte[] body, int part)
            throws IOException {
        var request = mock(HttpServletRequest.class);
        when(request.getContentType()).thenReturn(type);
        when(request.getCharacterEncoding()).thenReturn(encoding);
        when(request.getInputStream()).thenReturn(new Parts(body, part));
        return request;
    }

    /** Parsers of bytes find these encodings out by themselves; a client decides how many bytes come first. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
    void countsWhatParsersOfBytesFindHoweverTheyCome(String charset) throws IOException {
        var body = "[1, 2, 3, 4]".getBytes(Charset.forName(charset));
        for (var part = 1; part <= body.length; part++) {
            assertThat(CountedBody.read(request("application/json", null, body, part), RECORDS - 1, ROOM)
                            .request())
                    .as("%d bytes at a time", part)
                    .isNull();
            var request = Objects.requireNonNull(
                    CountedBody.read(request("application/json", null, body, part), RECORDS, ROOM)
                            .request());
            assertThat(request.getInputStream().readAllBytes()).isEqualTo(body);
        }
    }

    /** What a Reader finds, in bytes that are not JSON before they are decoded, or other JSON. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // A letter that is no UTF-8.
                "application/json | iso-8859-1 | [\"\u00e9\", 2, 3, 4]",
                "application/json |            | [\"\u00e9\", 2, 3, 4]",
                "text/plain       |            | [\"\u00e9\", 2, 3, 4]",
                "application/json | utf-16     | [1, 2, 3, 4]",
                // No letter is where ASCII has it.
                "application/json | ibm037     | [1, 2, 3, 4]",
                // Read as UTF-8, the katakana's last byte escapes the quote, and what follows is still that text.
                "application/json | shift_jis  | [\"\u7e3a\u30bd\", 2, 3, \"4\"]"
            })
    void countsWhatReadersFind(String type, @Nullable String encoding, String text) throws IOException {
        var body = text.getBytes(Charset.forName(encoding == null ? "iso-8859-1" : encoding));
        var isUtf8 = encoding == null && type.endsWith("json");
        for (var part = 1; part <= body.length; part++) {
            assertThat(CountedBody.read(request(type, encoding, body, part), RECORDS - 1, ROOM)
                            .request())
                    .as("%d bytes at a time", part)
                    .isNull();
            var request = Objects.requireNonNull(CountedBody.read(request(type, encoding, body, part), RECORDS, ROOM)
                    .request());
            assertThat(request.getReader().readLine()).isEqualTo(isUtf8 ? text.replace('\u00e9', '\ufffd') : text);
        }
    }

    /** Of what is JSON in no way, however long it is, no more is read than tells so. */
    @ParameterizedTest
    @CsvSource({"image/png,", "text/plain,", "text/plain, iso-8859-1", "text/plain, nonsense"})
    void handsOnWhatIsNotJson(String type, @Nullable String encoding) throws IOException {
        var body = "\u0089PNG and more [1, 2, 3, 4]"
                .repeat(CountedBody.MOST_BYTES / 20)
                .getBytes(Charset.forName("iso-8859-1"));
        var request = Objects.requireNonNull(CountedBody.read(request(type, encoding, body, 8_192), RECORDS - 1, ROOM)
                .request());
        assertThat(request.getInputStream().readAllBytes()).isEqualTo(body);
    }

    /** Four records, and so many bytes more than are free. */
    private static byte[] large(int more) {
        var text = "[1, 2, 3, 4]";
        return (" ".repeat(CountedBody.FREE_BYTES + more - text.length()) + text).getBytes(StandardCharsets.UTF_8);
    }

    private static CountedBody.Outcome read(byte[] body, long mostRecords, Room room) throws IOException {
        return CountedBody.read(request("application/json", null, body, 5_000), mostRecords, room);
    }

    /** All together may have no more than there is room for, while they are read; and it is there again later. */
    @Test
    void takesNoMoreThanThereIsRoomFor() throws IOException {
        var room = new Room(CountedBody.WHILE_READ * 1_000L + 1_999);
        var first = read(large(1_000), RECORDS, room);
        var second = read(large(1_000), RECORDS, room);
        assertThat(second.request()).isNotNull();

        for (var tries = 0; tries < 3; tries++) {
            var third = read(large(1_000), RECORDS, room);
            assertThat(third.request()).isNull();
            assertThat(third.isTooMany()).isFalse();
            assertThat(read(large(0), RECORDS, room).request())
                    .as("a small one needs none")
                    .isNotNull();
        }
        ((CountedBody) Objects.requireNonNull(first.request())).release();
        assertThat(read(large(1_000), RECORDS - 1, room).isTooMany()).isTrue();
        assertThat(read(large(1_000), RECORDS, room).request())
                .as("what had too many records took no room")
                .isNotNull();
    }

    @Test
    void takesNoRoomForWhatItCannotRead() throws IOException {
        var room = new Room(CountedBody.WHILE_READ * 1_000L);
        var broken = request("application/json", null, new byte[0], 1);
        var half = mock(ServletInputStream.class);
        when(half.read(any(byte[].class), anyInt(), anyInt()))
                .thenReturn(8_000, 8_000, 1_000)
                .thenThrow(new IOException("reset by peer"));
        when(half.read(any(byte[].class))).thenReturn(8_000, 8_000, 1_000).thenThrow(new IOException("reset by peer"));
        when(broken.getInputStream()).thenReturn(half);

        assertThatThrownBy(() -> CountedBody.read(broken, RECORDS, room)).isInstanceOf(IOException.class);

        assertThat(read(large(1_000), RECORDS, room).request()).isNotNull();
    }
}
