package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Charges.allowance;
import static dev.gatehouse.ratelimit.Charges.charge;
import static dev.gatehouse.ratelimit.Charges.line;
import static dev.gatehouse.ratelimit.Charges.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a charge is of, and what is told in its lines, whichever store decides it. */
final class ChargeTest {

    private static final long NOW = 1_700_006_400L * Timeline.SECOND;

    private static final Allowance TWO_LIMITS = allowance(1, Algorithm.FIXED_WINDOW, 9, 60, 90, 3_600);
    private static final Allowance ONE_LIMIT = allowance(2, Algorithm.FIXED_WINDOW, 5, 60);
    private static final Allowance AT_ONCE = Charges.allowance(new Quota.Concurrent(3), null);

    private static Charge of(boolean asksForMore, Allowance... allowances) {
        var charge = new Charge(7, asksForMore);
        charge.start();
        for (var allowance : allowances) {
            charge.add(rule(1), allowance, 3, 3);
        }
        return charge;
    }

    /** What a store says: of each limit in seconds, what is left, until room, what is left now, until more, all. */
    private static Told told(boolean admitted, long... ofEachLimit) {
        var numbers = new ArrayList<Long>(List.of(admitted ? 1L : 0L, 0L, 0L));
        for (var i = 0; i < ofEachLimit.length; i++) {
            numbers.add(i % 5 == 0 || i % 5 == 2 ? ofEachLimit[i] : ofEachLimit[i] * 1_000_000);
        }
        return Told.of(numbers, NOW);
    }

    private static String text(Line line) {
        return "%d left, room in %d, more in %d, all in %d"
                .formatted(
                        line.remaining(),
                        line.untilRoom() / Timeline.SECOND,
                        line.untilMore() / Timeline.SECOND,
                        line.untilWhole() / Timeline.SECOND);
    }

    /** Whatever the order of the rules, and of the request before: all charges are locked alike. */
    @Test
    void isInTheOrderOfItsTiers() {
        var charge = new Charge(0, false);
        for (var numbers : new int[][] {{3, 1, 2}, {1, 2, 3}, {2, 3}, {3, 2, 1}, {1}}) {
            charge.start();
            for (var number : numbers) {
                charge.add(rule(1), allowance(number, Algorithm.FIXED_WINDOW, 5, 60), 7, 7);
                charge.addOver(8, 8);
            }
            assertThat(charge.size()).isEqualTo(2 * numbers.length);
            for (var i = 1; i < charge.size(); i++) {
                assertThat(charge.inOrder(i - 1).tier().id())
                        .isLessThan(charge.inOrder(i).tier().id());
            }
            for (var i = 0; i < numbers.length; i++) {
                assertThat(charge.part(2 * i).tier().id()).isEqualTo(2L * numbers[i]);
                assertThat(charge.part(2 * i + 1).isWider()).isTrue();
            }
        }
    }

    @Test
    void isToldLimitByLimit() {
        var charge = of(true, ONE_LIMIT, TWO_LIMITS);
        charge.tell(told(true, 4, 0, 3, 10, 20, 80, 0, 79, 30, 40, 2, 0, 1, 50, 60), NOW);
        assertThat(charge.isAdmitted()).isTrue();
        assertThat(charge.now()).isEqualTo(NOW);
        assertThat(text(line(charge, 0))).isEqualTo("1 left, room in 0, more in 50, all in 60");
        assertThat(text(line(charge, 1))).isEqualTo("3 left, room in 0, more in 10, all in 20");
        assertThat(text(line(charge, 2))).isEqualTo("79 left, room in 0, more in 30, all in 40");

        charge.tell(told(false, 4, 0, 4, 10, 20, 80, 0, 80, 30, 40, 0, 50, 0, 50, 60), NOW + 1);
        assertThat(charge.isAdmitted()).isFalse();
        assertThat(charge.now()).isEqualTo(NOW + 1);
        assertThat(text(line(charge, 0))).startsWith("0 left, room in 49, more in 49");
        assertThat(text(line(charge, 1))).startsWith("4 left, room in 0, more in 9");
    }

    @Test
    void isToldNothingOfMoreThatItDoesNotAskFor() {
        var charge = of(false, ONE_LIMIT);
        charge.tell(told(true, 2, 0, 1, 50, 60), NOW);
        assertThat(charge.asksForMore()).isFalse();
        assertThat(text(line(charge, 0))).isEqualTo("1 left, room in 0, more in 0, all in 60");
        assertThat(of(true, ONE_LIMIT).asksForMore()).isTrue();
    }

