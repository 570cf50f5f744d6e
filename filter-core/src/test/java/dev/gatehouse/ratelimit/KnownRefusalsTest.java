package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Charges.allowance;
import static dev.gatehouse.ratelimit.Charges.charge;
import static dev.gatehouse.ratelimit.Charges.line;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class KnownRefusalsTest {

    private static final long NOW = 1_700_006_400L * Timeline.SECOND;
    private static final Allowance ALLOWED = allowance(0, Algorithm.SLIDING_WINDOW, 10, 60);

    private final KnownRefusals refusals = new KnownRefusals(100);

    /** Refused at 0; sure for some seconds; nothing left, room in 30 s, all in 60 s. */
    private static Told refused(long sureSeconds) {
        return Told.of(
                List.of(0L, NOW / 1_000, sureSeconds * 1_000_000, 0L, 30_000_000L, 0L, 30_000_000L, 60_000_000L), NOW);
    }

    @Test
    void answersAsTheStoreWouldUntilThereIsRoom() {
        refusals.keep(charge(ALLOWED, 7), refused(30), NOW, false);
        var later = NOW + 12 * Timeline.SECOND + 1;
        var again = charge(ALLOWED, 7);
        var known = Objects.requireNonNull(refusals.find(again, later));

        again.tell(known, later);
        assertThat(again.isAdmitted()).isFalse();
        assertThat(line(again, 0).remaining()).isZero();
        assertThat(Timeline.ceilSeconds(line(again, 0).untilRoom())).isEqualTo(18);
        assertThat(Timeline.ceilSeconds(line(again, 0).untilWhole())).isEqualTo(48);
        assertThat(refusals.find(again, NOW + 30 * Timeline.SECOND - 1)).isNotNull();
        assertThat(refusals.find(again, NOW + 30 * Timeline.SECOND)).isNull();
    }

    @Test
    void forgetsWithinASecondWhereThereMayBeRoomBefore() {
        refusals.keep(charge(ALLOWED, 7), refused(30), NOW, true);
        assertThat(refusals.find(charge(ALLOWED, 7), NOW + Timeline.SECOND - 1)).isNotNull();
        assertThat(refusals.find(charge(ALLOWED, 7), NOW + Timeline.SECOND)).isNull();
    }

    @Test
    void keepsNothingThatIsNotSure() {
        for (var sure : new long[] {-1, 0}) {
            refusals.keep(charge(ALLOWED, 7), refused(sure), NOW, false);
            assertThat(refusals.find(charge(ALLOWED, 7), NOW)).isNull();
        }
    }

    @Test
    void knowsAChargeByItsSubjectsAndCosts() {
        refusals.keep(charge(ALLOWED, 7, 3), refused(30), NOW, false);
        assertThat(refusals.find(charge(ALLOWED, 8, 3), NOW)).isNull();
        assertThat(refusals.find(charge(ALLOWED, 7, 2), NOW)).isNull();
        var wider = charge(ALLOWED, 7, 3);
        wider.addOver(9, 9);
        assertThat(refusals.find(wider, NOW)).isNull();
        assertThat(refusals.find(charge(ALLOWED, 7, 3), NOW)).isNotNull();
        refusals.clear();
        assertThat(refusals.find(charge(ALLOWED, 7, 3), NOW)).isNull();
    }
}
