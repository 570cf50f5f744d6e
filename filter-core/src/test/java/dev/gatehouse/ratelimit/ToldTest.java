package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a store elsewhere says, and several such things put together. */
final class ToldTest {

    private static final long AT = 1_700_006_400L * Timeline.SECOND;
    private static final long MILLI = Timeline.SECOND / 1_000;

    /** Admitted at 5 µs; of one limit 9 were left and 8 are, more in 2 ms, all in 3 ms; of another 6, 5, 4 ms, 7 ms. */
    private static final Told ADMITTED =
            Told.of(List.of(1L, 5L, 0L, 9L, 0L, 8L, 2_000L, 3_000L, 6L, 0L, 5L, 4_000L, 7_000L), AT);

    /** Refused at 4 µs, surely for 30 ms; room in 30 ms, more in 20 ms, all in 60 ms. */
    private static final Told REFUSED = Told.of(List.of(0L, 4L, 30_000L, 0L, 30_000L, 0L, 20_000L, 60_000L), AT);

    private static String limit(Told told, int limit, long now) {
        return "%d, room in %d, %d now, more in %d, all in %d"
                .formatted(
                        told.left(limit),
                        told.untilRoom(limit, now) / MILLI,
                        told.leftNow(limit),
                        told.untilMore(limit, now) / MILLI,
                        told.untilWhole(limit, now) / MILLI);
    }

    @Test
    void isReadLimitByLimit() {
        assertThat(ADMITTED.isAdmitted()).isTrue();
        assertThat(ADMITTED.takenAt()).isEqualTo(5_000);
        assertThat(limit(ADMITTED, 0, AT)).isEqualTo("9, room in 0, 8 now, more in 2, all in 3");
        assertThat(limit(ADMITTED, 1, AT)).isEqualTo("6, room in 0, 5 now, more in 4, all in 7");
        assertThat(REFUSED.isAdmitted()).isFalse();
        assertThat(REFUSED.isSureUntil()).isEqualTo(AT + 30 * MILLI);
        assertThat(limit(REFUSED, 0, AT)).isEqualTo("0, room in 30, 0 now, more in 20, all in 60");
        assertThat(ADMITTED.isOfOtherWindow()).isFalse();
        assertThat(REFUSED.isOfOtherWindow()).isFalse();
        assertThat(Told.of(List.of(-1L, 4L, 0L), AT).isOfOtherWindow()).isTrue();
    }

    @Test
    void isShorterTheLaterItIsAskedAndNoLongerTheEarlier() {
        assertThat(limit(REFUSED, 0, AT + 5 * MILLI)).isEqualTo("0, room in 25, 0 now, more in 15, all in 55");
        assertThat(limit(REFUSED, 0, AT + 40 * MILLI)).isEqualTo("0, room in 0, 0 now, more in 0, all in 20");
        assertThat(limit(REFUSED, 0, AT - 5 * MILLI)).isEqualTo("0, room in 30, 0 now, more in 20, all in 60");
    }

    @Test
    void aRefusalOfWhichNothingIsKnownSeemsToHaveAll() {
        var quotas = List.<Quota>of(
                new Quota.Fixed(7, Duration.ofMinutes(1)), new Quota.Tokens(5, Duration.ofMinutes(1), 3));
        var other = List.<Quota>of(new Quota.Concurrent(2));
        var told = Told.refusalOf(List.of(new Tier(1, quotas, null), new Tier(2, other, null)), AT);
        assertThat(told.isAdmitted()).isFalse();
        assertThat(told.isSureUntil()).isEqualTo(AT);
        assertThat(limit(told, 0, AT)).isEqualTo("7, room in 0, 7 now, more in 0, all in 0");
        assertThat(limit(told, 1, AT)).isEqualTo("3, room in 0, 3 now, more in 0, all in 0");
        assertThat(limit(told, 2, AT)).isEqualTo("2, room in 0, 2 now, more in 0, all in 0");
    }

    @Test
    void aPartHasItsOwnTime() {
        var moved = ADMITTED.takenAt(77_000);
        assertThat(moved.takenAt()).isEqualTo(77_000);
        assertThat(limit(moved, 1, AT)).isEqualTo(limit(ADMITTED, 1, AT));
        assertThat(ADMITTED.takenAt()).as("as it was").isEqualTo(5_000);
    }

    @Test
    void whatThisNodeHasIsLeftToo() {
        assertThat(limit(ADMITTED.withOwn(1, 1, 10), 0, AT)).isEqualTo(limit(ADMITTED, 0, AT));
        assertThat(limit(ADMITTED.withOwn(1, 1, 10), 1, AT)).isEqualTo("16, room in 0, 15 now, more in 4, all in 7");
        assertThat(limit(ADMITTED.withOwn(0, 2, 10), 0, AT)).isEqualTo("19, room in 0, 18 now, more in 2, all in 3");
        assertThat(limit(ADMITTED.withOwn(0, 2, 10), 1, AT)).isEqualTo("16, room in 0, 15 now, more in 4, all in 7");
        assertThat(ADMITTED.left(0)).as("as it was").isEqualTo(9);
    }

    @Test
    void severalAreRefusedIfOneIs() {
        var together = new Told.Together(3, AT);
        together.add(ADMITTED, 0, 1, 2);
        together.add(ADMITTED, 1, 1, 0);
        assertThat(together.told().isAdmitted()).isTrue();
        assertThat(together.told().isSureUntil()).isEqualTo(AT);
        together.add(REFUSED, 0, 1, 1);
        var told = together.told();
        assertThat(told.isAdmitted()).isFalse();
        assertThat(told.takenAt()).as("the later one").isEqualTo(5_000);
        assertThat(told.isSureUntil()).as("the longest").isEqualTo(AT + 30 * MILLI);
        assertThat(limit(told, 0, AT)).isEqualTo(limit(ADMITTED, 1, AT));
        assertThat(limit(told, 1, AT)).isEqualTo(limit(REFUSED, 0, AT));
        assertThat(limit(told, 2, AT)).isEqualTo(limit(ADMITTED, 0, AT));
    }

    /** What counts towards a penalty must be asked each time. */
    @Test
    void severalAreNotSureIfOneIsToBeAskedAgain() {
        var counted = Told.of(List.of(0L, 4L, -1L, 0L, 30_000L, 0L, 20_000L, 60_000L), AT);
        for (var order : List.of(List.of(counted, REFUSED), List.of(REFUSED, counted))) {
            var together = new Told.Together(2, AT);
            together.add(order.get(0), 0, 1, 0);
            together.add(order.get(1), 0, 1, 1);
            assertThat(together.told().isSureUntil()).isLessThan(AT);
        }
    }

    /** Three were taken ahead, of which two were left; one is spent a millisecond later. */
    @Test
    void whatIsSpentIsToldOfAllThatThereIs() {
        var together = new Told.Together(3, AT + MILLI);
        together.addSpent(ADMITTED, 0, 2, 1, 2, 1);
        var told = together.told();
        assertThat(told.isAdmitted()).isTrue();
        assertThat(limit(told, 0, AT + MILLI)).isEqualTo("0, room in 0, 0 now, more in 0, all in 0");
        assertThat(limit(told, 1, AT + MILLI)).isEqualTo("10, room in 0, 9 now, more in 1, all in 2");
        assertThat(limit(told, 2, AT + MILLI)).isEqualTo("7, room in 0, 6 now, more in 3, all in 6");
    }
}