    /** A wider network shares the lines of the narrower one: the one with less speaks, the longer time counts. */
    @Test
    void isToldOfAWiderSubjectInTheSameLines() {
        var charge = of(true, ONE_LIMIT);
        charge.addOver(9, 9);
        charge.tell(told(true, 4, 0, 3, 10, 20, 3, 0, 2, 30, 40), NOW);
        assertThat(text(line(charge, 0))).isEqualTo("2 left, room in 0, more in 30, all in 40");
        charge.tell(told(true, 3, 0, 2, 10, 50, 4, 0, 3, 30, 40), NOW);
        assertThat(text(line(charge, 0))).isEqualTo("2 left, room in 0, more in 10, all in 50");
        charge.tell(told(false, 3, 0, 3, 10, 50, 0, 30, 0, 30, 40), NOW);
        assertThat(text(line(charge, 0))).isEqualTo("0 left, room in 30, more in 30, all in 50");
        assertThat(charge.part(0).lines()).isEqualTo(1);
        assertThat(charge.part(1).lines()).isZero();

        var two = of(true, TWO_LIMITS);
        two.addOver(9, 9);
        two.tell(told(true, 4, 0, 3, 10, 20, 50, 0, 49, 10, 20, 7, 0, 6, 10, 20, 3, 0, 2, 30, 40), NOW);
        assertThat(text(line(two, 0))).isEqualTo("3 left, room in 0, more in 10, all in 20");
        assertThat(text(line(two, 1))).isEqualTo("2 left, room in 0, more in 30, all in 40");
    }

    private static int tightest(Charge charge, boolean admitted, long... ofEachLimit) {
        charge.tell(told(admitted, ofEachLimit), NOW);
        var tightest = charge.tightest();
        for (var i = 0; ; i++) {
            if (line(charge, i) == tightest) {
                return i;
            }
        }
    }

    @Test
    void speaksOfTheLimitWithTheLeastLeftAndOfThoseTheOneThatTakesLongest() {
        var charge = of(true, TWO_LIMITS);
        assertThat(tightest(charge, true, 9, 0, 8, 9, 20, 8, 0, 7, 9, 20)).isEqualTo(1);
        assertThat(tightest(charge, true, 8, 0, 7, 9, 20, 9, 0, 8, 9, 20)).isZero();
        assertThat(tightest(charge, true, 8, 0, 7, 9, 20, 8, 0, 7, 9, 21)).isEqualTo(1);
        assertThat(tightest(charge, true, 8, 0, 7, 9, 21, 8, 0, 7, 9, 20)).isZero();
        assertThat(tightest(charge, true, 8, 0, 7, 9, 20, 8, 0, 7, 9, 20))
                .as("the first, where they are alike")
                .isZero();
    }

    @Test
    void speaksOfTheRefusalThatTakesLongest() {
        var charge = of(true, TWO_LIMITS);
        assertThat(tightest(charge, false, 0, 9, 0, 9, 30, 0, 10, 0, 9, 20)).isEqualTo(1);
        assertThat(tightest(charge, false, 0, 10, 0, 9, 20, 0, 9, 0, 9, 30)).isZero();
        assertThat(tightest(charge, false, 0, 9, 0, 9, 20, 0, 9, 0, 9, 21)).isEqualTo(1);
        assertThat(tightest(charge, false, 0, 9, 0, 9, 20, 0, 9, 0, 9, 20)).isZero();
    }

    /** Requests at once are there again with every answer. */
    @Test
    void speaksOfRequestsAtOnceOnlyIfTheyRefuseOrAreAlone() {
        var charge = of(true, AT_ONCE, ONE_LIMIT);
        assertThat(tightest(charge, true, 1, 0, 0, 0, 1, 5, 0, 4, 9, 20)).isEqualTo(1);
        assertThat(tightest(of(true, ONE_LIMIT, AT_ONCE), true, 1, 0, 0, 0, 1, 5, 0, 4, 9, 20))
                .isZero();
        assertThat(tightest(charge, false, 0, 1, 0, 0, 1, 5, 0, 5, 9, 20)).isZero();
        assertThat(tightest(of(true, AT_ONCE), true, 1, 0, 0, 0, 1)).isZero();
    }

    @Test
    void saysWhetherItIsOfOneAllowance() {
        var charge = of(false, ONE_LIMIT);
        assertThat(charge.hasOneAllowance()).isTrue();
        charge.addOver(9, 9);
        assertThat(charge.hasOneAllowance()).isTrue();
        charge.add(rule(1), TWO_LIMITS, 3, 3);
        assertThat(charge.hasOneAllowance()).isFalse();
    }

