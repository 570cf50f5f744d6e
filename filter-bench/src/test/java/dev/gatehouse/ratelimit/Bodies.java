package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.StubRequest;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * Clients who all send a large body at once and stop before its end, in a JVM that {@link BodiesTest} gives little
 * memory. Prints how many megabytes of the heap are in use while those wait that are not refused.
 */
final class Bodies {

    private static final int CLIENTS = 100;

    private Bodies() {}

    /** What a client sends: a beginning, and then one character again and again. */
    private static final class Endless extends ServletInputStream {

        private final byte[] begin;
        private final byte again;
        private final CountDownLatch waiting;
        private boolean hasBegun;
        private int left;

        Endless(String begin, char again, int length, CountDownLatch waiting) {
            this.begin = begin.getBytes(StandardCharsets.US_ASCII);
            this.again = (byte) again;
            this.left = length;
            this.waiting = waiting;
        }

        @Override
        public int read() throws IOException {
            throw new IOException("one by one");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                waiting.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            var count = Math.min(length, left);
            for (var i = 0; i < count; i++) {
                bytes[offset + i] = again;
            }
            if (!hasBegun) {
                System.arraycopy(begin, 0, bytes, offset, begin.length);
                hasBegun = true;
            }
            left -= count;
            return count;
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
            throw new UnsupportedOperationException("setReadListener");
        }
    }

    private static final class Request extends HttpServletRequestWrapper {

        private final String encoding;
        private final ServletInputStream body;

        Request(String encoding, ServletInputStream body) {
            super(new StubRequest());
            this.encoding = encoding;
            this.body = body;
        }

        @Override
        public String getContentType() {
            return "application/json";
        }

        @Override
        public String getCharacterEncoding() {
            return encoding;
        }

        @Override
        public ServletInputStream getInputStream() {
            return body;
        }
    }

    /**
     * Lets them come.
     *
     * @param arguments the encoding, how the body begins, what it goes on with, and for how many bytes
     */
    public static void main(String... arguments) throws InterruptedException {
        var room = CountedBody.roomForAll();
        var settled = new CountDownLatch(CLIENTS);
        for (var i = 0; i < CLIENTS; i++) {
            var body = new Endless(arguments[1], arguments[2].charAt(0), Integer.parseInt(arguments[3]), settled);
            var client = new Thread(() -> {
                try {
                    CountedBody.read(new Request(arguments[0], body), 1_000, room);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                } finally {
                    settled.countDown();
                }
            });
            client.setDaemon(true);
            client.start();
        }
        settled.await();
        System.gc();
        var runtime = Runtime.getRuntime();
        System.out.println((runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }
}
