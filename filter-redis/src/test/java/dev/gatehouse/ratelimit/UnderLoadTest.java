package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.redis.ClusterUnderTest;
import dev.gatehouse.redis.RedisServer;
import dev.gatehouse.redis.RedisUnderTest;
import dev.gatehouse.redis.SentinelUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three nodes whose callers never stop, while a real Redis fails in all the ways there are: every request is decided,
 * none waits longer than the deadline and a little, limits hold within the bounds of docs/clusters.md, and the nodes
 * ask again by themselves.
 */
final class UnderLoadTest {

    private static final int NODES = 3;
    private static final Duration DEADLINE = Duration.ofMillis(100);

    /** What a request may take beyond the deadline, on a machine that does other things too. */
    private static final Duration A_LITTLE = Duration.ofMillis(900);

    private static final int LIMIT = 90;

    /** A window so long that time plays no part. */
    private static final Allowance ALLOWANCE = Charges.allowance(new Quota.Sliding(LIMIT, Duration.ofDays(300)), null);

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<FallbackStore> nodes = new ArrayList<>();

    private void start(RedisServer server, StoreMode mode) {
        start(server, mode, OnFailure.LOCAL);
    }

    private void start(RedisServer server, StoreMode mode, OnFailure onFailure) {
        servers.add(server);
        nodes.add(Stores.started(Stores.notStarted(server, Timeline.system(), mode, DEADLINE, onFailure, "test")));
    }

    /** Waits until each node has heard of all. */
    private void awaitEachOther() throws InterruptedException {
        var until = System.nanoTime() + 30 * Timeline.SECOND;
        while (!nodes.stream().allMatch(node -> node.nodes() == NODES)) {
            assertThat(System.nanoTime()).as("waited for 30 s").isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @AfterEach
    void stop() {
        nodes.forEach(FallbackStore::close);
        servers.forEach(RedisServer::close);
    }

    private static void assertDecided(Load load, int mostTimes) {
        assertThat(load.failures()).isEmpty();
        assertThat(load.longest()).isLessThan(DEADLINE.plus(A_LITTLE));
        assertThat(load.admitted())
                .allSatisfy(admitted -> assertThat(admitted)
                        .as("at most %d times the limit", mostTimes)
                        .isBetween(LIMIT, mostTimes * LIMIT));
    }

    @ParameterizedTest
    @EnumSource
    void isPaused(StoreMode mode) throws Exception {
        try (var redis = RedisUnderTest.start()) {
            for (var i = 0; i < NODES; i++) {
                start(redis.connect(), mode);
            }
            awaitEachOther();
            var load = Load.on(nodes, ALLOWANCE);
            try (load) {
                load.during(Duration.ofSeconds(1));
                redis.pause();
                load.during(Duration.ofSeconds(2));
                assertThat(nodes).noneMatch(FallbackStore::isAsking);
                redis.goOn();
                load.untilAllAskAgain();
            }
            assertDecided(load, 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isKilledAndStartsEmpty(StoreMode mode) throws Exception {
        try (var redis = RedisUnderTest.start()) {
            for (var i = 0; i < NODES; i++) {
                start(redis.connect(), mode);
            }
            awaitEachOther();
            var load = Load.on(nodes, ALLOWANCE);
            try (load) {
                load.during(Duration.ofSeconds(1));
                redis.kill();
                load.during(Duration.ofSeconds(2));
                assertThat(nodes).noneMatch(FallbackStore::isAsking);
                redis.startAgain();
                load.untilAllAskAgain();
            }
            // Before, meanwhile, and of a Redis that has forgotten everybody.
            assertDecided(load, 3);
        }
    }

    /** The filter has these requests pass, or answers them with 503. */
    @ParameterizedTest
    @EnumSource(names = {"OPEN", "CLOSED"})
    void isStoppedAndNoNodeDecidesByItself(OnFailure onFailure) throws Exception {
        try (var redis = RedisUnderTest.start()) {
            for (var i = 0; i < NODES; i++) {
                start(redis.connect(), StoreMode.EXACT, onFailure);
            }
            var load = Load.on(nodes, ALLOWANCE);
            try (load) {
                load.during(Duration.ofSeconds(1));
                assertThat(load.failures()).isEmpty();
                redis.stop();
                load.during(Duration.ofSeconds(2));
                assertThat(nodes).noneMatch(FallbackStore::isAsking);
                redis.startAgain();
                load.untilAllAskAgain();
                var undecided = load.failures().size();
                load.during(Duration.ofSeconds(1));
                assertThat(load.failures()).hasSize(undecided);
            }
            assertThat(load.failures()).isNotEmpty().allMatch(failure -> failure.endsWith("no answer from the store"));
            assertThat(load.longest()).isLessThan(DEADLINE.plus(A_LITTLE));
            assertThat(load.admitted())
                    .allSatisfy(admitted -> assertThat(admitted).isBetween(LIMIT, 2 * LIMIT));
        }
    }

    @Test
    void aReplicaTakesThePlaceOfItsMaster() throws Exception {
        try (var redis = SentinelUnderTest.start()) {
            for (var i = 0; i < NODES; i++) {
                start(redis.connect(), StoreMode.EXACT);
            }
            awaitEachOther();
            var load = Load.on(nodes, ALLOWANCE);
            try (load) {
                load.during(Duration.ofSeconds(1));
                redis.killMaster();
                load.during(Duration.ofSeconds(2));
                load.untilAllAskAgain();
            }
            assertDecided(load, 3);
        }
    }

    @Test
    void aReplicaTakesThePlaceOfANodeOfACluster() throws Exception {
        try (var cluster = ClusterUnderTest.startWithReplicas()) {
            for (var i = 0; i < NODES; i++) {
                start(cluster.connect(), StoreMode.EXACT);
            }
            awaitEachOther();
            var load = Load.on(nodes, ALLOWANCE);
            try (load) {
                load.during(Duration.ofSeconds(1));
                cluster.failOver();
                load.untilAllAskAgain();
            }
            assertDecided(load, 3);
        }
    }
}
