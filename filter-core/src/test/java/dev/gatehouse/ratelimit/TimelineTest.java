package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TimelineTest {

    private static final long SECOND = Timeline.SECOND;
    private static final long NOON = 1_700_006_400L;

    private long nano = 12_345;
    private long unix = NOON * SECOND;
    private final Timeline timeline = new Timeline(() -> nano, () -> unix);

    private void pass(long nanos) {
        nano += nanos;
        unix += nanos;
    }

    @Test
    void beginsInAgreementWithTheWallClock() {
        assertThat(timeline.now()).isEqualTo(NOON * SECOND);
        pass(5);
        assertThat(timeline.now()).isEqualTo(NOON * SECOND + 5);
    }

    @Test
    void roundsUnixSecondsUp() {
        var now = timeline.now();
        assertThat(timeline.unixSecondAt(now, now)).isEqualTo(NOON);
        assertThat(timeline.unixSecondAt(now + 1, now)).isEqualTo(NOON + 1);
        assertThat(timeline.unixSecondAt(now + SECOND, now)).isEqualTo(NOON + 1);
    }

    @Test
    void doesNotJumpWithTheWallClockButTellsItsTime() {
        for (var jump : new long[] {3_600 * SECOND, -7_200 * SECOND}) {
            var before = timeline.now();
            pass(2 * SECOND);
            unix += jump;
            assertThat(timeline.now()).isEqualTo(before + 2 * SECOND);
            assertThat(timeline.unixSecondAt(timeline.now(), timeline.now())).isEqualTo(unix / SECOND);
        }
    }

    @Test
    void ignoresDifferencesThatAreOnlyTheReadingOfTwoClocks() {
        pass(2 * SECOND);
        unix += SECOND / 1_000;
        var now = timeline.now();
        assertThat(timeline.unixSecondAt(now, now)).isEqualTo(NOON + 2);
    }

    @Test
    void followsTheWallClockFromTwoMillisecondsOn() {
        for (var adjusted : new long[] {SECOND / 500, -SECOND / 500}) {
            var before = unix;
            pass(2 * SECOND);
            unix += adjusted;
            assertThat(wall()).isEqualTo(before + 2 * SECOND);
            pass(2 * SECOND);
            unix += adjusted > 0 ? 1 : -1;
            assertThat(wall()).isEqualTo(unix);
        }
    }

    @Test
    void looksAtTheWallClockNoMoreThanOnceASecond() {
        var before = unix;
        pass(SECOND);
        unix += 60 * SECOND;
        assertThat(wall()).isEqualTo(before + SECOND);
        pass(1);
        assertThat(wall()).isEqualTo(unix);
        pass(SECOND);
        unix += 60 * SECOND;
        assertThat(wall()).isEqualTo(unix - 60 * SECOND);
    }

    /** A thread may lose its processor after it has read the one clock, and before it reads the other. */
    @Test
    void believesNoDifferenceThatItWasHeldUpIn() {
        var held = new long[1];
        var slow = new Timeline(() -> nano, () -> {
            nano += held[0];
            return unix;
        });
        var jump = 60 * SECOND;
        pass(2 * SECOND);
        unix += jump;
        held[0] = SECOND / 1_000 + 1;
        assertThat(slow.unixNanosAt(slow.now(), slow.now())).isEqualTo(unix - jump);
        held[0] = SECOND / 1_000;
        nano += 2 * SECOND;
        assertThat(slow.unixNanosAt(0, slow.now()))
                .as("by what it read first")
                .isEqualTo(unix - (slow.now() - held[0]));
    }

    @Test
    void holdsNoDateThatNanosecondsCannot() {
        var last = 200L * 365 * 86_400;
        assertThat(Timeline.nanosOf(last, 7)).isEqualTo(last * SECOND + 7);
        assertThat(Timeline.nanosOf(last + 1, 7)).isEqualTo(last * SECOND + 7);
        assertThat(Timeline.nanosOf(-last - 1, 7)).isEqualTo(-last * SECOND + 7);
        assertThat(Timeline.nanosOf(Long.MAX_VALUE, 0)).isPositive();
        assertThat(Timeline.nanosOf(3, 7)).isEqualTo(3 * SECOND + 7);
    }

    @Test
    void isThatOfThisMachine() {
        var before = System.currentTimeMillis() * 1_000_000;
        var told = Timeline.system().now();
        assertThat(told).isBetween(before, (System.currentTimeMillis() + 10_000) * 1_000_000);
    }

    private long wall() {
        return timeline.unixNanosAt(timeline.now(), timeline.now());
    }
}
