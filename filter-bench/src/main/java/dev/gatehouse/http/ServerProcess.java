package dev.gatehouse.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link VariantServer} in a process of its own, which ends with this object, and at the latest with this process.
 */
final class ServerProcess implements AutoCloseable {

    private static final long START_SECONDS = 60;
    private static final long END_SECONDS = 20;

    private final Process process;
    private final int port;

    /** Starts it, and waits until it listens. */
    ServerProcess() throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms1g",
                        "-Xmx1g",
                        // Jetty's log finds nobody who writes it, and would say so.
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        VariantServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            port = readPort();
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private int readPort() throws IOException, InterruptedException {
        var line = new FutureTask<@Nullable String>(this::readLine);
        var reader = new Thread(line, "port");
        reader.setDaemon(true);
        reader.start();
        try {
            var port = line.get(START_SECONDS, TimeUnit.SECONDS);
            if (port == null) {
                throw new IOException("the server ended before it listened");
            }
            return Integer.parseInt(port);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the server does not say where it listens", e);
        }
    }

    private @Nullable String readLine() throws IOException {
        // Not closed: what is below it ends with the process.
        return new BufferedReader(process.inputReader(US_ASCII)).readLine();
    }

    /** Returns where on 127.0.0.1 it listens. */
    int port() {
        return port;
    }

    /** Returns the time that its threads have run. */
    Duration cpu() {
        return cpu(process.toHandle());
    }

    /** Returns the time that the threads of a process have run. */
    static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Returns whether it runs. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it, and waits until it has ended. */
    @Override
    public void close() {
        try {
            if (!process.destroyForcibly().waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
