package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The example server as users start it: {@code java -jar}, in a process of its own, which ends with this object. */
final class ExampleProcess implements AutoCloseable {

    private static final Path JAR = Path.of(System.getProperty("gatehouse.root"))
            .resolve("filter-jetty-example/target/filter-jetty-example-" + System.getProperty("gatehouse.version")
                    + ".jar");
    private static final Pattern GREETING = Pattern.compile(
            "(?s).*  open    http://localhost:(\\d+)/\n  or as   http://localhost:(\\d+)/ .*  stop    Ctrl-C\n");
    private static final long START_SECONDS = 60;
    private static final long END_SECONDS = 20;

    private final Process process;
    private final Path out;
    private final Path err;

    private ExampleProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts it; what it prints goes to files in the folder. */
    static ExampleProcess start(Path folder, String... args) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var command = new ArrayList<>(List.of(java.toString(), "-jar", JAR.toString()));
        command.addAll(List.of(args));
        var out = Files.createTempFile(folder, "out", ".txt");
        var err = Files.createTempFile(folder, "err", ".txt");
        var process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        // For a test run that is itself ended from outside.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new ExampleProcess(process, out, err);
    }

    /** Starts it and waits until it has said where it listens. */
    static ExampleProcess startAndListen(Path folder, String... args) throws Exception {
        var example = start(folder, args);
        try {
            var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
            while (!GREETING.matcher(example.out()).matches()) {
                assertThat(example.process.isAlive())
                        .as("it runs; it said: %s", example.err())
                        .isTrue();
                assertThat(System.nanoTime()).as("it says where it listens").isLessThan(end);
                Thread.sleep(20);
            }
            return example;
        } catch (Exception | Error e) {
            example.close();
            throw e;
        }
    }

    /** Returns what it has printed. */
    String out() throws IOException {
        return Files.readString(out, UTF_8);
    }

    /** Returns what it has printed as trouble. */
    String err() throws IOException {
        return Files.readString(err, UTF_8);
    }

    int port() throws IOException {
        return greeted(1);
    }

    int otherPort() throws IOException {
        return greeted(2);
    }

    private int greeted(int group) throws IOException {
        var greeting = GREETING.matcher(out());
        assertThat(greeting.matches()).isTrue();
        return Integer.parseInt(greeting.group(group));
    }

    /** Waits until it has ended by itself, and returns its exit status. */
    int exitStatus() throws InterruptedException {
        assertThat(process.waitFor(START_SECONDS, TimeUnit.SECONDS))
                .as("it ends by itself")
                .isTrue();
        return process.exitValue();
    }

    /** Asks it to stop, as Ctrl-C does, and returns whether it did without being forced. */
    boolean stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
