package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

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
}
