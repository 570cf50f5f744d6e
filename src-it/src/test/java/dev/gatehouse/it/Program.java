package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another program, such as Node's or Python's.
 *
 * @param name as it is called
 * @param version what it must say of its version, as a regular expression
 */
record Program(String name, String version) {

    static final Program NODE = new Program("node", "v[2-9]\\d.*");
    static final Program NPM = new Program("npm", "(9|[1-9]\\d)\\..*");
    static final Program PYTHON = new Program("python3", "Python 3.*");

    private static final Duration END = Duration.ofMinutes(2);

    /**
     * A program that has ended.
     *
     * @param status it exited with
     * @param out what it printed
     * @param err what it printed as trouble
     */
    record Ended(int status, String out, String err) {}

    /** Returns the Java of a JDK. */
    static Program java(Path home) {
        return new Program(home.resolve("bin/java").toString(), ".*");
    }

    /** Returns the Java that runs this. */
    static Program java() {
        return java(Path.of(System.getProperty("java.home")));
    }

    /**
     * Runs it to its end, and returns the lines that it printed; the test is skipped where it is missing or too old.
     *
     * @param folder that it runs in
     */
    List<String> run(Path folder, String... arguments) throws Exception {
        var found = foundVersion();
        if (!found.matches(version)) {
            abort(name + " is missing here or too old (" + found + "), so this client is not run");
        }
        var ended = end(folder, END, arguments);
        assertThat(ended.status())
                .as("%s %s: %s", name, List.of(arguments), ended.err())
                .isZero();
        return ended.out().lines().toList();
    }

    private String foundVersion() throws InterruptedException {
        try {
            return end(Path.of("."), END, "--version").out().strip();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Runs it to its end, which must come in so much time. */
    Ended end(Path folder, Duration most, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(name);
        command.addAll(List.of(arguments));
        var out = Files.createTempFile("out", ".txt");
        var err = Files.createTempFile("err", ".txt");
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS))
                    .as("%s ends", command)
                    .isTrue();
            return new Ended(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }
}
