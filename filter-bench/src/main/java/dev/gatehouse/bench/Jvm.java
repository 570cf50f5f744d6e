package dev.gatehouse.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A JVM of its own, of the same JDK and with the same classes, for what another's heap would blur. */
public final class Jvm {

    private Jvm() {}

    /**
     * Runs a class's {@code main} as {@link #run} does, and returns what it printed behind the first = of each line.
     */
    public static Map<String, String> linesByName(Class<?> main, List<String> options, String... arguments) {
        var lines = new HashMap<String, String>();
        run(main, options, arguments).lines().forEach(line -> {
            var end = line.indexOf('=');
            lines.put(line.substring(0, end), line.substring(end + 1));
        });
        return lines;
    }

    /**
     * Runs a class's {@code main} to its end, and returns what it printed.
     *
     * @param options of the JVM, such as {@code -Xmx1g}
     * @throws IllegalStateException if it fails; why is on this process's standard error
     */
    public static String run(Class<?> main, List<String> options, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var output = process.getInputStream()) {
                var printed = new String(output.readAllBytes(), UTF_8);
                if (process.waitFor() != 0) {
                    throw new IllegalStateException(main.getSimpleName() + " " + List.of(arguments) + " failed");
                }
                return printed;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
