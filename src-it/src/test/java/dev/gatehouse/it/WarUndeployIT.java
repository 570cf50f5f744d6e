package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of a WAR that was taken down: a server that redeploys for months must not fill up. */
final class WarUndeployIT {

    @ParameterizedTest
    @EnumSource
    void leavesNothingThatHoldsItsClasses(Container container, @TempDir Path folder) throws Exception {
        assertIsCollected(useAndUndeploy(container, folder));
    }

    @ParameterizedTest
    @EnumSource
    void leavesNoThreadThatWatchedAFile(Container container, @TempDir Path folder) throws Exception {
        assertIsCollected(reloadAndUndeploy(container, folder));
    }

    private static void assertIsCollected(WeakReference<ClassLoader> classes) throws Exception {
        for (var n = 0; n < 100 && classes.get() != null; n++) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(classes.get()).isNull();
    }

    /** A method of its own, so that no local variable holds anything. */
    private static WeakReference<ClassLoader> useAndUndeploy(Container container, Path folder) throws Exception {
        try (var war = War.withShortLimits().deploy(container, folder)) {
            var client = new Client(war.port());
            for (var n = 0; n < 5; n++) {
                client.send("GET /courses.json", FiltersContract.ORIGIN, "X-API-Key: reader");
            }
            return war.classes();
        }
    }

    private static WeakReference<ClassLoader> reloadAndUndeploy(Container container, Path folder) throws Exception {
        List<Thread> watching;
        WeakReference<ClassLoader> classes;
        try (var war = War.withPolicyFile().deployUnpacked(container, folder)) {
            var client = new Client(war.port());
            var file = war.file("/WEB-INF/gatehouse.json");
            Files.writeString(file, Files.readString(file).replace("3/3s", "70/hour"));
            Await.until(
                    "the new limit", () -> client.send("GET /courses.json").value("X-RateLimit-Limit"), "70"::equals);
            classes = war.classes();
            watching = threadsOf(classes.get());
            assertThat(watching)
                    .extracting(Thread::getName)
                    .containsExactlyInAnyOrder(
                            "gatehouse watch of CorsFilter 'cors'", "gatehouse watch of RateLimitFilter 'rateLimit'");
        }
        assertThat(watching).noneMatch(Thread::isAlive);
        return classes;
    }

    /** Returns the threads that a WAR has started: others here have the same names. */
    private static List<Thread> threadsOf(@Nullable ClassLoader classes) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getContextClassLoader() == classes
                        && thread.getName().startsWith("gatehouse"))
                .toList();
    }
}
