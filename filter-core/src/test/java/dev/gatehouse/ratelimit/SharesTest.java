package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Charges.allowance;
import static dev.gatehouse.ratelimit.Charges.line;
import static dev.gatehouse.ratelimit.Charges.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node decides by itself: of each limit it lets pass its share, one of as many as there are nodes. */
final class SharesTest {

    private final AtomicLong clock = new AtomicLong(1_700_006_400L * Timeline.SECOND);
    private final CaffeineStore store = new CaffeineStore(1_000, new Timeline(clock::get, clock::get));

    private Charge decided(int nodes, Allowance allowance, Rule rule) {
        var charge = new Charge(0, true);
        charge.start();
        charge.add(rule, allowance, 7, 7);
        charge.share(nodes);
        assertThat(store.decide(charge)).isTrue();
        return charge;
    }

    /** Sends requests of a cost until one is refused; returns what each was told to have left, that one included. */
    private String told(int nodes, Allowance allowance, long cost) {
        var told = new StringBuilder();
        for (var i = 0; i < 100; i++) {
            var charge = decided(nodes, allowance, rule(cost));
            told.append(i == 0 ? "" : " ").append(line(charge, 0).remaining());
            if (!charge.isAdmitted()) {
                return told.toString();
            }
        }
        return told + " and more";
    }

    @ParameterizedTest
    @CsvSource({
        "1, 3, 1, 2 1 0 0",
        "3, 9, 1, 2 1 0 0",
        "3, 10, 1, 2 1 0 0",
        "3, 11, 1, 2 1 0 0",
        "3, 12, 1, 3 2 1 0 0",
        // As much as one request costs, at any rate.
        "5, 3, 1, 0 0",
        "2, 10, 5, 0 0",
        "3, 10, 4, 0 0",
        "3, 10, 2, 1 0",
        "3, 1000000000, 333333333, 0 0",
        "2147483647, 1000000000, 1, 0 0",
    })
    void eachLetsPassItsShareOrOneRequest(int nodes, long limit, long cost, String left) {
        var tier = 0;
        for (var algorithm : Algorithm.values()) {
            assertThat(told(nodes, allowance(++tier, algorithm, limit, 86_400), cost))
                    .as(algorithm.name())
                    .isEqualTo(left);
        }
    }

    @Test
    void itGoesOnWhereTheNumberOfNodesChanges() {
        var nine = allowance(1, Algorithm.FIXED_WINDOW, 9, 86_400);
        assertThat(line(decided(3, nine, rule(1)), 0).remaining()).isEqualTo(2);
        assertThat(line(decided(3, nine, rule(1)), 0).remaining()).isEqualTo(1);
        assertThat(line(decided(2, nine, rule(1)), 0).remaining())
                .as("3 of 9 were left, and 2 nodes have one each")
                .isZero();
        assertThat(decided(2, nine, rule(1)).isAdmitted()).isFalse();
        assertThat(line(decided(1, nine, rule(1)), 0).remaining())
                .as("the others are gone")
                .isZero();
        assertThat(decided(1, nine, rule(1)).isAdmitted()).isFalse();
    }

    @Test
    void aLimitThatDoesNotRefuseTellsItsShareToo() {
        var fewAndMany = allowance(1, Algorithm.FIXED_WINDOW, 3, 60, 9, 86_400);
        assertThat(decided(3, fewAndMany, rule(1)).isAdmitted()).isTrue();
        var refused = decided(3, fewAndMany, rule(1));
        assertThat(refused.isAdmitted()).isFalse();
        assertThat(line(refused, 0).remaining()).isZero();
        assertThat(line(refused, 1).remaining()).isEqualTo(2);
    }

    @Test
    void itTellsWhenOneMoreOfItsShareIsThere() {
        var tokens = Charges.tokens(9, 9, 9);
        assertThat(line(decided(3, tokens, rule(1)), 0).untilMore()).isEqualTo(3 * Timeline.SECOND);
        decided(3, tokens, rule(1));
        clock.addAndGet(Timeline.SECOND);
        var third = decided(3, tokens, rule(1));
        assertThat(line(third, 0).remaining()).isZero();
        assertThat(line(third, 0).untilMore()).isEqualTo(2 * Timeline.SECOND);
        assertThat(line(third, 0).untilWhole()).isEqualTo(8 * Timeline.SECOND);
        var refused = decided(3, tokens, rule(1));
        assertThat(refused.isAdmitted()).isFalse();
        assertThat(line(refused, 0).untilRoom()).isEqualTo(2 * Timeline.SECOND);
    }

    @Test
    void whatDoesNotCountIsGivenBackWhole() {
        var nine = allowance(1, Algorithm.SLIDING_WINDOW, 9, 86_400);
        var failures = rule(1, Count.FAILURES);
        for (var i = 0; i < 5; i++) {
            var charge = decided(3, nine, failures);
            assertThat(line(charge, 0).remaining()).isEqualTo(2);
            var refund = new Refund();
            refund.keep(charge);
            store.settle(refund, 200, 200);
        }
    }

