package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Charges.line;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.redis.OnRedis;
import dev.gatehouse.store.Script;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The same callers under one policy and the next, in a real Redis. */
final class PolicyChangeTest extends OnRedis {

    private static final Allowance ONE = allowance(new Quota.Sliding(1, Duration.ofDays(30)));
    private static final Allowance MANY = allowance(new Quota.Sliding(1_000, Duration.ofDays(30)));
    private static final Allowance TWO =
            allowance(new Quota.Sliding(1_000, Duration.ofDays(30)), new Quota.Sliding(100, Duration.ofMinutes(1)));
    private static final Allowance SHORT = allowance(new Quota.Sliding(100, Duration.ofSeconds(1)));

    private static Allowance allowance(Quota... quotas) {
        var limits = Stream.of(quotas)
                .map(quota -> new Limit(quota.toString(), quota))
                .toList();
        return new Allowance(2, "", limits, null);
    }

    private static Charge decided(BucketStore store, int generation, Allowance allowance) {
        var charge = new Charge(generation, true);
        charge.start();
        charge.add(Charges.rule(1), allowance, 1, 1);
        assertThat(store.decide(charge)).isTrue();
        return charge;
    }

    @Test
    void aRefusalIsForgottenWithThePolicyThatItIsOf() {
        var store = Stores.notStarted(server, Timeline.system(), StoreMode.EXACT, prefix);
        store.beat();
        assertThat(decided(store, 0, ONE).isAdmitted()).isTrue();
        assertThat(decided(store, 0, ONE).isAdmitted()).isFalse();
        assertThat(decided(store, 0, ONE).isAdmitted()).isFalse();

        store.goOn(1, 1_000);

        var more = decided(store, 1, MANY);
        assertThat(more.isAdmitted()).isTrue();
        assertThat(line(more, 0).remaining()).isEqualTo(999);
        assertThat(decided(store, 1, TWO).isAdmitted()).isTrue();
        store.close();
    }

    @Test
    void whatOneCountsOutlivesTheShorterWindowsOfAnother() throws Exception {
        var store = Stores.alwaysAsking(server, Timeline.system(), prefix);
        assertThat(decided(store, 0, ONE).isAdmitted()).isTrue();
        assertThat(decided(store, 0, SHORT).isAdmitted()).isTrue();
        TimeUnit.MILLISECONDS.sleep(1_500);
        assertThat(decided(store, 0, ONE).isAdmitted()).isFalse();
    }

    /** Of two policies at once, so that charges of both are decided in the same calls. */
    @Test
    void bothCountWhatTheyAreAsked() throws Exception {
        var store = Stores.alwaysAsking(server, Timeline.system(), prefix);
        var threads = Executors.newFixedThreadPool(32);
        try {
            var requests = Stream.<Callable<Charge>>generate(() -> () -> decided(store, 0, MANY))
                    .limit(200);
            var others = Stream.<Callable<Charge>>generate(() -> () -> decided(store, 0, SHORT))
                    .limit(200);
            for (var each : threads.invokeAll(Stream.concat(requests, others).toList())) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(line(decided(store, 0, MANY), 0).remaining()).isEqualTo(1_000 - 201);
    }

    @Test
    void bothAreDecidedInOneCall() throws Exception {
        var keys = new SubjectKeys(prefix, "");
        var subject = Charges.charge(ONE, 1).inOrder(0).subject();
        var tier = MANY.narrow();
        var key = keys.keyOf(keys.callerOf(subject, tier), tier);
        var now = Timeline.system().now();
        var arguments = Stream.of(MANY, SHORT)
                .flatMap(of ->
                        Stream.of("1", "1", "0", "1", of.narrow().layout(now).bytes(), "1", "0"))
                .map(argument -> argument instanceof byte[] bytes ? bytes : ((String) argument).getBytes(UTF_8))
                .toList();
        // As a server sends it that puts calls together.
        var script = new Script(Scripts.of(Scripts.Kind.SLIDING.set()).decide().text(), false);
        var answer = server.run(script, List.of(key, key), arguments).get(5, TimeUnit.SECONDS);
        assertThat(answer).hasSize(18);
        assertThat(answer.subList(0, 2)).containsExactly(8L, 1L);
        assertThat(answer.subList(9, 11)).containsExactly(8L, 1L);
        var store = Stores.alwaysAsking(server, Timeline.system(), prefix);
        assertThat(line(decided(store, 0, MANY), 0).remaining()).isEqualTo(998);
    }
}
