package dev.gatehouse.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where and of what something was measured.
 *
 * @param machine its cores and memory, and its load average before: what else it had to do
 * @param jdk the JDK's version
 * @param commit what was checked out
 * @param libraries what was measured beside ours, and with what, with versions
 */
record Conditions(String machine, String jdk, String commit, String libraries) {

    /** Those whose versions matter, by the beginning of their jars' names. */
    private static final Pattern LIBRARY = Pattern.compile(
            "(?:jmh-core|caffeine|tomcat-embed-core|jetty-server|spring-web"
                    + "|cors-filter|bucket4j_jdk17-core|bucket4j_jdk17-lettuce|lettuce-core|resilience4j-ratelimiter)-\\d.*(?=\\.jar)");

    private static final long GIGABYTE = 1L << 30;

    static Conditions here() throws IOException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var machine = "%d cores%s under a load of %.1f, %d GB, %s %s"
                .formatted(
                        system.getAvailableProcessors(),
                        processor(),
                        system.getSystemLoadAverage(),
                        Math.round((double) system.getTotalMemorySize() / GIGABYTE),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
        var changes = git("status", "--porcelain", "--", "pom.xml", "filter-core", "filter-redis", "filter-bench");
        var commit = git("rev-parse", "--short", "HEAD");
        return new Conditions(
                machine,
                System.getProperty("java.vm.version", ""),
                changes.isEmpty() ? commit : commit + " with changes",
                libraries(System.getProperty("java.class.path")));
    }

    /** Returns what the processor calls itself, where Linux says it. */
    private static String processor() throws IOException {
        var info = Path.of("/proc/cpuinfo");
        if (!Files.exists(info)) {
            return "";
        }
        try (var lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> " of " + line.replaceFirst("[^:]*: *", ""))
                    .findFirst()
                    .orElse("");
        }
    }

    /** Returns the libraries of a class path, as its jars are called. */
    static String libraries(String classPath) {
        return Stream.of(classPath.split(Pattern.quote(File.pathSeparator), -1))
                .map(entry -> LIBRARY.matcher(Path.of(entry).getFileName().toString()))
                .filter(Matcher::lookingAt)
                .map(Matcher::group)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String git(String... arguments) throws IOException {
        var command = new ProcessBuilder("git");
        command.command().addAll(List.of(arguments));
        var process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var output = process.getInputStream()) {
            return new String(output.readAllBytes(), UTF_8).strip();
        }
    }

    /** Returns all of it in one line. */
    @Override
    public String toString() {
        return machine + "; JDK " + jdk + "; commit " + commit + "; " + libraries;
    }
}
