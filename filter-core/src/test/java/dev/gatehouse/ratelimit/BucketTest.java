package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is known of one subject, and what becomes of it when the limits change or the store needs its room. */
final class BucketTest {

    private static final long NOW = 1_700_006_400L * Timeline.SECOND;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Quota TEN = new Quota.Fixed(10, MINUTE);
    private static final Quota HUNDRED = new Quota.Sliding(100, Duration.ofHours(1));
    private static final Quota THREE_AT_ONCE = new Quota.Concurrent(3);
    private static final Penalty PENALTY = new Penalty(3, MINUTE, Duration.ofMinutes(15));

    private static Tier tier(@Nullable Penalty penalty, Quota... quotas) {
        return new Tier(1, List.of(quotas), penalty);
    }

    private static Bucket bucket(Tier tier) {
        return new Bucket(new Subject(), tier);
    }

    /** Takes a cost of one limit. */
    private static void take(Bucket bucket, Tier tier, int limit, long cost) {
        tier.meter(limit).refresh(bucket.words(), NOW);
        tier.meter(limit).take(bucket.words(), cost);
    }

    private static Refund.Part charged(Bucket bucket, Tier tier, int cost) {
        return new Refund.Part(bucket, tier, cost, 1, Count.FAILURES, NOW);
    }

    @Test
    void isMostlyUsedWhenMoreThanHalfOfALimitIs() {
        var tier = tier(null, TEN, HUNDRED);
        var bucket = bucket(tier);
        assertThat(bucket.isWhole(NOW)).isTrue();
        assertThat(bucket.isMostlyUsed(NOW)).isFalse();
        take(bucket, tier, 0, 5);
        assertThat(bucket.isWhole(NOW)).isFalse();
        assertThat(bucket.isMostlyUsed(NOW)).as("half of it").isFalse();
        take(bucket, tier, 0, 1);
        assertThat(bucket.isMostlyUsed(NOW)).isTrue();
        assertThat(bucket.isMostlyUsed(NOW + 60 * Timeline.SECOND)).isFalse();
        assertThat(bucket.isWhole(NOW + 60 * Timeline.SECOND)).isTrue();

        var other = bucket(tier);
        take(other, tier, 1, 50);
        assertThat(other.isMostlyUsed(NOW)).isFalse();
        take(other, tier, 1, 1);
        assertThat(other.isMostlyUsed(NOW)).isTrue();
    }

    @Test
    void remembersRefusalsThatMayLeadToAPenalty() {
        var bucket = bucket(tier(PENALTY, TEN));
        assertThat(bucket.isWhole(NOW)).isTrue();
        assertThat(bucket.isMostlyUsed(NOW)).isFalse();
        assertThat(bucket.refused(NOW)).isZero();
        assertThat(bucket.refused(NOW)).isZero();
        assertThat(bucket.isWhole(NOW)).isFalse();
        assertThat(bucket.isMostlyUsed(NOW)).isTrue();
        assertThat(bucket.penaltyLeft(NOW)).isZero();
        assertThat(bucket.refused(NOW)).isEqualTo(900 * Timeline.SECOND);
        assertThat(bucket.penaltyLeft(NOW + Timeline.SECOND)).isEqualTo(899 * Timeline.SECOND);
        assertThat(bucket.isWhole(NOW + 899 * Timeline.SECOND)).isFalse();
        assertThat(bucket.isWhole(NOW + 900 * Timeline.SECOND)).isTrue();

        var without = bucket(tier(null, TEN));
        assertThat(without.refused(NOW)).isZero();
        assertThat(without.penaltyLeft(NOW)).isZero();
    }

    @Test
    void isHeldWhileSomethingIsUnderWay() {
        var tier = tier(null, TEN, THREE_AT_ONCE);
        var bucket = bucket(tier);
        take(bucket, tier, 0, 10);
        assertThat(bucket.isHeld(NOW)).isFalse();
        take(bucket, tier, 1, 1);
        assertThat(bucket.isHeld(NOW)).isTrue();
        bucket.giveBackHeld(charged(bucket, tier, 1));
        assertThat(bucket.isHeld(NOW)).isFalse();
        assertThat(bucket.remaining(1, NOW)).isEqualTo(3);
        assertThat(bucket.remaining(0, NOW)).isZero();

        var unheld = tier(null, TEN);
        var other = bucket(unheld);
        take(other, unheld, 0, 10);
        assertThat(other.isHeld(NOW)).isFalse();
        other.giveBackHeld(charged(other, tier, 1));
        assertThat(other.remaining(0, NOW)).isZero();
    }

