package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Charges.allowance;
import static dev.gatehouse.ratelimit.Charges.charge;
import static dev.gatehouse.ratelimit.Charges.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.redis.OnRedis;
import dev.gatehouse.store.Script;
import dev.gatehouse.store.ScriptServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node takes ahead of a real Redis, spends, and gives back; time is a variable. */
final class LeasesTest extends OnRedis {

    private static final Allowance HOURLY = allowance(0, Algorithm.SLIDING_WINDOW, 10_000, 3_600);

    private final AtomicLong clock = new AtomicLong(1_700_006_400L * Timeline.SECOND);
    private final Timeline timeline = new Timeline(clock::get, clock::get);
    private ClockedServer clocked;
    private FallbackStore one;
    private BucketStore other;

    @BeforeAll
    void warmUp() {
        Stores.warmUp(new ClockedServer(server, clock::get));
    }

    @BeforeEach
    void start() {
        clocked = new ClockedServer(server, () -> clock.get() / Timeline.MICROSECOND);
        one = Stores.notStarted(clocked, timeline, StoreMode.LEASE, prefix);
        other = Stores.alwaysAsking(clocked, timeline, prefix);
    }

    @AfterEach
    void stop() {
        one.close();
    }

    private int admitted(BucketStore store, Allowance allowance, int requests) {
        var admitted = 0;
        for (var i = 0; i < requests; i++) {
            var charge = charge(allowance, 7);
            assertThat(store.decide(charge)).isTrue();
            admitted += charge.isAdmitted() ? 1 : 0;
        }
        return admitted;
    }

    private long left(Allowance allowance) {
        return left(allowance, 7);
    }

    private long left(Allowance allowance, long subject) {
        var look = charge(allowance, subject, 0);
        other.decide(look);
        return line(look, 0).remaining();
    }

    @Test
    void fewCallsAreEnoughForManyRequests() {
        var before = redis.calls("evalsha|eval");
        assertThat(admitted(one, HOURLY, 2_000)).isEqualTo(2_000);
        // None, one, two, four and so on, each with the request that asked; and one says what time it is.
        assertThat(redis.calls("evalsha|eval") - before).isLessThanOrEqualTo(13);
        assertThat(left(HOURLY)).as("what is taken is counted").isBetween(5_000L, 8_000L);
    }

    @Test
    void whatIsNotSpentIsGivenBackAfterABeatWithoutUse() {
        admitted(one, HOURLY, 100);
        assertThat(left(HOURLY)).isLessThan(9_900);
        one.beat();
        one.beat();
        assertThat(left(HOURLY)).isEqualTo(9_900);
    }

    /** So that whoever has many callers come cannot have the connection busy with what they left. */
    @Test
    void whatManyCallersLeaveIsGivenBackSomeAtATime() {
        var callers = 5_000;
        for (var i = 0; i < 2 * callers; i++) {
            assertThat(one.decide(charge(HOURLY, 100 + i % callers))).isTrue();
        }
        one.beat();
        one.beat();
        var unspent = Stream.iterate(100L, subject -> subject + 1).limit(callers);
        assertThat(unspent.filter(subject -> left(HOURLY, subject) < 9_998).count())
                .isEqualTo(callers - 4_096);
        one.beat();
        assertThat(Stream.iterate(100L, subject -> subject + 1).limit(callers))
                .allMatch(subject -> left(HOURLY, subject) == 9_998);
    }

    @Test
    void whatIsNotSpentIsGivenBackWhenItsSlotIsOver() {
        admitted(one, HOURLY, 100);
        clock.addAndGet(Duration.ofMinutes(3).toNanos());
        assertThat(admitted(one, HOURLY, 1)).isEqualTo(1);
        one.beat();
        one.beat();
        assertThat(left(HOURLY)).isEqualTo(9_899);
    }

    @Test
    void whatIsNotSpentIsGivenBackAtTheEnd() {
        admitted(one, HOURLY, 100);
        one.close();
        assertThat(left(HOURLY)).isEqualTo(9_900);
    }

    /** A real Redis that is asked for something while its node is closed. */
    private static final class ClosedMeanwhile extends ServerOver {

        private Runnable close = () -> {};

        ClosedMeanwhile(ScriptServer server) {
            super(server);
        }

        @Override
        public CompletableFuture<List<Long>> run(Script script, List<byte[]> keys, List<byte[]> arguments) {
            var now = close;
            close = () -> {};
            now.run();
            return server.run(script, keys, arguments);
        }
    }

