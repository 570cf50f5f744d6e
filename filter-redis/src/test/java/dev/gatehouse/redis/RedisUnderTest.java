package dev.gatehouse.redis;

import dev.gatehouse.store.Script;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** A real Redis of its own, on loopback, that ends with the test. It can be paused, killed, and started again empty. */
public final class RedisUnderTest implements UnderTest {

    private final int port;
    private final List<String> settings;
    private redis.embedded.RedisServer server;
    private ProcessHandle process;

    private RedisUnderTest(int port, List<String> settings) throws IOException {
        this.port = port;
        this.settings = settings;
        startAgain();
    }

    public static RedisUnderTest start(String... settings) throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        return new RedisUnderTest(port, List.of(settings));
    }

    /** Starts it again on its port, with nothing in it. */
    public void startAgain() throws IOException {
        var before = children();
        var builder = UnderTest.builder().port(port);
        settings.forEach(builder::setting);
        server = builder.build();
        server.start();
        var started = new HashSet<>(children());
        started.removeAll(before);
        process = started.iterator().next();
    }

    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().children().collect(Collectors.toSet());
    }

    public int port() {
        return port;
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public RedisServer connect() throws InterruptedException {
        var connected = RedisServer.connect(List.of(uri()));
        var script = new Script("return {1}", false);
        for (var i = 0; i < 500 && !isAnswered(connected.run(script, List.of(), List.of())); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return connected;
    }

    private static boolean isAnswered(CompletableFuture<?> answer) throws InterruptedException {
        try {
            answer.get(5, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /**
     * Returns how many commands it has run so far, in scripts too.
     *
     * @param commands which count: {@code get|set}
     */
    public long calls(String commands) {
        var client = RedisClient.create(uri());
        try {
            var lines = client.connect().sync().info("commandstats").lines();
            return lines.filter(line -> line.matches("cmdstat_(" + commands + "):.*"))
                    .mapToLong(line -> Long.parseLong(line.replaceFirst("[^:]*:calls=(\\d+),.*", "$1")))
                    .sum();
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    /** Stops it where it is: connections stay, and nothing is answered. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on. */
    public void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Ends it in the middle of what it does. */
    public void kill() throws Exception {
        signal("KILL");
        process.onExit().get(5, TimeUnit.SECONDS);
    }

    /** Ends it in good order: it closes its connections. */
    public void stop() throws Exception {
        signal("TERM");
        process.onExit().get(15, TimeUnit.SECONDS);
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
