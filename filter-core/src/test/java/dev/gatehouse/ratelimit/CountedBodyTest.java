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
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
                // To the last letter.
                "application/json | iso-8859-1 | [\"\u00e9\", 2, 3, \"4\"",
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=x",
                "Multipart/Mixed",
                "application/x-www-form-urlencoded",
                "APPLICATION/X-WWW-FORM-URLENCODED; charset=utf-8"
            })
    void leavesFormsToTheContainer(String type) throws IOException {
        var body = "[1, 2, 3, 4]".getBytes(StandardCharsets.UTF_8);
        var request = request(type, null, body, 100);
        var outcome = CountedBody.read(request, RECORDS - 1, ROOM);
        assertThat(outcome.request()).isSameAs(request);
        assertThat(outcome.isTooMany()).isFalse();
        for (var like : new String[] {"x" + type, type.substring(0, 9), type.substring(1)}) {
            assertThat(CountedBody.read(request(like, null, body, 100), RECORDS - 1, ROOM)
                            .isTooMany())
                    .as(like)
                    .isTrue();
        }
    }

    @Test
    void keepsFourMebibytesAndNoMore() throws IOException {
        var most = CountedBody.MOST_BYTES - CountedBody.FREE_BYTES;
        assertThat(read(large(most), RECORDS, ROOM).request()).isNotNull();
        assertThat(read(large(most + 1), RECORDS, ROOM).isTooMany()).isTrue();
    }

    @Test
    void hasRoomForAQuarterOfTheMemoryOrOneBody() {
        var most = Math.max(
                (long) CountedBody.WHILE_READ * CountedBody.MOST_BYTES,
                Runtime.getRuntime().maxMemory() / 4);
        var room = CountedBody.roomForAll();
        assertThat(room.share().growTo(most + 1)).isFalse();
        assertThat(room.share().growTo(most)).isTrue();
        assertThat(room.share().growTo(1)).isFalse();
    }

    /** Four bytes at most at once, and as ready as it is told to be. */
    private static final class Later extends ServletInputStream {

        private final ByteArrayInputStream body;
        private boolean isReady;
        private @Nullable ReadListener listener;

        Later(byte... body) {
            this.body = new ByteArrayInputStream(body);
        }

        @Override
        public int read() {
            return body.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            return body.read(bytes, offset, Math.min(length, 4));
        }

        @Override
        public int available() {
            return body.available();
        }

        @Override
        public boolean isFinished() {
            return body.available() == 0;
        }

        @Override
        public boolean isReady() {
            return isReady;
        }

        @Override
        public void setReadListener(ReadListener itsListener) {
            listener = itsListener;
        }

        ReadListener listener() {
            return Objects.requireNonNull(listener);
        }
    }

    /** A picture, of which it is known after four bytes that it is no JSON. */
    private static HttpServletRequest counted(Later body) throws IOException {
        var request = mock(HttpServletRequest.class);
        when(request.getContentType()).thenReturn("image/png");
        when(request.getInputStream()).thenReturn(body);
        return Objects.requireNonNull(CountedBody.read(request, RECORDS, ROOM).request());
    }

    private static Later picture() {
        return new Later((byte) 0x89, (byte) 'P', (byte) 'N', (byte) 'G', (byte) 1, (byte) 0xfe, (byte) 3);
    }

    @Test
    void readsWhatWasReadAndThenTheRest() throws IOException {
        var later = picture();
        var request = counted(later);
        var input = request.getInputStream();
        assertThat(request.getInputStream()).isSameAs(input);
        assertThat(later.available()).isEqualTo(3);

        assertThat(input.available()).isEqualTo(7);
        assertThat(input.isFinished()).isFalse();
        assertThat(input.isReady()).as("four bytes are there").isTrue();
        assertThat(input.read()).isEqualTo(0x89);
        var bytes = new byte[5];
        assertThat(input.read(bytes, 1, 2)).isEqualTo(2);
        assertThat(bytes).containsExactly(0, 'P', 'N', 0, 0);
        assertThat(input.available()).isEqualTo(4);
        assertThat(input.isReady()).isTrue();
        assertThat(input.read(bytes, 0, 5)).as("no more than was read").isEqualTo(1);
        assertThat(bytes).containsExactly('G', 'P', 'N', 0, 0);

        assertThat(input.available()).isEqualTo(3);
        assertThat(input.isReady()).isFalse();
        later.isReady = true;
        assertThat(input.isReady()).isTrue();
        assertThat(input.read()).isEqualTo(1);
        assertThat(input.isFinished()).isFalse();
        assertThat(input.read(bytes, 3, 2)).isEqualTo(2);
        assertThat(bytes).containsExactly('G', 'P', 'N', 0xfe, 3);
        assertThat(input.isFinished()).isTrue();
        assertThat(input.read()).isEqualTo(-1);
    }

    @Test
    void isNotFinishedWhileSomethingIsThereThatWasRead() throws IOException {
        var later = new Later((byte) 0x89, (byte) 'P');
        var input = counted(later).getInputStream();
        assertThat(later.isFinished()).isTrue();
        assertThat(input.isFinished()).isFalse();
        assertThat(input.readAllBytes()).containsExactly(0x89, 'P');
        assertThat(input.isFinished()).isTrue();
    }

    /** An application that reads without blocking gets what was read, too, when the container has nothing more. */
    @Test
    void tellsAListenerOfWhatWasReadBeforeItIsToldTheEnd() throws IOException {
        var later = picture();
        var input = counted(later).getInputStream();
        List<Object> told = new ArrayList<>();
        input.setReadListener(new ReadListener() {
            @Override
            public void onDataAvailable() {
                told.add("data");
            }

            @Override
            public void onAllDataRead() {
                told.add("all");
            }

            @Override
            public void onError(Throwable cause) {
                told.add(cause);
            }
        });
        later.listener().onDataAvailable();
        assertThat(told).containsExactly("data");
        later.listener().onAllDataRead();
        assertThat(told).containsExactly("data", "data", "all");
        assertThat(input.readNBytes(4)).hasSize(4);
        later.listener().onAllDataRead();
        assertThat(told).containsExactly("data", "data", "all", "all");
        var cause = new IOException("reset by peer");
        later.listener().onError(cause);
        assertThat(told).last().isSameAs(cause);
    }

    @Test
    void isReadInTheEncodingThatTheApplicationNames() throws IOException {
        var body = "text \u00e9".getBytes(StandardCharsets.UTF_8);
        var request =
                Objects.requireNonNull(CountedBody.read(request("text/plain", "us-ascii", body, 100), RECORDS, ROOM)
                        .request());
        assertThat(request.getCharacterEncoding()).isEqualTo("us-ascii");
        assertThatThrownBy(() -> request.setCharacterEncoding("nonsense"))
                .isInstanceOf(UnsupportedEncodingException.class)
                .hasMessage("nonsense");
        assertThat(request.getCharacterEncoding()).isEqualTo("us-ascii");
        request.setCharacterEncoding("utf-8");
        assertThat(request.getCharacterEncoding()).isEqualTo("utf-8");
        var reader = request.getReader();
        assertThat(request.getReader()).isSameAs(reader);
        assertThat(reader.readLine()).isEqualTo("text \u00e9");
    }
}
