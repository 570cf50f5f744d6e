package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Charges.charge;
import static dev.gatehouse.ratelimit.Charges.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.redis.OnRedis;
import dev.gatehouse.store.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real Redis that stops for a while: what it decides when nobody waits any more is given back. */
final class LateAnswersTest extends OnRedis {

    private static final Allowance YEARLY = Charges.allowance(new Quota.Sliding(10_000, Duration.ofDays(300)), null);
    private static final Allowance FEW = Charges.allowance(new Quota.Sliding(300, Duration.ofDays(300)), null);
    private static final Allowance AT_ONCE = Charges.allowance(new Quota.Concurrent(5), null);

    private final List<FallbackStore> nodes = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        redis.goOn();
        nodes.forEach(FallbackStore::close);
        nodes.clear();
    }

    private FallbackStore node(StoreMode mode) {
        var node = Stores.notStarted(server, Timeline.system(), mode, Duration.ofMillis(50), OnFailure.LOCAL, prefix);
        node.warmUp(List.of(YEARLY, AT_ONCE));
        node.beat();
        nodes.add(node);
        return node;
    }

    private static int admitted(FallbackStore node, Allowance allowance, int requests) {
        var admitted = 0;
        for (var i = 0; i < requests; i++) {
            var charge = charge(allowance, 1);
            assertThat(node.decide(charge)).isTrue();
            admitted += charge.isAdmitted() ? 1 : 0;
        }
        return admitted;
    }

    private static void together(int threads, Callable<?> request) throws Exception {
        var pool = Executors.newFixedThreadPool(threads);
        try {
            for (var each : pool.invokeAll(Collections.nCopies(threads, request))) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private long left(Allowance allowance) {
        var look = charge(allowance, 1, 0);
        Stores.alwaysAsking(server, Timeline.system(), prefix).decide(look);
        return line(look, 0).remaining();
    }

    private void awaitLeft(Allowance allowance, long left) throws InterruptedException {
        var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (left(allowance) != left && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(left(allowance)).isEqualTo(left);
    }

    @Test
    void aCharge() throws Exception {
        var node = node(StoreMode.EXACT);
        admitted(node, YEARLY, 10);
        redis.pause();
        together(64, () -> admitted(node, YEARLY, 3));
        redis.goOn();
        awaitLeft(YEARLY, 9_990);
    }

    @Test
    void whatWasTakenAhead() throws Exception {
        var node = node(StoreMode.LEASE);
        admitted(node, YEARLY, 900);
        var left = left(YEARLY);
        redis.pause();
        together(64, () -> admitted(node, YEARLY, 100));
        redis.goOn();
        awaitLeft(YEARLY, left);
    }

    @Test
    void aRequestThatIsUnderWay() throws Exception {
        var node = node(StoreMode.EXACT);
        redis.pause();
        together(5, () -> {
            var charge = charge(AT_ONCE, 1);
            node.decide(charge);
            var refund = new Refund();
            refund.keep(charge);
            node.settle(refund, 200, 200);
            return null;
        });
        redis.goOn();
        awaitLeft(AT_ONCE, 5);
    }

    /** However often it stops: nodes that have been there are counted for some time, so that shares do not grow. */
    @Test
    void nodesAdmitTheirSharesOnlyOnce() throws Exception {
        for (var i = 0; i < 3; i++) {
            node(StoreMode.EXACT);
        }
        // On a busy machine an answer may be too late to be heard.
        for (var i = 0; i < 100 && !nodes.stream().allMatch(node -> node.nodes() == 3); i++) {
            nodes.forEach(FallbackStore::beat);
        }
        assertThat(nodes).allMatch(node -> node.nodes() == 3);
        var admitted = 0;
        for (var round = 0; round < 2; round++) {
            redis.pause();
            for (var node : nodes) {
                admitted += admitted(node, FEW, 600);
            }
            // Longer than a Redis remembers a node that says nothing.
            TimeUnit.MILLISECONDS.sleep(5_500);
            redis.goOn();
            awaitLeft(FEW, 300);
            nodes.forEach(FallbackStore::beat);
        }
        assertThat(admitted).isEqualTo(300);
    }

    @Test
    void whatIsGivenUpBeforeTheScriptIsKnownIsNotRun() throws Exception {
        var key = "counted".getBytes(StandardCharsets.UTF_8);
        redis.pause();
        var call = server.run(new Script("redis.call('INCR', KEYS[1]) return {1}", false), List.of(key), List.of());
        TimeUnit.MILLISECONDS.sleep(100);
        assertThat(call.cancel(false)).as("it has been sent").isFalse();
        redis.goOn();
        assertThat(call.handle((numbers, failure) -> numbers).get(5, TimeUnit.SECONDS))
                .isNull();
        var look = new Script("return {tonumber(redis.call('GET', KEYS[1]) or 0)}", false);
        assertThat(server.run(look, List.of(key), List.of()).get(5, TimeUnit.SECONDS))
                .containsExactly(0L);
    }

    @Test
    void threadsThatAreInterruptedSayNothingOfTheStore() throws Exception {
        var node = node(StoreMode.EXACT);
        together(10, () -> {
            Thread.currentThread().interrupt();
            admitted(node, YEARLY, 1);
            return null;
        });
        assertThat(node.isAsking()).isTrue();
    }
}