    @Test
    void whatIsUnderWayIsGivenBackAsItWasTaken() {
        var six = Charges.allowance(new Quota.Concurrent(6), null);
        var first = decided(3, six, rule(1));
        var second = decided(3, six, rule(1));
        assertThat(second.isAdmitted()).isTrue();
        assertThat(decided(3, six, rule(1)).isAdmitted()).isFalse();
        assertThat(decided(2, six, rule(1)).isAdmitted()).isFalse();
        for (var charge : new Charge[] {first, second}) {
            var refund = new Refund();
            refund.keep(charge);
            charge.share(1);
            store.settle(refund, 200, 200);
        }
        assertThat(line(decided(1, six, rule(1)), 0).remaining()).isEqualTo(5);
    }

    /** Callers at IPv6 addresses are told what is left to their network, or to the wider one if that is less. */
    @Test
    void theWiderSubjectHasAShareToo() {
        var three = allowance(1, Algorithm.FIXED_WINDOW, 3, 86_400);
        var passed = 0;
        for (var network = 0; network < 200; network++) {
            var charge = new Charge(0, true);
            charge.start();
            charge.add(rule(1), three, network, network);
            charge.addOver(1, 1);
            charge.share(2);
            store.decide(charge);
            passed += charge.isAdmitted() ? 1 : 0;
            assertThat(line(charge, 0).remaining()).isZero();
        }
        assertThat(passed).isEqualTo(3 * Allowance.WIDE_FACTOR / 2);
    }

    @Test
    void itLearnsWhatIsLeftOfTheWhole() {
        var quota = new Quota.Fixed(9, Duration.ofDays(1));
        var nine = Charges.allowance(quota, null);
        var charge = Charges.charge(nine, 7);
        // Admitted, at 0; and of the one limit: 6 were left, 2 are now, as 3 were taken ahead.
        store.learn(charge, Told.of(List.of(1L, 0L, 0L, 6L, 0L, 2L, 0L, 0L), clock.get()), clock.get());
        assertThat(told(2, nine, 1)).isEqualTo("1 0 0");
    }

    /** What a node lets pass in time is its share too, however few requests the bucket holds at once. */
    @ParameterizedTest
    @CsvSource({"3, 60, 2, 20", "100, 600, 50, 6", "10, 60, 1, 6", "2, 60, 60, 30"})
    void aBucketOfTokensLetsPassAShareOfWhatFlowsBack(int nodes, long perHour, long burst, long share) {
        var tokens = Charges.tokens(perHour, 3_600, burst);
        var passed = 0;
        for (var second = 0; second < 3 * 3_600; second++) {
            passed += decided(nodes, tokens, rule(1)).isAdmitted() ? 1 : 0;
            clock.addAndGet(Timeline.SECOND);
        }
        assertThat((long) passed).isBetween(3 * share, 3 * share + Math.max(1, burst / nodes));
    }

    @Test
    void whoOwesIsToldWhenThereIsRoom() {
        var one = Charges.tokens(1, 60, 1);
        assertThat(line(decided(5, one, rule(1)), 0).untilWhole()).isEqualTo(300 * Timeline.SECOND);
        assertThat(line(decided(5, one, rule(1)), 0).untilRoom()).isEqualTo(300 * Timeline.SECOND);
        clock.addAndGet(299 * Timeline.SECOND);
        assertThat(decided(5, one, rule(1)).isAdmitted()).isFalse();
        clock.addAndGet(Timeline.SECOND);
        assertThat(decided(5, one, rule(1)).isAdmitted()).isTrue();
    }

    /** Of a larger bucket ticks are longer: as many of them as fit a level are more time than there is. */
    @ParameterizedTest
    @ValueSource(longs = {1, 997})
    void nobodyOwesForEver(long requests) {
        var slow = Charges.tokens(requests, 366 * 86_400, requests);
        assertThat(decided(Integer.MAX_VALUE, slow, rule(1)).isAdmitted()).isTrue();
        var refused = decided(Integer.MAX_VALUE, slow, rule(1));
        assertThat(refused.isAdmitted()).isFalse();
        assertThat(line(refused, 0).untilRoom()).isBetween(1L, 101L * 366 * 86_400 * Timeline.SECOND);
    }

    @Test
    void itDoesNotTakeForUsedWhatMayBeGivenBack() {
        var nine = allowance(1, Algorithm.FIXED_WINDOW, 9, 86_400);
        var charge = new Charge(0, true);
        charge.start();
        charge.add(rule(1, Count.FAILURES), nine, 7, 7);
        store.learn(charge, Told.of(List.of(1L, 0L, 0L, 9L, 0L, 8L, 0L, 0L), clock.get()), clock.get());
        assertThat(told(3, nine, 1)).isEqualTo("2 1 0 0");
    }

