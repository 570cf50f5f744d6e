package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.redis.SentinelUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A real master is killed under load, and its real replica takes its place. */
final class FailoverTest {

    private static final int LIMIT = 1_000;
    private static final Quota QUOTA = new Quota.Sliding(LIMIT, Duration.ofDays(300));
    private static final Allowance ALLOWANCE = new Allowance(2, "", List.of(new Limit(QUOTA.toString(), QUOTA)), null);

    @Test
    void goesOnWithTheReplica() throws Exception {
        try (var redis = SentinelUnderTest.start();
                var server = redis.connect()) {
            var store = Stores.started(Stores.notStarted(
                    server, Timeline.system(), StoreMode.EXACT, Duration.ofMillis(100), OnFailure.LOCAL, "test"));
            try {
                var admitted = 0;
                for (var i = 0; i < 300; i++) {
                    admitted += admits(store, 1) ? 1 : 0;
                }
                assertThat(admitted).isEqualTo(300);
                redis.replicate();
                redis.killMaster();
                for (var i = 0; i < 200; i++) {
                    admitted += admits(store, 1) ? 1 : 0;
                }
                assertThat(admitted)
                        .as("this node is the only one: all of it is its share")
                        .isEqualTo(500);
                var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                while (!store.isAsking()) {
                    assertThat(System.nanoTime()).as("waited for 30 s").isLessThan(until);
                    TimeUnit.MILLISECONDS.sleep(50);
                }
                for (var i = 0; i < LIMIT; i++) {
                    admitted += admits(store, 1) ? 1 : 0;
                }
                assertThat(admitted)
                        .as("what the replica knew of, and what the node let pass itself")
                        .isBetween(LIMIT, LIMIT + 200);
            } finally {
                store.close();
            }
        }
    }

    private static boolean admits(FallbackStore store, long subject) {
        var charge = new Charge(0, true);
        charge.start();
        charge.add(Charges.rule(1), ALLOWANCE, subject, subject);
        var before = System.nanoTime();
        assertThat(store.decide(charge)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));
        return charge.isAdmitted();
    }
}