    @Test
    void whatIsUnderWayAtTheEndIsGivenBackToo() {
        var closing = new ClosedMeanwhile(clocked);
        var node = Stores.notStarted(closing, timeline, StoreMode.LEASE, prefix);
        // The second takes the third ahead; the fourth asks, and takes two ahead.
        assertThat(admitted(node, HOURLY, 3)).isEqualTo(3);
        assertThat(left(HOURLY)).isEqualTo(9_997);
        closing.close = node::close;
        assertThat(admitted(node, HOURLY, 1)).isEqualTo(1);
        assertThat(left(HOURLY)).isEqualTo(9_996);
        assertThat(admitted(node, HOURLY, 10)).isEqualTo(10);
        assertThat(left(HOURLY)).as("it keeps nothing any more").isEqualTo(9_986);
    }

    @Test
    void aNodeTakesNoMoreThanHalfOfItsShare() {
        for (var i = 0; i < 100_000 && left(HOURLY) > 100; i++) {
            var before = left(HOURLY);
            admitted(one, HOURLY, 1);
            assertThat(before - left(HOURLY)).isLessThanOrEqualTo(1 + (before - 1) / 2);
        }
    }

    @Test
    void whoeverComesOnceTakesNothingAhead() {
        admitted(one, HOURLY, 1);
        assertThat(left(HOURLY)).isEqualTo(9_999);
    }

    /** The more threads ask, the less each takes: one of them takes something ahead, and the others what they need. */
    @Test
    void manyThreadsOfANodeLeaveTheOthersTheirShares() throws Exception {
        one.beat();
        var two = Stores.notStarted(clocked, timeline, StoreMode.LEASE, prefix);
        two.beat();
        one.beat();
        var threads = Executors.newFixedThreadPool(64);
        try {
            for (var each : threads.invokeAll(Collections.nCopies(64, () -> admitted(one, HOURLY, 3)))) {
                assertThat(each.get()).isEqualTo(3);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(left(HOURLY)).isBetween(10_000 - 192 - 10_000 / 4L, 10_000 - 192L);
        two.close();
    }

    @Test
    void whoeverAsksSeldomTakesLittle() {
        for (var i = 0; i < 50; i++) {
            clock.addAndGet(Duration.ofSeconds(2).toNanos());
            admitted(one, HOURLY, 1);
        }
        assertThat(10_000 - 50 - left(HOURLY)).isBetween(0L, 1L);
    }

    @Test
    void whatTimeGivesBackBitByBitIsDecidedOneByOne() {
        var rows = List.of(
                allowance(1, Algorithm.TOKEN_BUCKET, 10_000, 3_600),
                new Allowance(4, "", List.of(new Limit("at once", new Quota.Concurrent(1_000))), null),
                new Allowance(
                        6,
                        "",
                        List.of(new Limit("hour", new Quota.Sliding(10_000, Duration.ofHours(1)))),
                        new Penalty(3, Duration.ofMinutes(1), Duration.ofMinutes(1))));
        for (var allowance : rows) {
            var before = redis.calls("evalsha|eval");
            assertThat(admitted(one, allowance, 50)).isEqualTo(50);
            assertThat(redis.calls("evalsha|eval") - before).isGreaterThanOrEqualTo(50);
        }
    }

    /** Half of one window of two is in the node's own hands when the other is used up. */
    @Test
    void severalSubjectsAreTakenTogether() {
        var exports = allowance(1, Algorithm.FIXED_WINDOW, 10, 60);
        var admitted = 0;
        for (var i = 0; i < 100; i++) {
            var charge = charge(HOURLY, 7);
            charge.add(Charges.rule(1), exports, 7, 7);
            one.decide(charge);
            admitted += charge.isAdmitted() ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(10);
        one.close();
        assertThat(left(HOURLY)).isEqualTo(9_990);
    }

    /** A real Redis that is told nothing back, as when too many calls are under way. */
    private static final class ToldNothingBack extends ServerOver {

        /** How many numbers and texts say what is given back of one subject. */
        private static final int GIVEN_BACK = 6;

        private int refused;

        ToldNothingBack(ScriptServer server) {
            super(server);
        }

        @Override
        public CompletableFuture<List<Long>> run(Script script, List<byte[]> keys, List<byte[]> arguments) {
            if (arguments.size() == GIVEN_BACK) {
                refused++;
                return CompletableFuture.failedFuture(new IOException("too many"));
            }
            return server.run(script, keys, arguments);
        }
    }

    @Test
    void whatCannotBeGivenBackIsNotSpentInTheNextSlot() {
        var hundred = allowance(0, Algorithm.FIXED_WINDOW, 100, 60);
        var told = new ToldNothingBack(clocked);
        var node = Stores.notStarted(told, timeline, StoreMode.LEASE, prefix);
        node.beat();
        var admitted = 0;
        for (var i = 0; i < 10; i++) {
            admitted += admitted(node, hundred, 1);
        }
        assertThat(100 - left(hundred)).as("taken ahead").isGreaterThan(admitted);
        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(admitted(node, hundred, 300)).isLessThanOrEqualTo(100);
        assertThat(told.refused).isPositive();
        node.close();
    }
}
