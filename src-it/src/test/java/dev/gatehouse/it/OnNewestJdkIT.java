package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * The container matrix once more, on the newest JDK that is installed here, if it is newer than this one. Nothing runs
 * beside it: it is as much work as all the rest.
 */
@Isolated
@EnabledIfSystemProperty(named = "newest.jdk", matches = "true", disabledReason = "takes minutes: -Pnewest-jdk")
final class OnNewestJdkIT {

    private static final Duration END = Duration.ofMinutes(15);
    private static final Pattern FEATURE = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    /** A JDK's folder and its number. */
    private record Jdk(Path home, int feature) {

        static Optional<Jdk> in(Path home) {
            try {
                var found = FEATURE.matcher(Files.readString(home.resolve("release")));
                return found.find() && Files.isExecutable(home.resolve("bin/javac"))
                        ? Optional.of(new Jdk(home, Integer.parseInt(found.group(1))))
                        : Optional.empty();
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }

    private static List<Path> homes() throws IOException {
        var homes = new ArrayList<Path>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("JAVA_HOME")) {
                homes.add(Path.of(value));
            }
        });
        var user = Path.of(System.getProperty("user.home"));
        for (var folder :
                List.of(Path.of("/usr/lib/jvm"), user.resolve(".sdkman/candidates/java"), user.resolve(".jdks"))) {
            if (Files.isDirectory(folder)) {
                try (var inside = Files.list(folder)) {
                    homes.addAll(inside.toList());
                }
            }
        }
        return homes;
    }

    @Test
    @Timeout(value = 16, unit = TimeUnit.MINUTES)
    void runsOnEveryContainer(@TempDir Path folder) throws Exception {
        var newest = homes().stream()
                .flatMap(home -> Jdk.in(home).stream())
                .max(Comparator.comparingInt(Jdk::feature))
                .filter(jdk -> jdk.feature() > Runtime.version().feature())
                .orElseGet(() -> abort("no JDK is installed that is newer than this"));
        var ended = Program.java(newest.home())
                .end(
                        folder,
                        END,
                        property("gatehouse.root"),
                        property("gatehouse.version"),
                        property("java.util.logging.config.file"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OnNewestJdkIT.class.getName());
        assertThat(ended.status())
                .as(() -> "on %s: %s%s".formatted(newest, lastOf(ended.out()), lastOf(ended.err())))
                .isZero();
    }

    private static String property(String name) {
        return "-D" + name + "=" + System.getProperty(name);
    }

    private static String lastOf(String printed) {
        return printed.substring(Math.max(0, printed.length() - 10_000));
    }

    /** Runs the matrix in a JVM of its own, and ends it with the number of tests that failed. */
    public static void main(String[] args) {
        var summary = new SummaryGeneratingListener();
        var request = LauncherDiscoveryRequestBuilder.request();
        Compatibility.SUITES.keySet().forEach(suite -> request.selectors(selectClass(suite)));
        try (var session = LauncherFactory.openSession()) {
            session.getLauncher().execute(request.build(), summary);
        }
        summary.getSummary().printFailuresTo(new PrintWriter(System.out, true, Charset.defaultCharset()), 20);
        var failed = summary.getSummary().getTotalFailureCount();
        var none = summary.getSummary().getTestsSucceededCount() == 0;
        System.exit(failed > 0 || none ? 1 : 0);
    }
}
