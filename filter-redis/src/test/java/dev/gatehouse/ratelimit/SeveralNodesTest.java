package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.redis.RedisServer;
import dev.gatehouse.redis.RedisUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several nodes on one real Redis, each with a connection of its own: what they admit together, whatever it does. */
final class SeveralNodesTest {

    private static final int NODES = 3;
    private static final int THREADS = 64;

    /** A window so long that time plays no part. */
    private static final Quota LIMIT = new Quota.Sliding(300, Duration.ofDays(300));

    private static final Duration DEADLINE = Duration.ofMillis(100);

    /** What a request may take beyond the deadline, on a machine that does other things too. */
    private static final Duration A_LITTLE = Duration.ofMillis(400);

    private static final Allowance ALLOWANCE = new Allowance(2, "", List.of(new Limit(LIMIT.toString(), LIMIT)), null);

    private RedisUnderTest redis;
    private final List<RedisServer> servers = new ArrayList<>();
    private final List<FallbackStore> nodes = new ArrayList<>();

    @BeforeEach
    void startRedis() throws Exception {
        redis = RedisUnderTest.start();
    }

    private void start(OnFailure onFailure) throws Exception {
        start(StoreMode.EXACT, onFailure);
    }

    private void start(StoreMode mode, OnFailure onFailure) throws Exception {
        for (var i = 0; i < NODES; i++) {
            var server = redis.connect();
            servers.add(server);
            nodes.add(Stores.started(Stores.notStarted(server, Timeline.system(), mode, DEADLINE, onFailure, "test")));
        }
        // Each has heard of the others.
        TimeUnit.MILLISECONDS.sleep(1_200);
    }

    @AfterEach
    void stop() throws Exception {
        nodes.forEach(FallbackStore::close);
        servers.forEach(RedisServer::close);
        redis.close();
    }

    private static boolean admits(FallbackStore node, long subject) {
        var charge = new Charge(0, true);
        charge.start();
        charge.add(Charges.rule(1), ALLOWANCE, subject, subject);
        assertThat(node.decide(charge)).isTrue();
        return charge.isAdmitted();
    }

    /** Returns how many of so many requests of one caller the nodes admit, from many threads at once. */
    private int admitted(int requests, long subject) throws Exception {
        var threads = Executors.newFixedThreadPool(THREADS);
        try {
            var calls = new ArrayList<Callable<Boolean>>();
            for (var i = 0; i < requests; i++) {
                var node = nodes.get(i % NODES);
                calls.add(() -> {
                    var before = System.nanoTime();
                    var admitted = admits(node, subject);
                    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(DEADLINE.plus(A_LITTLE));
                    return admitted;
                });
            }
            var admitted = 0;
            for (var call : threads.invokeAll(calls)) {
                admitted += call.get() ? 1 : 0;
            }
            return admitted;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for 20 s").isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static boolean decides(FallbackStore node) {
        try {
            admits(node, 99);
            return true;
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    /** Waits until all nodes ask it again. */
    private void awaitRedis() throws InterruptedException {
        for (var node : nodes) {
            await(() -> asksRedis(node, 99));
        }
    }

    private static boolean asksRedis(FallbackStore node, long subject) {
        admits(node, subject);
        return node.isAsking();
    }

    @Test
    void admitExactlyTheLimit() throws Exception {
        start(OnFailure.LOCAL);

        assertThat(admitted(3_000, 1)).isEqualTo(300);
    }

    /** What other nodes have taken and not spent is refused for as long as they keep it: a second or two. */
    @Test
    void admitAtMostTheLimitWithLeasesAndAllOfItInTime() throws Exception {
        start(StoreMode.LEASE, OnFailure.LOCAL);

        var atOnce = admitted(3_000, 1);
        assertThat(atOnce).isBetween(200, 300);

        var admitted = new AtomicInteger(atOnce);
        await(() -> {
            admitted.addAndGet(admits(nodes.get(0), 1) ? 1 : 0);
            return admitted.get() == 300;
        });
        assertThat(admitted(300, 1)).isZero();
    }

    @Test
    void admitTheirSharesOfWhatWasLeftWhileItIsPaused() throws Exception {
        start(OnFailure.LOCAL);
        assertThat(admitted(150, 1)).isEqualTo(150);

        redis.pause();

        // A node's last answer may be a few requests old: it knew of more than there were.
        assertThat(admitted(600, 1)).isBetween(100, 200);
        assertThat(admitted(600, 2)).isEqualTo(300);

        redis.goOn();
        awaitRedis();
        // What nodes admitted by themselves, Redis has not counted; those that it has: 150, and what came late.
        assertThat(admitted(600, 1)).isBetween(0, 150);
        assertThat(admitted(600, 3)).isEqualTo(300);
    }

    @Test
    void goOnByThemselvesWhenItIsKilledAndWithItWhenItIsThereAgain() throws Exception {
        start(OnFailure.LOCAL);
        assertThat(admitted(600, 1)).isEqualTo(300);

        redis.kill();

        assertThat(admitted(600, 1)).isZero();
        assertThat(admitted(600, 2)).isEqualTo(300);

        redis.startAgain();
        awaitRedis();
        // It has forgotten everybody; what each node knows to be used up for a year stays refused there.
        assertThat(admitted(600, 1)).isZero();
        assertThat(admitted(600, 3)).isEqualTo(300);
    }

    @Test
    void sayThatNobodyDecidesWhereNoneMayByItself() throws Exception {
        start(OnFailure.CLOSED);
        assertThat(admitted(30, 1)).isEqualTo(30);

        redis.kill();

        for (var node : nodes) {
            assertThatThrownBy(() -> admits(node, 1)).isInstanceOf(StoreUnavailableException.class);
        }

        redis.startAgain();
        for (var node : nodes) {
            await(() -> decides(node));
        }
        assertThat(admitted(600, 1)).isEqualTo(300);
    }

    @Test
    void startWithoutIt() throws Exception {
        redis.kill();
        var server = RedisServer.connect(List.of(redis.uri()));
        servers.add(server);
        nodes.add(Stores.notStarted(server, Timeline.system(), StoreMode.EXACT, DEADLINE, OnFailure.LOCAL, "test"));
        nodes.get(0).start(0);

        assertThat(admits(nodes.get(0), 1)).isTrue();

        redis.startAgain();
        await(() -> asksRedis(nodes.get(0), 1) && nodes.get(0).isAsking());
    }
}
