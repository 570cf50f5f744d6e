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
}
