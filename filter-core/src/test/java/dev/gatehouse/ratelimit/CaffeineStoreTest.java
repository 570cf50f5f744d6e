package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Charges.allowance;
import static dev.gatehouse.ratelimit.Charges.charge;
import static dev.gatehouse.ratelimit.Charges.line;
import static dev.gatehouse.ratelimit.Charges.rule;
import static dev.gatehouse.ratelimit.Charges.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The store of one process: the contract, and that it forgets nobody who matters. */
final class CaffeineStoreTest extends BucketStoreContract {

    private final CaffeineStore store = new CaffeineStore(1_000, timeline);

    @Override
    BucketStore open() {
        return store;
    }

    @Override
    int requests() {
        return 5_000 * Integer.getInteger("stress.factor", 1);
    }

    private Charge decide(Charge charge) {
        store.decide(charge);
        return charge;
    }

    private void pass(long seconds) {
        clock.addAndGet(seconds * Timeline.SECOND);
    }

    /** One that was forgotten under way took its charge with it: what comes later is another's. */
    @Test
    void givesNothingBackOutOfANewBucket() {
        var allowed = allowance(0, Algorithm.FIXED_WINDOW, 3, 60);
        var charge = new Charge(0, true);
        charge.start();
        charge.add(rule(1, Count.FAILURES), allowed, 7, 7);
        var refund = new Refund();
        decide(charge);
        refund.keep(charge);
        store.close();
        assertThat(line(decide(charge(allowed, 7)), 0).remaining()).isEqualTo(2);
        store.settle(refund, 200, 200);
        assertThat(line(decide(charge(allowed, 7)), 0).remaining()).isEqualTo(1);
    }

    /** A caller has a bucket under each rule that it meets; were they in one place of the map, all would be slow. */
    @Test
    void scattersTheBucketsOfOneCaller() {
        var places = new HashSet<Integer>();
        for (var tier = 0; tier < 10_000; tier++) {
            var subject = new Subject();
            subject.set(tier * 0x9e3779b97f4a7c15L, 7, 7);
            places.add(subject.hashCode());
        }
        assertThat(places).hasSizeGreaterThan(9_990);
    }

    /** Buckets come and go all the time here; what is charged to one must not be lost with it. */
    @Test
    void losesNoChargeWhileOthersPushBucketsOut() throws InterruptedException {
        var small = new CaffeineStore(100, timeline);
        var allowed = allowance(0, Algorithm.SLIDING_WINDOW, 1_000, 3_600);
        for (var i = 0; i < 500; i++) {
            small.decide(charge(allowed, 7));
        }
        var admitted = new AtomicLong(500);
        Threads.run(4, thread -> {
            var charge = charge(allowed, 7);
            for (var i = 0; i < 20_000; i++) {
                small.decide(charge(allowed, 1_000L * (thread + 1) + i));
                small.decide(charge);
                if (charge.isAdmitted()) {
                    admitted.incrementAndGet();
                }
            }
        });
        assertThat(admitted.get()).isEqualTo(1_000);
    }

    @Test
    void chargesNothingToABucketThatWasPushedOutMeanwhile() {
        var allowed = allowance(0, Algorithm.FIXED_WINDOW, 10, 60);
        var charge = charge(allowed, 7);
        var gone = new Bucket(new Subject(), allowed.narrow());
        gone.leave();
        charge.part(0).bucket(gone);
        assertThat(store.lockAndDecide(charge, 0, timeline.now())).isFalse();
        assertThat(gone.words()).containsOnly(0);
    }

    /** Pushing out locks a place in the map and then a bucket; whoever holds a bucket must not wait for a place. */
    @Test
    void neverWaitsInACircleWhileItPushesBucketsOut() throws InterruptedException {
        var small = new CaffeineStore(100, timeline);
        var allowed = allowance(0, Algorithm.FIXED_WINDOW, 1_000_000, 3_600);
        Threads.run(8, thread -> {
            var random = new Random(thread);
            var charge = new Charge(0, false);
            for (var i = 0; i < 40_000; i++) {
                charge.start();
                // All in one place of the map, which makes meeting there likely.
                charge.add(rule(1), allowed, random.nextInt(300), 0);
                charge.addOver(1_000 + random.nextInt(100), 0);
                small.decide(charge);
            }
        });
    }

    @Test
    void keepsTheUsedUpAndTheWellBehavedThroughAFloodOfMadeUpSubjects() {
        var allowed = allowance(0, Algorithm.SLIDING_WINDOW, 10, 60, 100, 3_600);
        for (var i = 0; i < 10; i++) {
            assertThat(decide(charge(allowed, -1)).isAdmitted()).isTrue();
        }
        assertThat(decide(charge(allowed, -2)).isAdmitted()).isTrue();
        for (var made = 0L; made < 20_000; made++) {
            assertThat(decide(charge(allowed, made)).isAdmitted()).isTrue();
        }
        assertThat(store.size()).isLessThanOrEqualTo(2_000);
        assertThat(decide(charge(allowed, -1)).isAdmitted())
                .as("used up before the flood")
                .isFalse();
        assertThat(decide(charge(allowed, -2)).isAdmitted()).as("well behaved").isTrue();
        assertThat(decide(charge(allowed, -3)).isAdmitted()).as("new").isTrue();
    }

    /** What was used of a burst greater than the rate was forgotten while new callers came. */
    @Test
    void keepsABurstThatIsPartlyUsedWhileNewOnesCome() {
        var allowed = tokens(1, 3_600, 10);
        assertThat(decide(charge(allowed, -1, 9)).isAdmitted()).isTrue();
        for (var made = 0L; made < 100; made++) {
            decide(charge(allowed, made));
        }
        assertThat(line(decide(charge(allowed, -1)), 0).remaining()).isZero();
    }

