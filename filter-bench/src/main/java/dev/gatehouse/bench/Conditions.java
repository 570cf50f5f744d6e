package dev.gatehouse.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Where and of what something was measured.
 *
 * @param machine its cores and memory, and its load average before: what else it had to do
 * @param jdk the JDK's version
 * @param commit what was checked out
 */
record Conditions(String machine, String jdk, String commit) {

    private static final long GIGABYTE = 1L << 30;

    static Conditions here() throws IOException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var machine = "%d cores under a load of %.1f, %d GB, %s %s"
                .formatted(
                        system.getAvailableProcessors(),
                        system.getSystemLoadAverage(),
                        Math.round((double) system.getTotalMemorySize() / GIGABYTE),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
        var changes = git("status", "--porcelain", "--", "pom.xml", "filter-core", "filter-bench");
        var commit = git("rev-parse", "--short", "HEAD");
        return new Conditions(
                machine,
                System.getProperty("java.vm.version", ""),
                changes.isEmpty() ? commit : commit + " with changes");
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
        return machine + "; JDK " + jdk + "; commit " + commit;
    }
}
