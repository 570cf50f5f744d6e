package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How much a node takes ahead of one caller's limits. */
final class LeaseTest {

    private static final long AT = 1_700_006_400L * Timeline.SECOND;
    private static final long SOON = Timeline.SECOND / 10;

    private final Lease lease = new Lease();
    private long now = AT;

    private long wishAfter(long nanos) {
        now += nanos;
        var wish = lease.wish(now);
        lease.wishAnswered();
        return wish;
    }

    @Test
    void takesTwiceAsMuchIfItHasToAskAgainSoon() {
        assertThat(wishAfter(0)).isZero();
        assertThat(wishAfter(SOON)).isEqualTo(1);
        assertThat(wishAfter(SOON)).isEqualTo(2);
        assertThat(wishAfter(SOON)).isEqualTo(4);
        assertThat(wishAfter(Timeline.SECOND / 2)).isEqualTo(4);
        assertThat(wishAfter(2 * Timeline.SECOND)).isEqualTo(2);
        assertThat(wishAfter(2 * Timeline.SECOND)).isEqualTo(1);
        assertThat(wishAfter(2 * Timeline.SECOND)).isZero();
    }

    /** However many threads ask, they take together no more than one of them may. */
    @Test
    void takesByOneCallAtATime() {
        assertThat(wishAfter(0)).isZero();
        assertThat(lease.wish(now + SOON)).isEqualTo(1);
        assertThat(lease.wish(now + SOON)).isZero();
        assertThat(lease.wish(now + 5 * Timeline.SECOND)).isZero();
        lease.wishAnswered();
        assertThat(lease.wish(now + 2 * SOON)).isEqualTo(2);
    }

    private static final Tier TIER =
            Charges.allowance(1, Algorithm.FIXED_WINDOW, 10, 60).narrow();
    private static final Tier OTHER =
            Charges.allowance(2, Algorithm.FIXED_WINDOW, 10, 60).narrow();

    /** Taken at AT: one that was asked for and five ahead, of nine. */
    private static final Told TOLD =
            Told.of(List.of(1L, AT / Timeline.MICROSECOND, 0L, 9L, 0L, 3L, 20_000_000L, 60_000_000L), AT);

    private static final long END = AT + Timeline.SECOND;

    private void addFive() {
        lease.add(5, TOLD, 0, TIER, END, END);
    }

    @Test
    void canBeSpentInItsSlot() {
        assertThat(lease.left(AT, TIER)).isZero();
        addFive();
        assertThat(lease.takenAt()).isEqualTo(AT);
        assertThat(lease.left(END - 1, TIER)).isEqualTo(5);
        assertThat(lease.left(END - 1, OTHER)).isZero();
        assertThat(lease.left(END, TIER)).isZero();
        assertThat(lease.isOver(END - 1)).isFalse();
        assertThat(lease.isOver(END)).isTrue();

        var together = new Told.Together(2, AT);
        lease.spend(2, together, 1, 1);
        assertThat(together.told().left(1)).as("with what is left there").isEqualTo(8);
        assertThat(together.told().leftNow(1)).isEqualTo(6);
        assertThat(together.told().untilMore(1, AT)).isEqualTo(20 * Timeline.SECOND);
        assertThat(lease.left(AT, TIER)).isEqualTo(3);
        addFive();
        assertThat(lease.left(AT, TIER)).isEqualTo(8);
        lease.drop();
        assertThat(lease.left(AT, TIER)).isZero();
    }

    @Test
    void isIdleOnceNothingWasSpentOfIt() {
        assertThat(lease.isIdle(AT - Timeline.SECOND)).isTrue();
        addFive();
        assertThat(lease.isIdle(AT)).isFalse();
        assertThat(lease.isIdle(AT)).isTrue();
        lease.spend(1, new Told.Together(1, AT), 1, 0);
        assertThat(lease.isIdle(AT)).isFalse();
        assertThat(lease.isIdle(AT)).isTrue();
        addFive();
        assertThat(lease.isIdle(END)).as("its slot is over").isTrue();
    }

    @Test
    void isOtherIfSomethingIsLeftOfAnotherSlotOrTier() {
        assertThat(lease.isOther(TIER, END)).isFalse();
        addFive();
        assertThat(lease.isOther(TIER, END)).isFalse();
        assertThat(lease.isOther(OTHER, END)).isTrue();
        assertThat(lease.isOther(TIER, END + 1)).isTrue();
        lease.drop();
        assertThat(lease.isOther(OTHER, END)).isFalse();
    }

    @Test
    void isGivenBackOnce() {
        var server = new DeadServer(1);
        var store = new SharedStore(server, new SubjectKeys("test", ""), new Timeline(() -> now, () -> now));
        assertThat(lease.giveBack(new Subject(), store)).isFalse();
        addFive();
        assertThat(lease.giveBack(new Subject(), store)).isTrue();
        assertThat(lease.left(AT, TIER)).isZero();
        assertThat(lease.giveBack(new Subject(), store)).isFalse();
        assertThat(server.calls()).hasSize(1);
        assertThat(lease.isGone()).isFalse();
        lease.leave();
        assertThat(lease.isGone()).isTrue();
    }

    @Test
    void takesNoMoreThanAMillionAhead() {
        var wish = wishAfter(0);
        for (var i = 0; i < 40; i++) {
            wish = wishAfter(SOON);
        }
        assertThat(wish).isEqualTo(1 << 20);
    }

    @Test
    void takesAsMuchAsBeforeAtTheEdgesOfSoonAndLate() {
        wishAfter(0);
        wishAfter(SOON);
        assertThat(wishAfter(SOON)).isEqualTo(2);
        assertThat(wishAfter(Timeline.SECOND / 4)).isEqualTo(2);
        assertThat(wishAfter(Timeline.SECOND / 4 - 1)).isEqualTo(4);
        assertThat(wishAfter(Timeline.SECOND)).isEqualTo(4);
        assertThat(wishAfter(Timeline.SECOND + 1)).isEqualTo(2);
    }
}