    @Test
    void saysWhetherThereMayBeRoomBeforeTheTime() {
        assertThat(of(false, ONE_LIMIT, TWO_LIMITS).mayHaveRoomBefore()).isFalse();
        assertThat(of(false, ONE_LIMIT, AT_ONCE).mayHaveRoomBefore()).isTrue();
        var charge = of(false, ONE_LIMIT);
        charge.doubt();
        assertThat(charge.mayHaveRoomBefore()).isTrue();
        charge.start();
        charge.add(rule(1, Count.FAILURES), ONE_LIMIT, 3, 3);
        assertThat(charge.mayHaveRoomBefore()).isTrue();
        charge.start();
        charge.add(rule(1), ONE_LIMIT, 3, 3);
        assertThat(charge.mayHaveRoomBefore()).as("begun anew").isFalse();
    }

    /** However often a store is asked for one request, all of it together waits for one deadline. */
    @Test
    void waitsOnce() {
        var before = System.nanoTime();
        var charge = of(false, ONE_LIMIT);
        var until = charge.answerUntil(Timeline.SECOND);
        assertThat(until - before - Timeline.SECOND).isBetween(0L, System.nanoTime() - before);
        assertThat(charge.answerUntil(5 * Timeline.SECOND)).isEqualTo(until);
        var other = of(false, ONE_LIMIT);
        other.waitNoLongerThan(charge);
        assertThat(other.answerUntil(5 * Timeline.SECOND)).isEqualTo(until);
        charge.waitAnew();
        assertThat(charge.answerUntil(5 * Timeline.SECOND) - until).isGreaterThanOrEqualTo(4 * Timeline.SECOND);
        other.start();
        assertThat(other.answerUntil(5 * Timeline.SECOND)).isNotEqualTo(until);
    }

    @Test
    void forgetsTheStoreThatDidNotDecideIt() {
        var charge = of(false, ONE_LIMIT, TWO_LIMITS);
        charge.share(3);
        for (var i = 0; i < 2; i++) {
            var part = charge.part(i);
            part.wish(5);
            part.takenAt(NOW);
            part.bucket(new Bucket(part.subject(), part.tier()));
            assertThat(part.nodes()).isEqualTo(3);
            assertThat(part.wish()).isEqualTo(5);
            assertThat(part.takenAt()).isEqualTo(NOW);
            assertThat(part.charged()).isSameAs(part.bucket());
        }
        charge.forgetStore();
        for (var i = 0; i < 2; i++) {
            var part = charge.part(i);
            assertThat(part.nodes()).isEqualTo(1);
            assertThat(part.wish()).isZero();
            assertThat(part.charged()).isNotInstanceOf(Bucket.class).isEqualTo(part.subject());
            assertThatThrownBy(part::bucket).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void isPutTogetherOfItsSubjectsAndCosts() {
        var together = charge(ONE_LIMIT, 7, 2).together().copy();
        assertThat(charge(ONE_LIMIT, 7, 2).together()).isEqualTo(together);
        assertThat(charge(ONE_LIMIT, 7, 3).together()).isNotEqualTo(together);
        assertThat(charge(ONE_LIMIT, 8, 2).together()).isNotEqualTo(together);
        assertThat(charge(TWO_LIMITS, 7, 2).together()).isNotEqualTo(together);
    }

    @Test
    void keepsForLaterOnlyWhatMayBeGivenBack() {
        var charge = of(false, ONE_LIMIT, AT_ONCE);
        var bucket = new Bucket(charge.part(1).subject(), AT_ONCE.narrow());
        charge.part(1).bucket(bucket);
        var refund = new Refund();
        assertThat(refund.isEmpty()).isTrue();
        refund.keep(charge);
        assertThat(refund.parts()).extracting(Refund.Part::subject).containsExactly(bucket);

        charge.keepBuckets();
        refund.keep(charge);
        assertThat(refund.isEmpty()).isFalse();
        assertThat(refund.parts()).hasSize(3);
        assertThat(refund.charged(true).parts()).hasSize(2).allMatch(part -> part.subject() instanceof Bucket);
        assertThat(refund.charged(false).parts())
                .singleElement()
                .matches(part -> part.subject().equals(charge.part(0).subject()) && part.taken(0) == 1);
        refund.clear();
        assertThat(refund.isEmpty()).isTrue();
    }

    @Test
    void aSubjectIsItsDigestUnderItsTier() {
        var subject = new Subject();
        subject.set(2, 7, 9);
        assertThat(subject.high() - 2).isEqualTo(7);
        assertThat(subject.low()).isEqualTo(9);
        assertThat(subject.copy()).isEqualTo(subject).hasSameHashCodeAs(subject);
        assertThat(new Bucket(subject, ONE_LIMIT.narrow())).isEqualTo(subject);
        for (var digest : new long[][] {{1, 7, 9}, {2, 8, 9}, {2, 7, 8}}) {
            var other = new Subject();
            other.set(digest[0], digest[1], digest[2]);
            assertThat(other).isNotEqualTo(subject);
        }
        assertThat(subject).isNotEqualTo(new Object());
    }
}