    @Test
    void keepsABurstThatIsMostlyUsedThroughAFloodOfMadeUpSubjects() {
        var allowed = tokens(1, 3_600, 10);
        assertThat(decide(charge(allowed, -1, 9)).isAdmitted()).isTrue();
        for (var made = 0L; made < 20_000; made++) {
            decide(charge(allowed, made));
        }
        assertThat(line(decide(charge(allowed, -1)), 0).remaining()).isZero();
    }

    @Test
    void sweepsBucketsOfASmallBurstThatAreWholeAgainWhileNewOnesCome() {
        var roomy = new CaffeineStore(100_000, timeline);
        var allowed = tokens(1_000, 3_600, 2);
        for (var subject = 0L; subject < 1_000; subject++) {
            roomy.decide(charge(allowed, subject));
        }
        pass(8);
        for (var subject = 10_000L; subject < 10_500; subject++) {
            roomy.decide(charge(allowed, subject));
        }
        assertThat(roomy.size()).isLessThan(600);
    }

    @Test
    void sweepsBucketsThatAreWholeAgainWhileNewOnesCome() {
        var roomy = new CaffeineStore(100_000, timeline);
        var allowed = allowance(0, Algorithm.SLIDING_WINDOW, 10, 60);
        for (var subject = 0L; subject < 5_000; subject++) {
            roomy.decide(charge(allowed, subject));
        }
        assertThat(roomy.size()).isEqualTo(5_000);
        pass(64);
        for (var subject = 10_000L; subject < 13_000; subject++) {
            roomy.decide(charge(allowed, subject));
        }
        assertThat(roomy.size()).isLessThan(4_000);
    }

    private void flood() {
        var others = allowance(1, Algorithm.FIXED_WINDOW, 10, 60);
        for (var made = 0L; made < 5_000; made++) {
            decide(charge(others, made));
        }
    }

    private void pushAllOut() {
        store.goOn(0, 0);
        store.goOn(0, 1_000);
    }

    /** What is under way stays so; when it is answered, it is given back wherever its bucket is by then. */
    @Test
    void keepsWhatIsUnderWayHoweverManySubjectsPushItOut() {
        var atOnce = Charges.allowance(new Quota.Concurrent(3), null);
        var refund = new Refund();
        refund.keep(decide(charge(atOnce, -1)));
        pushAllOut();
        assertThat(line(decide(charge(atOnce, -1)), 0).remaining()).isEqualTo(1);
        pushAllOut();
        store.settle(refund, 200, 200);
        assertThat(line(decide(charge(atOnce, -1)), 0).remaining()).isEqualTo(1);
        pushAllOut();
        store.giveBack(refund);
        assertThat(line(decide(charge(atOnce, -1)), 0).remaining()).isEqualTo(1);
    }

    @Test
    void remembersAsManyAsTheLatestPolicySays() {
        flood();
        assertThat(store.size()).isEqualTo(1_000);
        store.goOn(0, 50);
        var allowed = allowance(0, Algorithm.FIXED_WINDOW, 3, 60);
        for (var made = 0L; made < 500; made++) {
            decide(charge(allowed, made, 3));
        }
        assertThat(store.size()).isBetween(50L, 100L);
    }

    @Test
    void decidesNothingForAnotherPolicy() {
        var allowed = allowance(0, Algorithm.FIXED_WINDOW, 3, 60);
        var other = allowance(1, Algorithm.FIXED_WINDOW, 3, 60);
        store.goOn(1, 1_000);
        var both = charge(allowed, 7);
        both.add(rule(1), other, 7, 7);
        assertThat(store.decide(charge(allowed, 7))).isFalse();
        assertThat(store.decide(both)).isFalse();
        store.goOn(0, 1_000);
        assertThat(line(decide(charge(allowed, 7)), 0).remaining()).isEqualTo(2);
        assertThat(store.decide(both)).isTrue();
        assertThat(line(both, 0).remaining()).isEqualTo(1);
    }

    @Test
    void keepsNothingOnceItIsClosed() {
        var allowed = allowance(0, Algorithm.FIXED_WINDOW, 3, 60);
        for (var made = 0L; made < 2_000; made++) {
            decide(charge(allowed, made, 3));
        }
        assertThat(store.size()).as("half of them pushed out").isEqualTo(2_000);
        store.close();
        assertThat(store.size()).isZero();

        decide(charge(Charges.allowance(new Quota.Concurrent(3), null), -1));
        pushAllOut();
        assertThat(store.size()).as("under way").isEqualTo(1);
        store.close();
        assertThat(store.size()).isZero();
    }

    @Test
    void chargesNothingIfOneOfSeveralBucketsWasPushedOutMeanwhile() {
        var allowed = allowance(0, Algorithm.FIXED_WINDOW, 10, 60);
        var both = charge(allowed, 7);
        both.add(rule(1), allowance(1, Algorithm.FIXED_WINDOW, 10, 60), 7, 7);
        for (var i = 0; i < 2; i++) {
            both.part(i).bucket(new Bucket(both.part(i).subject(), both.part(i).tier()));
        }
        both.part(1).bucket().leave();
        assertThat(store.lockAndDecide(both, 0, timeline.now())).isFalse();
        assertThat(both.part(0).bucket().words()).containsOnly(0);
    }

    /** Whoever still has it in hand must look for another. */
    @Test
    void saysOfABucketThatWasPushedOutThatItIsGone() {
        var charge = charge(allowance(0, Algorithm.FIXED_WINDOW, 10, 60), 7, 9);
        charge.keepBuckets();
        decide(charge);
        var bucket = charge.part(0).bucket();
        assertThat(bucket.isGone()).isFalse();
        pushAllOut();
        assertThat(bucket.isGone()).isTrue();
    }
}
