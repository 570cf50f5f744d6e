package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example server from its runnable jar, with its own policies: 5 requests in 10 s and 20 a minute for each key. */
final class ExampleServerIT {

    private static ExampleProcess example;
    private static Client client;
    private static String otherOrigin;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        example = ExampleProcess.startAndListen(folder, "--port", "0");
        client = new Client(example.port());
        otherOrigin = "Origin: http://localhost:" + example.otherPort();
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void greetsAndIsQuietFromThenOn() throws IOException {
        assertThat(example.out())
                .isEqualToNormalizingNewlines("""
                Gatehouse example
                  open    http://localhost:%d/
                  or as   http://localhost:%d/  (another origin)
                  usage   http://localhost:%d/usage/
                  policy  the example's own: 5 requests in 10 s and 20 a minute for each API key
                  stop    Ctrl-C
                """.formatted(example.port(), example.otherPort(), example.port()));
        assertThat(example.err()).isEmpty();
    }

    @Test
    void servesItsPageOnBothPortsWithoutCountingIt() throws IOException {
        for (var port : new int[] {example.port(), example.otherPort()}) {
            var page = new Client(port).send("GET /");

            assertThat(page.status()).isEqualTo(200);
            assertThat(page.body()).contains("<html");
            assertThat(page.headersOf("x-ratelimit", "ratelimit")).isEmpty();
        }
    }

    @Test
    void letsItsOtherOriginCallTheApiAndReadTheRefusal() throws IOException {
        var preflight = client.send(
                "OPTIONS /courses",
                otherOrigin,
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: content-type,x-api-key");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat("Origin: " + preflight.value("Access-Control-Allow-Origin")).isEqualTo(otherOrigin);

        for (var remaining = 4; remaining >= 0; remaining--) {
            var admitted = client.send("GET /courses", otherOrigin, "X-API-Key: visitor");

            assertThat(admitted.status()).isEqualTo(200);
            assertThat("Origin: " + admitted.value("Access-Control-Allow-Origin"))
                    .isEqualTo(otherOrigin);
            assertThat(admitted.value("X-RateLimit-Remaining")).isEqualTo(String.valueOf(remaining));
            assertThat(admitted.value("RateLimit-Policy")).isEqualTo("\"5/10s\";q=5;w=10, \"20/minute\";q=20;w=60");
        }

        var refused = client.send("GET /courses", otherOrigin, "X-API-Key: visitor");
        assertThat(refused.status()).isEqualTo(429);
        assertThat("Origin: " + refused.value("Access-Control-Allow-Origin")).isEqualTo(otherOrigin);
        assertThat(refused.headers()).contains(FiltersContract.EXPOSED);
        assertThat(Integer.parseInt(refused.value("Retry-After"))).isBetween(1, 11);
        assertThat(refused.body()).startsWith("{\"error\":{\"code\":\"rate_limited\",");
    }

    @Test
    void refusesAThirdOrigin() throws IOException {
        var refused = client.send("GET /courses", "Origin: http://127.0.0.1:" + example.otherPort());

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.headersOf("access-control-")).isEmpty();
        assertThat(refused.body()).startsWith("{\"error\":{\"code\":\"cors_origin_not_allowed\",");
    }

    @Test
    void listensOnTheLoopbackAddressOnly() throws IOException {
        for (var network : NetworkInterface.networkInterfaces().toList()) {
            for (var address : Collections.list(network.getInetAddresses())) {
                if (!address.isLoopbackAddress()) {
                    assertThatThrownBy(() -> new Socket(address, example.port()).close())
                            .as("%s", address)
                            .isInstanceOf(IOException.class);
                }
            }
        }
    }

    @Test
    void stopsWhenItIsToldToAndLetsItsPortsGo() throws Exception {
        try (var another = ExampleProcess.startAndListen(folder, "--port=0", "--other-port=0")) {
            var ports = new int[] {another.port(), another.otherPort()};

            assertThat(another.stop()).isTrue();
            assertThat(another.err()).isEmpty();
            for (var port : ports) {
                new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
            }
        }
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        var port = String.valueOf(example.port());
        try (var second = ExampleProcess.start(folder, "--port", port)) {
            assertThat(second.exitStatus()).isEqualTo(1);
            assertThat(second.out()).isEmpty();
            assertThat(second.err()).isEqualToNormalizingNewlines("""
                    Port %s of 127.0.0.1 cannot be had: another program listens there.
                    Choose another with --port, or let the system choose with --port 0.
                    """.formatted(port));
        }
    }

    @Test
    void saysWhatIsWrongWithItsCommandLine() throws Exception {
        try (var wrong = ExampleProcess.start(folder, "--prot", "80")) {
            assertThat(wrong.exitStatus()).isEqualTo(2);
            assertThat(wrong.out()).isEmpty();
            assertThat(wrong.err()).isEqualToNormalizingNewlines("""
                    filter-jetty-example: unknown option '--prot'
                    The options are shown by --help.
                    """);
        }
    }

    @Test
    void showsItsOptions() throws Exception {
        try (var help = ExampleProcess.start(folder, "--help")) {
            assertThat(help.exitStatus()).isZero();
            assertThat(help.out())
                    .startsWith("Usage: java -jar filter-jetty-example.jar [options]\n")
                    .contains("  --port N  ", "  --other-port N  ", "  --policy FILE  ", "  --help  ");
            assertThat(help.err()).isEmpty();
        }
    }
}