    @Test
    void givesBackWhatWasChargedWhereItIsAsItWas() {
        var tier = tier(null, THREE_AT_ONCE, TEN, HUNDRED);
        var bucket = bucket(tier);
        for (var limit = 0; limit < 3; limit++) {
            take(bucket, tier, limit, 2);
        }
        bucket.giveBackCharged(charged(bucket, tier, 2), NOW);
        assertThat(bucket.remaining(0, NOW)).as("that is under way").isEqualTo(1);
        assertThat(bucket.remaining(1, NOW)).isEqualTo(10);
        assertThat(bucket.remaining(2, NOW)).isEqualTo(100);

        take(bucket, tier, 1, 2);
        bucket.giveBackCharged(charged(bucket, tier(null, THREE_AT_ONCE, TEN, HUNDRED), 2), NOW);
        assertThat(bucket.remaining(1, NOW)).as("charged to other limits").isEqualTo(8);
    }

    @Test
    void keepsWhatIsUsedOfLimitsThatStay() {
        var before = tier(PENALTY, TEN, THREE_AT_ONCE, HUNDRED);
        var bucket = bucket(before);
        take(bucket, before, 0, 1);
        take(bucket, before, 1, 2);
        take(bucket, before, 2, 3);
        for (var i = 0; i < 3; i++) {
            bucket.refused(NOW);
        }
        var after = tier(PENALTY, HUNDRED, new Quota.Fixed(11, MINUTE), new Quota.Concurrent(5), TEN);
        bucket.moveTo(after);
        assertThat(bucket.remaining(0, NOW)).isEqualTo(97);
        assertThat(bucket.remaining(1, NOW)).as("a limit that is new").isEqualTo(11);
        assertThat(bucket.remaining(2, NOW)).as("two are under way").isEqualTo(3);
        assertThat(bucket.remaining(3, NOW)).isEqualTo(9);
        assertThat(bucket.penaltyLeft(NOW)).isEqualTo(900 * Timeline.SECOND);
        var words = bucket.words();
        bucket.moveTo(after);
        assertThat(bucket.words()).isSameAs(words);

        bucket.moveTo(tier(new Penalty(3, MINUTE, MINUTE), TEN));
        assertThat(bucket.remaining(0, NOW)).isEqualTo(9);
        assertThat(bucket.penaltyLeft(NOW)).as("another penalty").isZero();
        bucket.moveTo(tier(null, TEN));
        bucket.moveTo(after);
        assertThat(bucket.penaltyLeft(NOW)).isZero();
        assertThat(bucket.remaining(3, NOW)).isEqualTo(9);
    }

    @Test
    void anotherTakesOverItsWordsAndLeavesItsOwn() {
        var tier = tier(null, TEN);
        var before = bucket(tier(null, HUNDRED, TEN));
        take(before, tier(null, HUNDRED, TEN), 1, 4);
        var after = bucket(tier);
        after.takeOver(before);
        after.moveTo(tier);
        assertThat(after.remaining(0, NOW)).isEqualTo(6);
        take(after, tier, 0, 1);
        assertThat(before.remaining(1, NOW)).isEqualTo(6);
        assertThat(before.isGone()).isFalse();
        before.leave();
        assertThat(before.isGone()).isTrue();
    }

    @Test
    void isLoweredAndNeverRaised() {
        var bucket = bucket(tier(null, TEN, HUNDRED));
        bucket.lower(1, 40, NOW);
        assertThat(bucket.remaining(1, NOW)).isEqualTo(40);
        assertThat(bucket.remaining(0, NOW)).isEqualTo(10);
        bucket.lower(1, 60, NOW);
        assertThat(bucket.remaining(1, NOW)).isEqualTo(40);
    }
}
