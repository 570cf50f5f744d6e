package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A client that is another program, such as Node's or Python's.
 *
 * @param name as it is called
 * @param version what it must say of its version, as a regular expression
 */
record Program(String name, String version) {

    static final Program NODE = new Program("node", "v(1[89]|[2-9]\\d).*");
    static final Program NPM = new Program("npm", "(9|[1-9]\\d)\\..*");
    static final Program PYTHON = new Program("python3", "Python 3.*");

    private static final long END_SECONDS = 120;

    /** A program that has ended, and what it printed. */
    private record Ended(int status, String out, String err) {}

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
        var ended = end(folder, arguments);
        assertThat(ended.status())
                .as("%s %s: %s", name, List.of(arguments), ended.err())
                .isZero();
        return ended.out().lines().toList();
    }

    private String foundVersion() throws InterruptedException {
        try {
            return end(Path.of("."), "--version").out().strip();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Ended end(Path folder, String... arguments) throws IOException, InterruptedException {
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
            assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS))
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
