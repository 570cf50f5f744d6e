package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.redis.ClusterUnderTest;
import dev.gatehouse.redis.RedisServer;
import dev.gatehouse.redis.RedisUnderTest;
import dev.gatehouse.redis.SentinelUnderTest;
import dev.gatehouse.redis.UnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
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

    /** Starts the nodes, and waits until each has heard of all. */
    private void start(UnderTest redis, StoreMode mode, OnFailure onFailure) throws Exception {
        for (var i = 0; i < NODES; i++) {
            var server = redis.connect();
            servers.add(server);
            nodes.add(Stores.started(Stores.notStarted(server, Timeline.system(), mode, DEADLINE, onFailure, "test")));
        }
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

    private interface Step {
        void take() throws Exception;
    }

    /** Has a Redis fail for two seconds, and return, in the middle of a load. */
    private Load failing(Step fail, Step comeBack) throws Exception {
        var load = Load.on(nodes, ALLOWANCE);
        try (load) {
            load.during(Duration.ofSeconds(1));
            assertThat(load.failures()).isEmpty();
            fail.take();
            load.during(Duration.ofSeconds(2));
            assertThat(nodes).noneMatch(FallbackStore::isAsking);
            comeBack.take();
            load.untilAllAskAgain();
            load.untilNoneFailsForASecond();
        }
        assertThat(load.longest()).isLessThan(DEADLINE.plus(A_LITTLE));
        return load;
    }

    /** Has a replica take a node's place, in the middle of a load. */
    private Load failingOver(Step failOver) throws Exception {
        var load = Load.on(nodes, ALLOWANCE);
        try (load) {
            load.during(Duration.ofSeconds(1));
            failOver.take();
            load.during(Duration.ofSeconds(2));
            load.untilAllAskAgain();
            untilAllAreCountedThere();
        }
        assertThat(load.longest()).isLessThan(DEADLINE.plus(A_LITTLE));
        return load;
    }

    /**
     * Waits until each node asks about whatever callers, and so about those of every node of a Cluster: what a node
     * decides by itself is not counted there.
     */
    private void untilAllAreCountedThere() throws InterruptedException {
        var there = Stores.alwaysAsking(servers.get(0), Timeline.system(), "test");
        var until = System.nanoTime() + 40 * Timeline.SECOND;
        var first = 2_000_000L;
        while (!LongStream.range(first, first + 100).allMatch(subject -> isCountedThere(there, subject))) {
            assertThat(System.nanoTime()).as("waited for 40 s").isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(200);
            first += 100;
        }
    }

    private boolean isCountedThere(BucketStore there, long newcomer) {
        nodes.forEach(node -> node.decide(Charges.charge(ALLOWANCE, newcomer)));
        var look = Charges.charge(ALLOWANCE, newcomer, 0);
        try {
            there.decide(look);
            return Charges.line(look, 0).remaining() == LIMIT - NODES;
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    private static void assertWithin(Load load, int mostTimes) {
        assertThat(load.asked())
                .as("more than that, so that a limit is what keeps them from more")
                .allSatisfy(asked -> assertThat(asked).isGreaterThan(2 * mostTimes * LIMIT));
        assertThat(load.admitted())
                .as("at most %d times the limit", mostTimes)
                .allSatisfy(admitted -> assertThat(admitted).isBetween(LIMIT, mostTimes * LIMIT));
    }

    @ParameterizedTest
    @EnumSource
    void isPaused(StoreMode mode) throws Exception {
        try (var redis = RedisUnderTest.start()) {
            start(redis, mode, OnFailure.LOCAL);

            var load = failing(redis::pause, redis::goOn);

            assertThat(load.failures()).isEmpty();
            assertWithin(load, 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isKilledAndStartsEmpty(StoreMode mode) throws Exception {
        try (var redis = RedisUnderTest.start()) {
            start(redis, mode, OnFailure.LOCAL);

            var load = failing(redis::kill, redis::startAgain);

            assertThat(load.failures()).isEmpty();
            // Before, meanwhile, and of a Redis that has forgotten everybody.
            assertWithin(load, 3);
        }
    }

    /** The filter has these requests pass, or answers them with 503. */
    @ParameterizedTest
    @EnumSource(names = {"OPEN", "CLOSED"})
    void isStoppedAndNoNodeDecidesByItself(OnFailure onFailure) throws Exception {
        try (var redis = RedisUnderTest.start()) {
            start(redis, StoreMode.EXACT, onFailure);

            var load = failing(redis::stop, redis::startAgain);

            assertThat(load.failures()).isNotEmpty().allMatch(failure -> failure.endsWith("no answer from the store"));
            assertWithin(load, 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaTakesThePlaceOfItsMaster(StoreMode mode) throws Exception {
        try (var redis = SentinelUnderTest.start()) {
            start(redis, mode, OnFailure.LOCAL);

            var load = failingOver(redis::killMaster);

            assertThat(load.failures()).isEmpty();
            assertWithin(load, 3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaTakesThePlaceOfANodeOfACluster(StoreMode mode) throws Exception {
        try (var cluster = ClusterUnderTest.startWithReplicas()) {
            start(cluster, mode, OnFailure.LOCAL);

            var load = failingOver(cluster::failOver);

            assertThat(load.failures()).isEmpty();
            assertWithin(load, 3);
        }
    }
}
