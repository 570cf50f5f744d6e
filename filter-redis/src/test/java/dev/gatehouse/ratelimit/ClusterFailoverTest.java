package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.redis.ClusterUnderTest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A real Cluster of which one node goes, and a replica takes its place. */
final class ClusterFailoverTest {

    private static final int CALLERS = 300;

    private static final Allowance ALLOWANCE = Charges.allowance(new Quota.Sliding(1_000, Duration.ofDays(300)), null);

    @Test
    void isAskedAgainWhenAReplicaHasTakenItsPlace() throws Exception {
        try (var cluster = ClusterUnderTest.startWithReplicas();
                var server = cluster.connect()) {
            var store = Stores.started(Stores.notStarted(
                    server, Timeline.system(), StoreMode.EXACT, Duration.ofMillis(200), OnFailure.CLOSED, "test"));
            try {
                assertThat(decided(store)).isEqualTo(CALLERS);
                cluster.failOver();
                var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
                while (decided(store) < CALLERS) {
                    assertThat(System.nanoTime()).as("waited for 40 s").isLessThan(until);
                    TimeUnit.MILLISECONDS.sleep(200);
                }
            } finally {
                store.close();
            }
        }
    }

    /** Returns of how many callers the Cluster decided. */
    private static int decided(FallbackStore store) {
        var decided = 0;
        for (var i = 0; i < CALLERS; i++) {
            try {
                decided += store.decide(Charges.charge(ALLOWANCE, 1_000 + i)) ? 1 : 0;
            } catch (StoreUnavailableException e) {
                // Not this one.
            }
        }
        return decided;
    }
}
