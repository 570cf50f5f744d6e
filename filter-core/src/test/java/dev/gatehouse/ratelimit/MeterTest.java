package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The edges of meters, which random requests hardly ever meet. */
final class MeterTest {

    private static final long SECOND = Timeline.SECOND;
    private static final long START = 1_700_006_400L * SECOND;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    static Stream<Quota> quotas() {
        return Stream.of(
                new Quota.Sliding(10, MINUTE),
                new Quota.Fixed(10, MINUTE),
                new Quota.Calendar(10, CalendarUnit.HOUR, ZoneId.of("UTC")),
                new Quota.Tokens(10, MINUTE, 10),
                new Quota.Concurrent(10));
    }

    @ParameterizedTest
    @MethodSource("quotas")
    void whatIsWholeHasNothingToWaitFor(Quota quota) {
        var meter = quota.meter(0);
        var words = new long[meter.words()];
        for (var now = START; now < START + 3; now++) {
            assertThat(meter.refresh(words, now)).isEqualTo(10);
            assertThat(meter.untilRoomFor(words, now, 10)).isZero();
            assertThat(meter.untilMore(words, now)).isZero();
            assertThat(meter.untilWhole(words, now)).isZero();
        }
    }

    /** However it comes to be that more is given back than was taken. */
    @ParameterizedTest
    @MethodSource("quotas")
    void noMoreIsGivenBackThanWasTaken(Quota quota) {
        var meter = quota.meter(0);
        var words = new long[meter.words()];
        meter.refresh(words, START);
        meter.take(words, 3);
        meter.giveBack(words, START, 7);
        assertThat(meter.refresh(words, START)).isEqualTo(10);
        meter.take(words, 10);
        assertThat(meter.refresh(words, START)).isZero();
        assertThat(meter.untilRoomFor(words, START, 1)).isPositive();
    }

    /** Nobody knows when one of those under way is answered. */
    @Test
    void whoeverWaitsForRequestsAtOnceWaitsASecond() {
        var meter = new Quota.Concurrent(10).meter(0);
        var words = new long[meter.words()];
        meter.refresh(words, START);
        meter.take(words, 4);
        assertThat(meter.untilRoomFor(words, START, 6)).isZero();
        assertThat(meter.untilRoomFor(words, START, 7)).isEqualTo(SECOND);
        assertThat(meter.untilMore(words, START)).isZero();
        assertThat(meter.untilWhole(words, START)).isEqualTo(SECOND);
        meter.take(words, 6);
        assertThat(meter.refresh(words, START + 1)).isZero();
        assertThat(meter.untilRoomFor(words, START, 1)).isEqualTo(SECOND);
    }

    /** Counts are as narrow as the limit allows, and hold all of it in one slot. */
    @ParameterizedTest
    @CsvSource({"255, 5", "256, 8", "65535, 8", "65536, 13", "2147483647, 13"})
    void aSlotHoldsAllThatALimitAllows(long limit, int words) {
        var meter = new SlidingWindow(0, limit, MINUTE.toNanos());
        assertThat(meter.words()).isEqualTo(words);
        for (var slot = 0; slot < SlidingWindow.SLOTS; slot++) {
            var bucket = new long[words];
            var now = START + slot * 3L * SECOND;
            meter.refresh(bucket, now);
            meter.take(bucket, limit);
            assertThat(meter.refresh(bucket, now + 60 * SECOND)).isZero();
            assertThat(meter.untilWhole(bucket, now + 60 * SECOND)).isEqualTo(3 * SECOND);
            assertThat(meter.refresh(bucket, now + 63 * SECOND)).isEqualTo(limit);
        }
    }

    @Test
    void thereIsRoomOnceEnoughSlotsAreForgotten() {
        var meter = new SlidingWindow(0, 10, MINUTE.toNanos());
        var words = new long[meter.words()];
        for (var cost : new long[] {1, 2, 3, 4}) {
            meter.refresh(words, START + cost * 6 * SECOND);
            meter.take(words, cost);
        }
        var now = START + 24 * SECOND;
        var slots = List.of(1, 2, 2, 3, 3, 3, 4, 4, 4, 4);
        for (var cost = 1; cost <= 10; cost++) {
            assertThat(meter.untilRoomFor(words, now, cost))
                    .as("room for %d", cost)
                    .isEqualTo((slots.get(cost - 1) * 6L + 63) * SECOND - 24 * SECOND);
        }
    }

