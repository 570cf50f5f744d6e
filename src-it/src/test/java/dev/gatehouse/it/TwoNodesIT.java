package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/**
 * Two example servers on one real Redis, as {@code docs/clusters.md} starts them; with nginx before them, if it is
 * here.
 */
final class TwoNodesIT {

    private static final Path ROOT = Path.of(System.getProperty("gatehouse.root"));

    @TempDir
    private Path folder;

    private String policy(int redisPort) throws IOException {
        var policy = Files.readString(ROOT.resolve("docs/two-nodes/policy.json"))
                .replace("127.0.0.1:6379", "127.0.0.1:" + redisPort)
                // Other tests want the processor too.
                .replace("\"secret\"", "\"deadline\": \"2s\", \"secret\"");
        return Files.writeString(folder.resolve("policy.json"), policy).toString();
    }

    private static boolean nginxIsHere() throws InterruptedException {
        try {
            return new ProcessBuilder("nginx", "-v").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void countTogether() throws Exception {
        var redis = Redis.start();
        var redisPort = redis.port();
        try (var one = ExampleProcess.startAndListen(folder, "--port", "0", "--policy", policy(redisPort));
                var other = ExampleProcess.startAndListen(folder, "--port", "0", "--policy", policy(redisPort))) {
            var clients = new Client[] {new Client(one.port()), new Client(other.port())};
            for (var i = 0; i < 5; i++) {
                var answer = clients[i % 2].send("GET /courses", "X-API-Key: together");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.value("X-RateLimit-Remaining")).isEqualTo(String.valueOf(4 - i));
            }
            for (var client : clients) {
                assertThat(client.send("GET /courses", "X-API-Key: together").status())
                        .isEqualTo(429);
            }

            redis.close();
            // The later one has known from its start that there are two; the other hears of that within a second.
            Await.until(
                    "each lets pass its half",
                    () -> clients[1]
                            .send("GET /courses", "X-API-Key: " + System.nanoTime())
                            .value("X-RateLimit-Remaining"),
                    "1"::equals);
            redis = redis.again();
            Await.until(
                    "they count together again",
                    () -> clients[0]
                            .send("GET /courses", "X-API-Key: " + System.nanoTime())
                            .value("X-RateLimit-Remaining"),
                    "4"::equals);
            assertThat(one.stop()).isTrue();
        } finally {
            redis.close();
        }
    }

    /** All that is in the Redis, looked through for what callers were told apart by; and all of it goes by itself. */
    @Test
    void tellTheRedisNoSecret() throws Exception {
        var redis = Redis.start();
        var redisPort = redis.port();
        try (var one = ExampleProcess.startAndListen(folder, "--port", "0", "--policy", policy(redisPort));
                var jedis = new Jedis("127.0.0.1", redisPort)) {
            var client = new Client(one.port());
            // A node that did not hear from the Redis as it started says a second later that it is there, and what the
            // Redis does not answer in time on a busy machine is decided without it.
            var keys = Await.until(
                    "callers and nodes",
                    () -> {
                        client.send("GET /courses", "X-API-Key: sk_live_0123456789");
                        client.send("GET /courses", "X-Forwarded-For: 198.51.100.7");
                        return jedis.keys("*");
                    },
                    names -> names.size() == 3);
            assertThat(keys).contains("gatehouse:{nodes}");
            for (var key : keys) {
                var kept = key + new String(jedis.dump(key), StandardCharsets.ISO_8859_1);
                assertThat(kept).doesNotContain("sk_live", "0123456789", "198.51.100", "127.0.0.1", "account");
                assertThat(jedis.pttl(key)).isBetween(1L, 64_000L);
            }
        } finally {
            redis.close();
        }
    }

    @Test
    void countTogetherBehindNginx() throws Exception {
        assumeTrue(nginxIsHere(), "nginx is not here");
        var redis = Redis.start();
        var redisPort = redis.port();
        try (var one = ExampleProcess.startAndListen(folder, "--port", "0", "--policy", policy(redisPort));
                var other = ExampleProcess.startAndListen(folder, "--port", "0", "--policy", policy(redisPort))) {
            var port = Redis.freePort();
            var conf = Files.readString(ROOT.resolve("docs/two-nodes/nginx.conf"))
                    .replace("127.0.0.1:8080", "127.0.0.1:" + port)
                    .replace("127.0.0.1:8081", "127.0.0.1:" + one.port())
                    .replace("127.0.0.1:8082", "127.0.0.1:" + other.port())
                    .replace(
                            "/tmp/gatehouse-two-nodes.pid",
                            folder.resolve("nginx.pid").toString());
            var nginx = new ProcessBuilder(
                            "nginx",
                            "-c",
                            Files.writeString(folder.resolve("nginx.conf"), conf)
                                    .toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nginx.log").toFile())
                    .start();
            try {
                var client = new Client(port);
                Await.until("nginx", () -> listens(port), listens -> listens);
                for (var i = 0; i < 5; i++) {
                    var answer = client.send("GET /courses");
                    assertThat(answer.value("X-RateLimit-Remaining")).isEqualTo(String.valueOf(4 - i));
                }
                assertThat(client.send("GET /courses").status()).isEqualTo(429);
            } finally {
                nginx.destroy();
                nginx.waitFor(10, TimeUnit.SECONDS);
            }
        } finally {
            redis.close();
        }
    }
}
