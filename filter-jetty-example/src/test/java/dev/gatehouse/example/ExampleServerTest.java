package dev.gatehouse.example;

import static dev.gatehouse.example.Client.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starting and stopping, and the page. */
final class ExampleServerTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return ExampleServer.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void showsTheHelp() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--port N", "--other-port N", "--policy FILE", "--help");
        assertThat(err()).isEmpty();
    }

    @Test
    void saysOnOneLineWhatIsWrongWithTheCommandLine() {
        assertThat(run("--prot", "80")).isEqualTo(2);
        assertThat(err().strip())
                .isEqualTo("filter-jetty-example: unknown option '--prot'\nThe options are shown by --help.");
        assertThat(out.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"--port", "--other-port"})
    void saysThatAPortIsTaken(String option) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = String.valueOf(taken.getLocalPort());
            var args = option.equals("--port")
                    ? new String[] {"--port", port}
                    : new String[] {"--port", "0", "--other-port", port};

            assertThat(run(args)).isEqualTo(1);
            assertThat(err().strip())
                    .isEqualTo("Port " + port + " of 127.0.0.1 cannot be had: another program listens there.\n"
                            + "Choose another with " + option + ", or let the system choose with " + option + " 0.");
            assertThat(out.size()).isZero();
        }
    }

    @Test
    void greetsWithWhereToOpenItAndHowToStop() throws Exception {
        var options = Options.parse("--port", "0");
        try (var server = ExampleServer.start(options)) {
            assertThat(server.greeting(options))
                    .isEqualTo("""
                            Gatehouse example
                              open    http://localhost:%d/
                              or as   http://localhost:%d/  (another origin)
                              usage   http://localhost:%d/usage/
                              policy  the example's own: 5 requests in 10 s and 20 a minute for each API key
                              stop    Ctrl-C
                            """.formatted(server.port(), server.otherPort(), server.port()));
        }
    }

    @Test
    void letsItsPortsGoWhenItIsClosed() throws Exception {
        int port;
        int otherPort;
        try (var server = ExampleServer.start(Options.parse("--port", "0"))) {
            port = server.port();
            otherPort = server.otherPort();
        }

        try (var again = ExampleServer.start(new Options(port, otherPort, null, false))) {
            assertThat(again.port()).isEqualTo(port);
            assertThat(again.otherPort()).isEqualTo(otherPort);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html;charset=utf-8",
        "/assets/style.css, text/css;charset=utf-8",
        "/assets/app.js, text/javascript;charset=utf-8",
        "/assets/caller.html, text/html;charset=utf-8",
        "/assets/caller.js, text/javascript;charset=utf-8",
        "/assets/icon.svg, image/svg+xml",
    })
    void servesThePageOnBothPorts(String path, String contentType) throws Exception {
        try (var server = ExampleServer.start(Options.parse("--port", "0"))) {
            var first = new Client(server.port()).send("GET", path, "");
            var second = new Client(server.otherPort()).send("GET", path, "");

            assertThat(first.statusCode()).isEqualTo(200);
            // Jetty writes the types that it knows in its own spelling.
            assertThat(header(first, "Content-Type").replace(" ", "")).isEqualToIgnoringCase(contentType);
            assertThat(header(first, "Cache-Control")).isEqualTo("no-cache");
            assertThat(second.body()).isEqualTo(first.body()).isNotEmpty();
        }
    }

    @Test
    void hasNoApiOnTheOtherPort() throws Exception {
        try (var server = ExampleServer.start(Options.parse("--port", "0"))) {
            var other = new Client(server.otherPort());

            assertThat(other.send("GET", "/courses", "").statusCode()).isEqualTo(404);
            assertThat(other.send("GET", "/assets/setting.json", "").body())
                    .isEqualTo("{\"port\":" + server.port() + ",\"otherPort\":" + server.otherPort()
                            + ",\"policy\":null}");
        }
    }

    @Test
    void keepsWhatTheApiWasAskedButNoKeyAndNoQuery() throws Exception {
        try (var server = ExampleServer.start(Options.parse("--port", "0"))) {
            new Client(server.port()).send("GET", "/search/courses?q=secret-query", "", "X-API-Key", "secret-key");
            new Client(server.port()).send("GET", "/health", "");
            var other = new Client(server.otherPort());

            var log = other.send("GET", "/assets/wire.json", "").body();
            // The log is written when the answer is out, so the client may be here first.
            for (var tries = 0; !log.contains("/health") && tries < 1000; tries++) {
                log = other.send("GET", "/assets/wire.json", "").body();
            }

            assertThat(log).contains("\"path\":\"/search/courses\"").doesNotContain("secret");
        }
    }
}