    /** Whoever is refused outright for a minute has nothing left meanwhile, and may have much of a day after it. */
    @Test
    void itDoesNotTakeAPenaltyForALimitThatIsUsedUp() {
        var penalty = new Penalty(3, Duration.ofMinutes(1), Duration.ofMinutes(1));
        var daily = Charges.allowance(new Quota.Sliding(9, Duration.ofDays(1)), penalty);
        var refusal = Told.of(List.of(0L, 0L, 0L, 0L, 60_000_000L, 0L, 0L, 60_000_000L), clock.get());
        store.learn(Charges.charge(daily, 7), refusal, clock.get());
        assertThat(told(3, daily, 1)).isEqualTo("2 1 0 0");
    }

    private static Charge of(int generation, Allowance... allowances) {
        var charge = new Charge(generation, true);
        charge.start();
        for (var allowance : allowances) {
            charge.add(rule(1), allowance, 7, 7);
        }
        return charge;
    }

    private long left(Charge charge, int number) {
        store.decide(charge);
        return line(charge, number).remaining();
    }

    @Test
    void itLearnsOfEachLimitOfEachSubject() {
        var two = allowance(1, Algorithm.FIXED_WINDOW, 9, 86_400, 90, 86_400);
        var one = allowance(2, Algorithm.FIXED_WINDOW, 5, 86_400);
        // Admitted; 6, 60 and 3 were left.
        var told =
                Told.of(List.of(1L, 0L, 0L, 6L, 0L, 5L, 0L, 0L, 60L, 0L, 59L, 0L, 0L, 3L, 0L, 2L, 0L, 0L), clock.get());
        store.learn(of(0, one, two), told, clock.get());
        assertThat(left(of(0, two), 0)).isEqualTo(4);
        assertThat(left(of(0, two), 1)).isEqualTo(57);
        assertThat(left(of(0, one), 0)).isEqualTo(1);
    }

    @Test
    void itLearnsWhatARefusalLeft() {
        var nine = allowance(1, Algorithm.FIXED_WINDOW, 9, 86_400);
        store.learn(of(0, nine), Told.of(List.of(0L, 0L, 0L, 4L, 0L, 4L, 0L, 0L), clock.get()), clock.get());
        assertThat(left(of(0, nine), 0)).isEqualTo(3);
    }

    @Test
    void itLearnsNothingOfWhatIsUnderWayElsewhere() {
        var three = Charges.allowance(new Quota.Concurrent(3), null);
        store.learn(of(0, three), Told.of(List.of(1L, 0L, 0L, 1L, 0L, 0L, 0L, 0L), clock.get()), clock.get());
        assertThat(left(of(0, three), 0)).isEqualTo(2);
    }

    @Test
    void itLearnsNothingForAPolicyThatIsGone() {
        var nine = allowance(1, Algorithm.FIXED_WINDOW, 9, 86_400);
        store.goOn(1, 1_000);
        store.learn(of(0, nine), Told.of(List.of(1L, 0L, 0L, 6L, 0L, 5L, 0L, 0L), clock.get()), clock.get());
        assertThat(left(of(1, nine), 0)).isEqualTo(8);
    }

    @Test
    void itForgetsWhatItLearntWhenThatIsWholeAgain() {
        var roomy = new CaffeineStore(100_000, new Timeline(clock::get, clock::get));
        var minute = allowance(1, Algorithm.FIXED_WINDOW, 9, 60);
        for (var subject = 0; subject < 2_000; subject++) {
            if (subject == 1_000) {
                assertThat(roomy.size()).isEqualTo(1_000);
                clock.addAndGet(60 * Timeline.SECOND);
            }
            var told = Told.of(List.of(1L, 0L, 0L, 6L, 0L, 5L, 0L, 0L), clock.get());
            roomy.learn(Charges.charge(minute, subject), told, clock.get());
        }
        assertThat(roomy.size()).isLessThan(1_100);
    }

    @Test
    void itTellsOfNothingMoreWhereItsShareIsWhole() {
        var ten = allowance(1, Algorithm.FIXED_WINDOW, 10, 86_400);
        decided(1, ten, rule(1));
        var look = decided(3, ten, rule(0));
        assertThat(line(look, 0).remaining()).isEqualTo(3);
        assertThat(line(look, 0).untilMore()).isZero();
        assertThat(line(decided(3, ten, rule(1)), 0).untilMore()).isEqualTo(86_400 * Timeline.SECOND);
    }

    @Test
    void itLearnsOfALimitThatIsNew() {
        var one = allowance(1, Algorithm.FIXED_WINDOW, 9, 86_400);
        var two = allowance(1, Algorithm.FIXED_WINDOW, 5, 60, 9, 86_400);
        assertThat(left(of(0, one), 0)).isEqualTo(8);
        store.learn(
                of(0, two),
                Told.of(List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 6L, 0L, 6L, 0L, 0L), clock.get()),
                clock.get());
        assertThat(left(of(0, two), 0)).isZero();
        assertThat(left(of(0, one), 0)).isEqualTo(5);
    }
}
