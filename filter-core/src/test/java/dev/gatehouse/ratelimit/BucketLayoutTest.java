package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.ratelimit.Scripts.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a server that several nodes share is told of a bucket's meters, as the files of their kinds describe it. */
final class BucketLayoutTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long NOW = 1_700_006_400L * Timeline.SECOND;

    /** Each meter's seven numbers, its id left out, which stands for its text. */
    private static List<List<Long>> numbers(Tier tier) {
        var meters = new ArrayList<List<Long>>();
        for (var meter : withIds(tier)) {
            meters.add(List.of(meter.get(0), meter.get(2), meter.get(3), meter.get(4), meter.get(5), meter.get(6)));
        }
        return meters;
    }

    private static List<List<Long>> withIds(Tier tier) {
        var bytes = ByteBuffer.wrap(tier.layout(NOW).bytes()).order(ByteOrder.LITTLE_ENDIAN);
        var meters = new ArrayList<List<Long>>();
        while (bytes.hasRemaining()) {
            var meter = new ArrayList<Long>();
            for (var i = 0; i < 7; i++) {
                meter.add((long) bytes.getDouble());
            }
            meters.add(meter);
        }
        return meters;
    }

    private static Tier tier(@Nullable Penalty penalty, Quota... quotas) {
        return new Tier(1, List.of(quotas), penalty);
    }

    private static long micros(String time) {
        return ZonedDateTime.parse(time).toEpochSecond() * 1_000_000;
    }

    @Test
    void hasTheLimitAndTheLengthOfASlotOfASlidingWindow() {
        assertThat(numbers(tier(null, new Quota.Sliding(10, MINUTE))))
                .containsExactly(List.of(1L, 10L, 3_000_000L, 0L, 0L, 0L));
    }

    @Test
    void hasTheLimitAndTheLengthOfAFixedWindow() {
        assertThat(numbers(tier(null, new Quota.Fixed(10, MINUTE))))
                .containsExactly(List.of(2L, 10L, 60_000_000L, 0L, 0L, 0L));
    }

    /** Another machine's clock may be in the month before or after. */
    @Test
    void hasThreeWindowsOfACalendar() {
        assertThat(numbers(tier(null, new Quota.Calendar(10, CalendarUnit.MONTH, ZoneId.of("Europe/Berlin")))))
                .containsExactly(List.of(
                        3L,
                        10L,
                        micros("2023-10-01T00:00:00+02:00"),
                        micros("2023-11-01T00:00:00+01:00"),
                        micros("2023-12-01T00:00:00+01:00"),
                        micros("2024-01-01T00:00:00+01:00")));
    }

    @Test
    void hasTheCapacityTickUnitAndDrainOfABucketOfTokens() {
        assertThat(numbers(tier(null, new Quota.Tokens(7, MINUTE, 9))))
                .as("a token is 60,000,000 of which 7 flow back in a microsecond")
                .containsExactly(List.of(4L, 9 * 60_000_000L, 1L, 60_000_000L, 7L, 0L));
        assertThat(numbers(tier(null, new Quota.Tokens(100, MINUTE, 10))))
                .as("no more than it takes")
                .containsExactly(List.of(4L, 10 * 600_000L, 1L, 600_000L, 1L, 0L));
        assertThat(numbers(tier(null, new Quota.Tokens(15_625, Duration.ofSeconds(1 << 20), 1 << 26))))
                .as("just fits 52 bits")
                .containsExactly(List.of(4L, 1L << 52, 1L, 1L << 26, 1L, 0L));
        assertThat(numbers(tier(null, new Quota.Tokens(999_999_937, Duration.ofDays(1), 999_999_937))))
                .as("a tick of a tenth of a second, so that it fits 52 bits")
                .containsExactly(List.of(4L, 999_999_937 * 864_000L, 100_000L, 864_000L, 999_999_937L, 0L));
    }

    /** Its id is none: what is under way is so however many may be. */
    @Test
    void hasTheLimitOfRequestsAtOnceAndHowLongTheyAreRemembered() {
        assertThat(withIds(tier(null, new Quota.Concurrent(10))))
                .containsExactly(List.of(5L, 0L, 10L, 30_000_000L, 0L, 0L, 0L));
    }

    @Test
    void hasAPenaltyLast() {
        var penalty = new Penalty(3, MINUTE, Duration.ofMinutes(15));
        var tier = tier(penalty, new Quota.Fixed(10, MINUTE), new Quota.Sliding(100, Duration.ofHours(1)));
        assertThat(numbers(tier))
                .containsExactly(
                        List.of(2L, 10L, 60_000_000L, 0L, 0L, 0L),
                        List.of(1L, 100L, 180_000_000L, 0L, 0L, 0L),
                        List.of(6L, 3L, 3_000_000L, 900_000_000L, 0L, 0L));
    }

    /** Nodes whose policies were written apart find the same words, and those of other limits are others'. */
    @Test
    void callsTheSameLimitTheSameInEveryTier() {
        var penalty = new Penalty(3, MINUTE, Duration.ofMinutes(15));
        var one = withIds(tier(penalty, new Quota.Fixed(10, MINUTE), new Quota.Fixed(11, MINUTE)));
        var other = withIds(new Tier(2, List.of(new Quota.Fixed(11, MINUTE)), penalty));
        assertThat(one.get(1)).isEqualTo(other.get(0)).isNotEqualTo(one.get(0));
        assertThat(one.get(2)).isEqualTo(other.get(1));
        assertThat(one)
                .extracting(meter -> meter.get(1))
                .doesNotHaveDuplicates()
                .allMatch(id -> id > 0);
    }

    @Test
    void isMadeAnewEachMinuteAsCalendarsGoOn() {
        var tier = tier(null, new Quota.Fixed(10, MINUTE));
        var layout = tier.layout(NOW);
        assertThat(tier.layout(NOW + 60 * Timeline.SECOND - 1)).isSameAs(layout);
        var next = tier.layout(NOW + 60 * Timeline.SECOND);
        assertThat(next).isNotSameAs(layout);
        assertThat(tier.layout(NOW + 119 * Timeline.SECOND)).isSameAs(next);
    }

    /** A server is sent no more than it needs. */
    @Test
    void saysWhichFilesItNeeds() {
        var sliding = Kind.SLIDING.set();
        var tokens = tier(null, new Quota.Tokens(7, MINUTE, 9)).layout(NOW).kinds();
        assertThat(Scripts.of(tokens).decide().text()).contains("kinds[4]").doesNotContain("kinds[1]", "kinds[6]");
        assertThat(Scripts.of(tokens)).isSameAs(Scripts.of(tokens)).isNotSameAs(Scripts.of(sliding));
        assertThat(tier(null, new Quota.Concurrent(1)).layout(NOW).kinds()).isEqualTo(sliding | Kind.HELD.set());
        assertThat(Scripts.of(Kind.HELD.set()).giveBack().text()).contains("kinds[1]", "kinds[5]");
        var penalty = new Penalty(3, MINUTE, MINUTE);
        assertThat(Scripts.of(tier(penalty, new Quota.Fixed(10, MINUTE))
                                .layout(NOW)
                                .kinds())
                        .decide()
                        .text())
                .contains("kinds[1]", "kinds[2]", "kinds[6]")
                .doesNotContain("kinds[3]", "kinds[4]", "kinds[5]");
    }

    /** Only windows are taken ahead, for as long as the slot lasts that is over first. */
    @Test
    void tellsForHowLongItCanBeTakenAhead() {
        var minute = new Quota.Fixed(10, MINUTE);
        assertThat(tier(null, minute).isOfWindows()).isTrue();
        assertThat(tier(new Penalty(3, MINUTE, MINUTE), minute).isOfWindows()).isFalse();
        assertThat(tier(null, minute, new Quota.Tokens(7, MINUTE, 9)).isOfWindows())
                .isFalse();
        assertThat(tier(null, minute, new Quota.Concurrent(7)).isOfWindows()).isFalse();

        var second = Timeline.SECOND;
        assertThat(tier(null, minute).untilNextSlot(NOW + second)).isEqualTo(59 * second);
        var month = new Quota.Calendar(10, CalendarUnit.MONTH, ZoneId.of("UTC"));
        assertThat(tier(null, month).isOfWindows()).isTrue();
        assertThat(tier(null, month).untilNextSlot(NOW))
                .isEqualTo(Duration.ofDays(16).toNanos());
        var both = tier(null, minute, month, new Quota.Sliding(10, MINUTE));
        assertThat(both.isOfWindows()).isTrue();
        assertThat(both.untilNextSlot(NOW + second)).isEqualTo(2 * second);
    }

    @Test
    void saysWhichBucketsOfTokensItCannotHold() {
        assertThat(new TokenBucket(0, 999_999_937, Duration.ofDays(1).toNanos(), 999_999_937).fitsElsewhere())
                .isTrue();
        assertThat(new TokenBucket(0, 1_000_000_007, Duration.ofDays(366).toNanos(), 1_000_000_000).fitsElsewhere())
                .as("not even in seconds")
                .isFalse();
    }
}