    @Test
    void refusalsBeforeAPenaltyAreForgottenWithIt() {
        var meter = new Penalty(3, Duration.ofHours(1), MINUTE).meter(1);
        var words = new long[1 + meter.words() + 1];
        words[0] = 77;
        words[words.length - 1] = 78;
        var now = START;
        for (var round = 0; round < 3; round++) {
            for (var refusal = 1; refusal < 3; refusal++) {
                meter.count(words, now);
                assertThat(meter.left(words, now)).isZero();
                assertThat(meter.isWhole(words, now)).isFalse();
            }
            meter.count(words, now);
            assertThat(meter.left(words, now)).isEqualTo(60 * SECOND);
            assertThat(meter.isWhole(words, now + 60 * SECOND - 1)).isFalse();
            now += 60 * SECOND;
            assertThat(meter.left(words, now)).isZero();
            assertThat(meter.isWhole(words, now)).isTrue();
        }
        assertThat(words).startsWith(77).endsWith(78);
    }

    private static final long MINUTE_NANOS = MINUTE.toNanos();

    /** Seven a minute: one takes 8,571,428,571 and three sevenths of a nanosecond. */
    private final TokenBucket seven = new TokenBucket(0, 7, MINUTE_NANOS, 9);

    private final long[] owed = new long[2];

    private void takeOfSeven(long cost) {
        seven.refresh(owed, START);
        seven.take(owed, cost);
    }

    @Test
    void aTokenComesBackToTheNanosecond() {
        takeOfSeven(9);
        for (var token = 1; token <= 9; token++) {
            var exact = (token * MINUTE_NANOS + 6) / 7;
            assertThat(seven.untilRoomFor(owed, START, token)).isEqualTo(exact);
            assertThat(seven.refresh(owed.clone(), START + exact - 1)).isEqualTo(token - 1);
            assertThat(seven.refresh(owed.clone(), START + exact)).isEqualTo(token);
        }
        assertThat(seven.untilMore(owed, START)).isEqualTo((MINUTE_NANOS + 6) / 7);
        assertThat(seven.untilWhole(owed, START)).isEqualTo((9 * MINUTE_NANOS + 6) / 7);
    }

    /** A level that is beyond a full bucket's drains as any does. */
    @Test
    void whoOwesHasPaidToTheNanosecond() {
        takeOfSeven(20);
        var drained = 20 * MINUTE_NANOS / 7;
        assertThat(seven.refresh(owed.clone(), START + drained)).isEqualTo(8);
        for (var late = 0; late < 2; late++) {
            var then = owed.clone();
            seven.refresh(then, START + drained + late);
            assertThat(seven.untilWhole(then, START + drained + late)).isEqualTo(1 - late);
        }
        var halfway = owed.clone();
        assertThat(seven.refresh(halfway, START + 10 * MINUTE_NANOS / 7)).isZero();
        assertThat(seven.untilWhole(halfway, START + 10 * MINUTE_NANOS / 7))
                .isEqualTo((20 * MINUTE_NANOS + 6) / 7 - 10 * MINUTE_NANOS / 7);
        assertThat(seven.refresh(owed, START + 1_000 * MINUTE_NANOS)).isEqualTo(9);
        seven.take(owed, 9);
        assertThat(seven.refresh(owed, START + 1_000 * MINUTE_NANOS)).isZero();
    }

    @Test
    void nobodyOwesMoreThanALongHas() {
        takeOfSeven((1L << 61) / MINUTE_NANOS);
        assertThat(seven.untilWhole(owed, START)).isEqualTo(((1L << 61) / MINUTE_NANOS * MINUTE_NANOS + 6) / 7);
        seven.take(owed, Integer.MAX_VALUE);
        seven.take(owed, Integer.MAX_VALUE);
        assertThat(seven.untilWhole(owed, START)).isEqualTo((9 * MINUTE_NANOS + 6) / 7 + (1L << 61) / 7 - 1);
    }

    /** So many that a nanosecond's share of a token is too small a number: counted in ticks of ten. */
    @Test
    void ticksAreLongerWhereNumbersWouldNotFit() {
        var window = (1L << 20) * SECOND;
        var meter = new TokenBucket(0, 15_625, window, 1L << 26);
        var token = window / 15_625;
        assertThat(meter.refresh(owed, START + 3)).isEqualTo(1L << 26);
        assertThat(meter.untilWhole(owed, START + 3)).isZero();
        assertThat(owed[1]).isEqualTo(START / 10);
        meter.take(owed, 1);
        assertThat(meter.untilMore(owed, START + 10)).isEqualTo(token - 10);
        meter.take(owed, Integer.MAX_VALUE);
        assertThat(meter.untilWhole(owed, START))
                .as("at most a hundred years beyond a full one")
                .isEqualTo((1L << 26) * token + 100L * 366 * 86_400 * SECOND);
        assertThat(meter.fitsElsewhere()).as("in microseconds, just").isTrue();
    }
}
