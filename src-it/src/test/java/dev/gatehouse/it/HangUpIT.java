package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.ratelimit.Dialect;
import dev.gatehouse.ratelimit.RateLimitFilter;
import dev.gatehouse.ratelimit.RateLimitPolicy;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients that hang up in the middle of an answer, or of what they send: they are charged once, hold nothing, and are
 * given nothing back that they have got.
 */
final class HangUpIT {

    private static final byte[] CHUNK = new byte[64 * 1024];

    /** More than sockets keep for a client that does not read. */
    private static final int MOST_CHUNKS = 4_000;

    /** Has a permit for each request that the filter has done with. */
    private final Semaphore done = new Semaphore(0);

    private final AtomicInteger bulks = new AtomicInteger();

    private EmbeddedServer server;

    @BeforeEach
    void start() throws Exception {
        var policy = RateLimitPolicy.builder()
                .rule(
                        "all",
                        rule -> rule.limit(
                                limit -> limit.requests(9).window("1h").name("x")))
                .rule(
                        "failures",
                        rule -> rule.limit(
                                        limit -> limit.requests(9).window("1h").name("x"))
                                .count("failures"))
                .rule(
                        "successes",
                        rule -> rule.limit(
                                        limit -> limit.requests(9).window("1h").name("x"))
                                .count("successes"))
                .rule("held", rule -> rule.limit(limit -> limit.concurrent(9).name("x")))
                .rule(
                        "bulk",
                        rule -> rule.match("POST /bulk").limits("1000/hour").maxRecords(2))
                .dialects(Dialect.RATELIMIT)
                .build();
        var context = new ServletContextHandler("/");
        var witness = new FilterHolder(this::witness);
        witness.setAsyncSupported(true);
        context.addFilter(witness, "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addFilter(new RateLimitFilter(policy), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Endless()), "/endless");
        var later = new ServletHolder(new Endless());
        later.setAsyncSupported(true);
        context.addServlet(later, "/endless-later");
        var unfinished = new ServletHolder(new Unfinished());
        unfinished.setAsyncSupported(true);
        context.addServlet(unfinished, "/unfinished");
        context.addServlet(new ServletHolder(new Bulk()), "/bulk");
        server = new EmbeddedServer(context);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Stands before the filter, so what it does after a request the filter has done by then. */
    private void witness(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } finally {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new Done());
            } else {
                done.release();
            }
        }
    }

    private final class Done implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            done.release();
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }

    /** Goes on until nobody listens any more. */
    private static final class Endless extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (!request.getServletPath().equals("/endless-later")) {
                write(response);
                return;
            }
            var async = request.startAsync();
            async.start(() -> {
                try {
                    write(response);
                } catch (IOException e) {
                    // The client has hung up.
                } finally {
                    async.complete();
                }
            });
        }

        private static void write(HttpServletResponse response) throws IOException {
            for (var i = 0; i < MOST_CHUNKS; i++) {
                response.getOutputStream().write(CHUNK);
            }
        }
    }

    /** Begins an answer and forgets to end it. */
    private static final class Unfinished extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.startAsync().setTimeout(50);
            response.flushBuffer();
        }
    }

    private final class Bulk extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) {
            bulks.incrementAndGet();
        }
    }

    @ParameterizedTest
    @CsvSource({
        // An exception in the application's thread fails a request, and what went out was a success.
        "/endless, 1 1 1 0",
        "/endless-later, 1 0 1 0",
    })
    void isChargedForAnAnswerOfWhichItHasReadTheBeginning(String path, String charged) throws Exception {
        hangUp("HTTP/1.1 200 ", "GET " + path + " HTTP/1.1");

        assertThat(charged()).isEqualTo(charged);
    }

    @Test
    void holdsNothingOnceItsAnswerHasTimedOut() throws Exception {
        assertThat(new Client(server.port()).send("GET /unfinished").status()).isEqualTo(200);

        awaitDone();
        assertThat(charged()).isEqualTo("1 0 1 0");
    }

    @Test
    void isChargedForWhatItHasNotSentInFull() throws Exception {
        hangUp(
                "HTTP/1.1 100 ",
                "POST /bulk HTTP/1.1",
                "Expect: 100-continue",
                "Content-Type: application/json",
                "Content-Length: 100");

        assertThat(bulks).hasValue(0);
        assertThat(charged()).isEqualTo("1 1 0 0");
    }

    @Test
    void refusesABodyThatIsNoHttpAndChargesIt() throws Exception {
        var chunked = List.of("Transfer-Encoding: chunked", "Content-Type: application/json");
        var answer =
                new Client(server.port()).send(new Client.Request("POST /bulk", chunked, "5\r\n[1,2]\r\nevil\r\n"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(bulks).hasValue(0);
        awaitDone();
        assertThat(charged()).isEqualTo("1 1 0 0");
    }

    /** Sends a request, reads until its answer begins, and resets the connection. */
    private void hangUp(String begins, String... lines) throws Exception {
        var request = String.join("\r\n", lines) + "\r\nHost: localhost\r\n\r\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            assertThat(new String(socket.getInputStream().readNBytes(begins.length()), ISO_8859_1))
                    .isEqualTo(begins);
        }
        awaitDone();
    }

    private void awaitDone() throws InterruptedException {
        assertThat(done.tryAcquire(20, TimeUnit.SECONDS))
                .as("the filter has done with it")
                .isTrue();
    }

    /** Returns what each rule has been charged, and what is still held, but for the request that asks. */
    private String charged() throws Exception {
        var left = new Client(server.port()).send("GET /courses").value("RateLimit");
        return List.of("all", "failures", "successes", "held").stream()
                .map(rule -> {
                    var line = Pattern.compile('"' + rule + ":x\";r=(\\d+)").matcher(left);
                    assertThat(line.find()).as("%s in %s", rule, left).isTrue();
                    return String.valueOf(8 - Integer.parseInt(line.group(1)));
                })
                .collect(Collectors.joining(" "));
    }
}
