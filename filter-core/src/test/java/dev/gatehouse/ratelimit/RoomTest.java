package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RoomTest {

    private final Room room = new Room(10);
    private final Room.Share one = room.share();
    private final Room.Share other = room.share();

    @Test
    void isGivenWholeAndNotTwice() {
        assertThat(one.growTo(11)).isFalse();
        assertThat(one.growTo(10)).isTrue();
        assertThat(one.growTo(10)).as("nothing is missing").isTrue();
        assertThat(one.growTo(11)).isFalse();
        assertThat(other.growTo(1)).isFalse();
        assertThat(other.growTo(0)).isTrue();
    }

    @Test
    void isThereAgainOnceItIsGivenBack() {
        assertThat(one.growTo(6)).isTrue();
        assertThat(other.growTo(4)).isTrue();
        assertThat(other.growTo(5)).isFalse();
        one.shrinkTo(7);
        assertThat(other.growTo(5)).as("nothing was given back").isFalse();
        one.shrinkTo(4);
        assertThat(other.growTo(6)).isTrue();
        assertThat(other.growTo(7)).isFalse();
        one.shrinkTo(0);
        one.shrinkTo(0);
        assertThat(other.growTo(10)).isTrue();
        assertThat(other.growTo(11)).isFalse();
    }

    /** A share that could not grow has what it had. */
    @Test
    void losesNothingByWhatWasNotThere() {
        assertThat(one.growTo(3)).isTrue();
        assertThat(one.growTo(100)).isFalse();
        one.shrinkTo(0);
        assertThat(other.growTo(10)).isTrue();
    }
}
