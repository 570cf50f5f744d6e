package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a WAR that was taken down: a server that redeploys for months must not fill up. */
final class WarUndeployIT {

    @Test
    void leavesNothingThatHoldsItsClasses(@TempDir Path folder) throws Exception {
        var classes = useAndUndeploy(folder);

        for (var n = 0; n < 100 && classes.get() != null; n++) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(classes.get()).isNull();
    }

    /** A method of its own, so that no local variable holds anything. */
    private static WeakReference<ClassLoader> useAndUndeploy(Path folder) throws Exception {
        try (var war = War.withShortLimits().deploy(folder)) {
            var client = new Client(war.port());
            for (var n = 0; n < 5; n++) {
                client.send("GET /courses.json", FiltersContract.ORIGIN, "X-API-Key: reader");
            }
            return war.classes();
        }
    }
}
