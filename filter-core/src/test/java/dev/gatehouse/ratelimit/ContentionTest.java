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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many threads, few subjects, and a clock that stands still: what was admitted is what is gone, in every limit. */
final class ContentionTest {

    private static final long NOON = 1_700_006_400L * Timeline.SECOND;
    private static final int THREADS = 8;
    private static final int SUBJECTS = 5;
    private static final int MINUTE = 3_000;
    private static final int HOUR = 20_000;

    private final CaffeineStore store = new CaffeineStore(1_000, new Timeline(() -> NOON, () -> NOON));

    /** Up to three rules with two limits each, of subjects that many requests share, at costs from 1 to 5. */
    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void chargesEveryLimitOfEveryRuleOrNone(Algorithm algorithm) throws InterruptedException {
        var rules = List.of(
                allowance(0, algorithm, MINUTE, 60, HOUR, 3_600),
                allowance(1, Algorithm.FIXED_WINDOW, MINUTE, 60, HOUR, 3_600),
                allowance(2, Algorithm.TOKEN_BUCKET, MINUTE, 60, HOUR, 3_600));
        var admitted = new AtomicLongArray(rules.size() * SUBJECTS);
        var refused = new AtomicLong();
        Threads.run(THREADS, thread -> {
            var random = new Random(thread);
            var charge = new Charge(0, true);
            for (var i = 0; i < 20_000; i++) {
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
                assertThat(line(look, 0).remaining()).isEqualTo(MINUTE - gone);
                assertThat(line(look, 1).remaining()).isEqualTo(HOUR - gone);
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
            for (var i = 0; i < 20_000; i++) {
                charge.start();
                charge.add(rule(1), limit, 7, 7);
                store.decide(charge);
                if (charge.isAdmitted()) {
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    var refund = new Refund();
                    refund.keep(charge);
                    underWay.decrementAndGet();
                    store.settle(refund, 200);
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
        var attempts = allowance(0, algorithm, MINUTE, 60, HOUR, 3_600);
        Threads.run(THREADS, thread -> {
            var charge = new Charge(0, false);
            for (var i = 0; i < 20_000; i++) {
                charge.start();
                charge.add(rule(1, Count.FAILURES), attempts, 7, 7);
                store.decide(charge);
                var refund = new Refund();
                refund.keep(charge);
                store.settle(refund, 200);
            }
        });
        var look = charge(attempts, 7, 0);
        store.decide(look);
        assertThat(line(look, 0).remaining()).isEqualTo(MINUTE);
        assertThat(line(look, 1).remaining()).isEqualTo(HOUR);
    }
}
