package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Charges.allowance;
import static dev.gatehouse.ratelimit.Charges.charge;
import static dev.gatehouse.ratelimit.Charges.line;
import static dev.gatehouse.ratelimit.Charges.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every store does, wherever its buckets are: it takes charges whole or not at all, says what is left, and admits
 * exactly the limit, from however many threads. Time is a variable.
 */
abstract class BucketStoreContract {

    private static final int THREADS = 8;
    private static final int SUBJECTS = 5;

    final AtomicLong clock = new AtomicLong(1_700_006_400L * Timeline.SECOND);
    final Timeline timeline = new Timeline(clock::get, clock::get);
    private BucketStore store;

    /** Opens a store in which nobody has used anything. */
    abstract BucketStore open() throws Exception;

    /** Returns how many requests each thread sends. */
    abstract int requests();

    @BeforeEach
    final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    private int minute() {
        return requests() / 7;
    }

    private int hour() {
        return requests();
    }

    private Charge decide(Charge charge) {
        assertThat(store.decide(charge)).isTrue();
        return charge;
    }

    private void pass(long seconds) {
        clock.addAndGet(seconds * Timeline.SECOND);
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void chargesEveryLimitOrNone(Algorithm algorithm) {
        var allowed = allowance(0, algorithm, 3, 60, 5, 3_600);
        for (var i = 1; i <= 3; i++) {
            var decision = decide(charge(allowed, 7));
            assertThat(decision.isAdmitted()).isTrue();
            assertThat(line(decision, 0).remaining()).isEqualTo(3 - i);
            assertThat(line(decision, 1).remaining()).isEqualTo(5 - i);
        }
        for (var i = 0; i < 50; i++) {
            var refused = decide(charge(allowed, 7));
            assertThat(refused.isAdmitted()).isFalse();
            assertThat(line(refused, 0).remaining()).isZero();
            assertThat(line(refused, 1).remaining())
                    .as("not charged for asking")
                    .isEqualTo(2);
            assertThat(line(refused, 0).untilRoom()).isPositive();
            assertThat(line(refused, 1).untilRoom()).isZero();
        }
        pass(63);
        assertThat(decide(charge(allowed, 7)).isAdmitted()).isTrue();
        assertThat(decide(charge(allowed, 7)).isAdmitted()).isTrue();
        var hourly = decide(charge(allowed, 7));
        assertThat(hourly.isAdmitted()).isFalse();
        assertThat(line(hourly, 1).untilRoom()).isPositive();
        assertThat(hourly.tightest())
                .isSameAs(line(
                        hourly, line(hourly, 1).untilRoom() > line(hourly, 0).untilRoom() ? 1 : 0));
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void forgetsWhatASubjectHasUsedUnderATier(Algorithm algorithm) {
        var account = allowance(0, algorithm, 3, 60, 5, 3_600);
        var exports = allowance(1, algorithm, 3, 60);
        for (var i = 0; i < 4; i++) {
            decide(charge(account, 7));
            decide(charge(account, 8));
            decide(charge(exports, 7));
        }
        var subject = new Subject();
        subject.set(account.narrow().id(), 7, 7);
        store.reset(subject, account.narrow());
        var anew = decide(charge(account, 7));
        assertThat(line(anew, 0).remaining()).isEqualTo(2);
        assertThat(line(anew, 1).remaining()).isEqualTo(4);
        assertThat(decide(charge(account, 8)).isAdmitted()).as("another").isFalse();
        assertThat(decide(charge(exports, 7)).isAdmitted()).as("another rule").isFalse();
    }

    @Test
    void chargesEverySubjectOrNone() {
        var account = allowance(0, Algorithm.SLIDING_WINDOW, 10, 60);
        var exports = allowance(1, Algorithm.SLIDING_WINDOW, 2, 60);
        for (var i = 0; i < 5; i++) {
            var both = new Charge(0, true);
            both.start();
            both.add(rule(1), account, 7, 7);
            both.add(rule(1), exports, 7, 7);
            var decision = decide(both);
            assertThat(decision.isAdmitted()).isEqualTo(i < 2);
            assertThat(line(decision, 0).remaining()).isEqualTo(10 - Math.min(i + 1, 2));
            assertThat(line(decision, 1).remaining()).isEqualTo(2 - Math.min(i + 1, 2));
        }
    }

    /** A network has used little, the wider one over it all of its 64 times as much. */
    @Test
    void tellsOfTwoThatShareALineTheOneWithLess() {
        var allowed = allowance(0, Algorithm.SLIDING_WINDOW, 2, 60);
        var last = new Charge(0, true);
        for (var i = 0; i < 129; i++) {
            var charge = charge(allowed, i / 2);
            charge.addOver(99, 99);
            last = decide(charge);
            assertThat(last.isAdmitted()).isEqualTo(i < 128);
            assertThat(last.part(0).lines()).isEqualTo(1);
        }
        assertThat(line(last, 0).remaining()).isZero();
        assertThat(line(last, 0).untilRoom()).isPositive();
    }

    /**
     * The wider network is the tighter one here, and its first request comes back half a minute before the narrower's.
     */
    @Test
    void tellsWhenTheTighterOfTwoHasMore() {
        var allowed = allowance(0, Algorithm.SLIDING_WINDOW, 2, 60);
        for (var i = 0; i < 127; i++) {
            var charge = charge(allowed, 1_000 + i);
            charge.addOver(99, 99);
            decide(charge);
        }
        pass(30);
        var charge = charge(allowed, 7);
        charge.addOver(99, 99);
        var decision = decide(charge);
        assertThat(line(decision, 0).remaining()).isZero();
        assertThat(line(decision, 0).untilMore()).isEqualTo(33 * Timeline.SECOND);
    }

    @Test
    void takesACostWholeOrNotAtAll() {
        var allowed = allowance(0, Algorithm.FIXED_WINDOW, 10, 60);
        assertThat(decide(charge(allowed, 7, 7)).isAdmitted()).isTrue();
        var refused = decide(charge(allowed, 7, 7));
        assertThat(refused.isAdmitted()).isFalse();
        assertThat(line(refused, 0).remaining())
                .as("a limit that refuses says 0")
                .isZero();
        assertThat(decide(charge(allowed, 7, 3)).isAdmitted()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void admitsExactlyTheLimitUnderManyThreads(Algorithm algorithm) throws InterruptedException {
        var allowed = allowance(0, algorithm, requests() + 7, 60, 100_000, 3_600);
        var admitted = new AtomicLong();
        Threads.run(8, thread -> {
            var charge = charge(allowed, 7);
            for (var i = 0; i < requests(); i++) {
                store.decide(charge);
                if (charge.isAdmitted()) {
                    admitted.incrementAndGet();
                }
            }
        });
        assertThat(admitted.get()).isEqualTo(requests() + 7);
        assertThat(line(decide(charge(allowed, 7)), 1).remaining()).isEqualTo(100_000 - requests() - 7);
    }

    /** Threads that lock several buckets at once neither wait for each other for ever nor lose a charge. */
    @Test
    void admitsExactlyTheLimitsOfSubjectsThatAreChargedTogether() throws InterruptedException {
        var account = allowance(0, Algorithm.SLIDING_WINDOW, requests() * 4 / 5 + 1, 60);
        var exports = allowance(1, Algorithm.TOKEN_BUCKET, requests() * 3 / 5 + 1, 60);
        var admitted = new AtomicLong();
        Threads.run(8, thread -> {
            for (var i = 0; i < requests(); i++) {
                var charge = new Charge(0, true);
                charge.start();
                charge.add(rule(1), account, 1, 1);
                if (thread % 2 == 0) {
                    charge.add(rule(1), exports, 2, 2);
                }
                store.decide(charge);
                if (charge.isAdmitted()) {
                    admitted.incrementAndGet();
                }
            }
        });
        assertThat(admitted.get()).isEqualTo(requests() * 4 / 5 + 1);
    }

    /** Up to three rules with two limits each, of subjects that many requests share, at costs from 1 to 5. */
    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void chargesEveryLimitOfEveryRuleOrNone(Algorithm algorithm) throws InterruptedException {
        var rules = List.of(
                allowance(0, algorithm, minute(), 60, hour(), 3_600),
                allowance(1, Algorithm.FIXED_WINDOW, minute(), 60, hour(), 3_600),
                allowance(2, Algorithm.TOKEN_BUCKET, minute(), 60, hour(), 3_600));
        var admitted = new AtomicLongArray(rules.size() * SUBJECTS);
        var refused = new AtomicLong();
        Threads.run(THREADS, thread -> {
            var random = new Random(thread);
            var charge = new Charge(0, true);
            for (var i = 0; i < requests(); i++) {
                charge.start();
                var cost = 1 + random.nextInt(5);
                var first = random.nextInt(rules.size());
                var count = 1 + random.nextInt(rules.size());
                var subjects = new int[count];
                for (var part = 0; part < count; part++) {
                    subjects[part] = random.nextInt(SUBJECTS);
                    charge.add(rule(cost), rules.get((first + part) % rules.size()), subjects[part], subjects[part]);
                }
                store.decide(charge);
                for (var part = 0; part < count && charge.isAdmitted(); part++) {
                    admitted.addAndGet((first + part) % rules.size() * SUBJECTS + subjects[part], cost);
                }
                refused.addAndGet(charge.isAdmitted() ? 0 : 1);
            }
        });
        assertThat(refused.get()).as("else nothing was contended for").isPositive();
        for (var rule = 0; rule < rules.size(); rule++) {
            for (var subject = 0; subject < SUBJECTS; subject++) {
                var look = charge(rules.get(rule), subject, 0);
                store.decide(look);
                var gone = admitted.get(rule * SUBJECTS + subject);
                assertThat(line(look, 0).remaining()).isEqualTo(minute() - gone);
                assertThat(line(look, 1).remaining()).isEqualTo(hour() - gone);
            }
        }
    }

    /** What is held is given back once, whoever comes in between, and whoever gives up. */
    @Test
    void neverHoldsMoreThanMayBeUnderWay() throws InterruptedException {
        var limit = new Allowance(0, "", List.of(new Limit("at once", new Quota.Concurrent(7))), null);
        var underWay = new AtomicLong();
        var most = new AtomicLong();
        Threads.run(THREADS, thread -> {
            var charge = new Charge(0, false);
            for (var i = 0; i < requests(); i++) {
                charge.start();
                charge.add(rule(1), limit, 7, 7);
                store.decide(charge);
                if (charge.isAdmitted()) {
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    var refund = new Refund();
                    refund.keep(charge);
                    underWay.decrementAndGet();
                    store.settle(refund, 200, 200);
                }
            }
        });
        assertThat(most.get()).isLessThanOrEqualTo(7);
        var look = charge(limit, 7, 0);
        store.decide(look);
        assertThat(line(look, 0).remaining()).isEqualTo(7);
    }

    /** Every request is answered with what does not count, while others come: all is there again at the end. */
    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void givesBackWhatDoesNotCountHoweverManyAreAnswered(Algorithm algorithm) throws InterruptedException {
        var attempts = allowance(0, algorithm, minute(), 60, hour(), 3_600);
        Threads.run(THREADS, thread -> {
            var charge = new Charge(0, false);
            for (var i = 0; i < requests(); i++) {
                charge.start();
                charge.add(rule(1, Count.FAILURES), attempts, 7, 7);
                store.decide(charge);
                var refund = new Refund();
                refund.keep(charge);
                store.settle(refund, 200, 200);
            }
        });
        var look = charge(attempts, 7, 0);
        store.decide(look);
        assertThat(line(look, 0).remaining()).isEqualTo(minute());
        assertThat(line(look, 1).remaining()).isEqualTo(hour());
    }
}
