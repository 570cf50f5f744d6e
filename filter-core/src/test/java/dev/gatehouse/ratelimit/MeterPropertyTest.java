package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every meter promises, of random requests at random times, against models that keep every request. */
final class MeterPropertyTest {

    private static final int OFFSET = 3;

    static Stream<Quota> quotas() {
        return Stream.concat(byAlgorithm(), byCalendar());
    }

    private static Stream<Quota> byCalendar() {
        var zones = Stream.of(
                "UTC", "Europe/Berlin", "Asia/Kathmandu", "Africa/Cairo", "America/Santiago", "Australia/Lord_Howe");
        return zones.flatMap(zone -> Stream.of(CalendarUnit.values())
                .map(unit -> new Quota.Calendar(unit == CalendarUnit.DAY ? 3 : 1_000, unit, ZoneId.of(zone))));
    }

    private static Stream<Quota> byAlgorithm() {
        return Stream.of(Algorithm.values())
                .flatMap(algorithm -> Stream.of(
                        Quota.of(1, Duration.ofSeconds(1), algorithm),
                        Quota.of(3, Duration.ofSeconds(7), algorithm),
                        Quota.of(100, Duration.ofMinutes(1), algorithm),
                        Quota.of(255, Duration.ofMinutes(15), algorithm),
                        Quota.of(256, Duration.ofMinutes(15), algorithm),
                        Quota.of(1_009, Duration.ofHours(1), algorithm),
                        Quota.of(70_001, Duration.ofHours(6), algorithm),
                        Quota.of(999_999_937, Duration.ofDays(1), algorithm)));
    }

    /** Never more than it says, hardly less, and every number that clients are told is right from both sides. */
    @ParameterizedTest
    @MethodSource("quotas")
    void keepsItsPromises(Quota quota) {
        for (var seed = 0; seed < 30; seed++) {
            var run = new Run(quota, seed);
            for (var step = 0; step < 400; step++) {
                run.step();
            }
        }
    }

    /** A thread may bring a time that another has already gone past: nothing is given back for it. */
    @ParameterizedTest
    @MethodSource("quotas")
    void givesNothingBackForTimesThatArePast(Quota quota) {
        var meter = quota.meter(0);
        var words = new long[meter.words()];
        var now = 1_700_000_000L * Timeline.SECOND;
        meter.refresh(words, now);
        meter.take(words, quota.requests());
        assertThat(meter.refresh(words, now - quota.window().toNanos() * 3)).isZero();
        assertThat(meter.refresh(words, 0)).isZero();
        assertThat(meter.refresh(words, now)).isZero();
    }

    /** What was taken and given back is as if it had never been taken. */
    @ParameterizedTest
    @MethodSource("quotas")
    void givesBackAllThatHasNotComeBackByItself(Quota quota) {
        for (var seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var meter = quota.meter(0);
            var with = new long[meter.words()];
            var without = new long[meter.words()];
            var window = quota.window().toNanos();
            var now = 1_700_000_000L * Timeline.SECOND + random.nextLong(window);
            for (var step = 0; step < 100; step++) {
                now += random.nextLong(window / 4);
                var cost = 1 + random.nextLong(quota.requests());
                var kept = 1 + random.nextLong(quota.requests());
                if (kept + cost <= meter.refresh(with, now) && kept <= meter.refresh(without, now)) {
                    meter.take(with, kept);
                    meter.take(without, kept);
                    meter.take(with, cost);
                    var later = now + random.nextLong(window + window / 2);
                    meter.refresh(with, later);
                    meter.giveBack(with, now, cost);
                    now = later;
                }
                var description = "%s%s, seed %d, step %d".formatted(quota, quota.details(), seed, step);
                if (quota instanceof Quota.Tokens) {
                    // Whose tokens flowed back meanwhile nobody knows; those are not given back once more.
                    assertThat(meter.refresh(with, now))
                            .as(description)
                            .isLessThanOrEqualTo(meter.refresh(without, now));
                } else {
                    assertThat(meter.refresh(with, now)).as(description).isEqualTo(meter.refresh(without, now));
                }
            }
        }
    }

    /** Not even among many others does anything come back twice: as if all had been there that is not given back. */
    @ParameterizedTest
    @MethodSource("quotas")
    void givesNothingBackThatHasComeBackByItself(Quota quota) {
        for (var seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var meter = quota.meter(0);
            var with = new long[meter.words()];
            var kept = new long[meter.words()];
            var window = quota.window().toNanos();
            var now = 1_700_000_000L * Timeline.SECOND + random.nextLong(window);
            var open = new ArrayDeque<long[]>();
            for (var step = 0; step < 300; step++) {
                now += random.nextInt(3) == 0 ? random.nextLong(window / 2) : 0;
                if (!open.isEmpty() && random.nextInt(3) == 0) {
                    var charge = open.poll();
                    meter.refresh(with, now);
                    meter.giveBack(with, charge[0], charge[1]);
                } else {
                    var cost = 1 + random.nextLong(quota.requests());
                    var isKept = random.nextBoolean();
                    if (cost <= meter.refresh(with, now) && (!isKept || cost <= meter.refresh(kept, now))) {
                        meter.take(with, cost);
                        if (isKept) {
                            meter.take(kept, cost);
                        } else {
                            open.add(new long[] {now, cost});
                        }
                    }
                }
                assertThat(meter.refresh(with, now))
                        .as("%s%s, seed %d, step %d", quota, quota.details(), seed, step)
                        .isLessThanOrEqualTo(meter.refresh(kept, now));
            }
        }
    }

    /** Two threads read the clock, and the later one comes first. */
    @Test
    void givesBackWhatWasTakenAtATimeBeforeTheFirst() {
        var meter = new Quota.Concurrent(2).meter(0);
        var words = new long[meter.words()];
        meter.refresh(words, 101);
        meter.take(words, 1);
        meter.refresh(words, 100);
        meter.take(words, 1);
        meter.giveBack(words, 100, 1);
        meter.giveBack(words, 101, 1);
        assertThat(meter.refresh(words, 102)).isEqualTo(2);
        meter.take(words, 1);
        meter.giveBack(words, 99, 1);
        assertThat(meter.refresh(words, 103))
                .as("taken before this was counted")
                .isEqualTo(1);
    }

    /** One meter's words among others', random requests, and the model beside them. */
    private static final class Run {

        private final Quota quota;
        private final Meter meter;
        private final Model model;
        private final Random random;
        private final String name;
        private final long[] words;
        private long now;

        Run(Quota quota, long seed) {
            this.quota = quota;
            this.meter = quota.meter(OFFSET);
            this.random = new Random(seed);
            this.name = quota + quota.details() + ", seed " + seed;
            this.words = new long[OFFSET + meter.words() + 2];
            this.now = 1_700_000_000L * Timeline.SECOND
                    + random.nextLong(Duration.ofDays(400).toNanos());
            this.model = model(quota, now);
        }

        private static Model model(Quota quota, long now) {
            if (quota instanceof Quota.Sliding) {
                return new SlidingModel(quota);
            }
            if (quota instanceof Quota.Calendar calendar) {
                return new CalendarModel(calendar);
            }
            return quota instanceof Quota.Fixed ? new FixedModel(quota) : new TokenModel(quota, now);
        }

        void step() {
            var window = quota.window().toNanos();
            now += switch (random.nextInt(12)) {
                case 0 -> window + random.nextLong(window);
                case 1, 2 -> random.nextLong(window);
                case 3, 4, 5 -> random.nextLong(Math.max(2, window / quota.requests() * 2));
                case 6 -> window / 20;
                case 7 -> window;
                default -> 0;
            };
            var cost = random.nextInt(4) == 0 ? 1 : 1 + random.nextLong(quota.requests());
            var before = meter.refresh(words, now);
            var admitted = cost <= before;
            checkTimes(cost, before);
            model.judge(name, now, cost, admitted);
            if (admitted) {
                meter.take(words, cost);
                model.take(now, cost);
                assertThat(meter.refresh(words, now)).as(name).isEqualTo(before - cost);
            }
            checkTimes(cost, before - (admitted ? cost : 0));
            assertThat(words[0] | words[1] | words[2] | words[words.length - 1] | words[words.length - 2])
                    .as(name + ": words of others")
                    .isZero();
        }

        private void checkTimes(long cost, long remaining) {
            var room = meter.untilRoomFor(words, now, cost);
            if (cost <= remaining) {
                assertThat(room).as(name + ": room now").isZero();
            } else {
                assertThat(room).as(name + ": no room now").isPositive();
                assertThat(remainingAt(now + room)).as(name + ": room then").isGreaterThanOrEqualTo(cost);
                assertThat(remainingAt(now + room - 1))
                        .as(name + ": no room before")
                        .isLessThan(cost);
            }
            var whole = meter.untilWhole(words, now);
            assertThat(remainingAt(now + whole)).as(name + ": whole then").isEqualTo(quota.requests());
            if (remaining < quota.requests()) {
                var more = meter.untilMore(words, now);
                assertThat(more).as(name).isBetween(1L, whole);
                assertThat(remainingAt(now + more)).as(name + ": more then").isGreaterThan(remaining);
                assertThat(remainingAt(now + more - 1))
                        .as(name + ": no more before")
                        .isEqualTo(remaining);
            }
            if (whole > 0 && !(quota instanceof Quota.Tokens)) {
                assertThat(remainingAt(now + whole - 1))
                        .as(name + ": not whole before")
                        .isLessThan(quota.requests());
            }
        }

        private long remainingAt(long time) {
            return meter.refresh(words.clone(), time);
        }
    }

    /** Keeps every request, and knows what must and must not be admitted. */
    private abstract static class Model {

        abstract void judge(String name, long now, long cost, boolean admitted);

        abstract void take(long now, long cost);
    }

    /** Never more than N in any stretch of the window; given back at most a twentieth late. */
    private static final class SlidingModel extends Model {

        private record Request(long time, long cost) {}

        private final long limit;
        private final long window;
        private final ArrayDeque<Request> requests = new ArrayDeque<>();

        SlidingModel(Quota quota) {
            limit = quota.requests();
            window = quota.window().toNanos();
        }

        @Override
        void judge(String name, long now, long cost, boolean admitted) {
            if (admitted) {
                assertThat(used(now, window) + cost)
                        .as(name + ": in the window")
                        .isLessThanOrEqualTo(limit);
            } else {
                assertThat(used(now, window + window / 20) + cost)
                        .as(name + ": in a window and a twentieth")
                        .isGreaterThan(limit);
            }
        }

        /** What was used since so long ago, both ends included. */
        private long used(long now, long span) {
            return requests.stream()
                    .filter(request -> request.time >= now - span)
                    .mapToLong(Request::cost)
                    .sum();
        }

        @Override
        void take(long now, long cost) {
            requests.add(new Request(now, cost));
            requests.removeIf(request -> request.time < now - 2 * window);
        }
    }

    /** N in each window of the clock. */
    private static final class FixedModel extends Model {

        private final long limit;
        private final long window;
        private final HashMap<Long, Long> used = new HashMap<>();

        FixedModel(Quota quota) {
            limit = quota.requests();
            window = quota.window().toNanos();
        }

        @Override
        void judge(String name, long now, long cost, boolean admitted) {
            assertThat(admitted).as(name).isEqualTo(used.getOrDefault(now / window, 0L) + cost <= limit);
        }

        @Override
        void take(long now, long cost) {
            used.merge(now / window, cost, Long::sum);
        }
    }

    /** N on each day, in each month and so on, as a calendar on the wall names them. */
    private static final class CalendarModel extends Model {

        private final Quota.Calendar quota;
        private final HashMap<String, Long> used = new HashMap<>();

        CalendarModel(Quota.Calendar quota) {
            this.quota = quota;
        }

        private String page(long now) {
            var pattern = switch (quota.unit()) {
                case HOUR -> "yyyy-MM-dd HH";
                case DAY -> "yyyy-MM-dd";
                case WEEK -> "YYYY-'W'ww";
                case MONTH -> "yyyy-MM";
                case YEAR -> "yyyy";
            };
            // Weeks as in Germany are those of ISO 8601.
            return DateTimeFormatter.ofPattern(pattern, Locale.GERMANY)
                    .format(Instant.ofEpochSecond(0, now).atZone(quota.zone()));
        }

        @Override
        void judge(String name, long now, long cost, boolean admitted) {
            assertThat(admitted).as(name).isEqualTo(used.getOrDefault(page(now), 0L) + cost <= quota.requests());
        }

        @Override
        void take(long now, long cost) {
            used.merge(page(now), cost, Long::sum);
        }
    }

    /** Bucket4j's greedy refill, which is exact too, with a clock that is told. */
    private static final class TokenModel extends Model {

        private final io.github.bucket4j.Bucket bucket;
        private final long[] clock;

        TokenModel(Quota quota, long now) {
            var time = new long[] {now};
            clock = time;
            bucket = io.github.bucket4j.Bucket.builder()
                    .addLimit(limit -> limit.capacity(quota.requests()).refillGreedy(quota.requests(), quota.window()))
                    .withCustomTimePrecision(new io.github.bucket4j.TimeMeter() {
                        @Override
                        public long currentTimeNanos() {
                            return time[0];
                        }

                        @Override
                        public boolean isWallClockBased() {
                            return false;
                        }
                    })
                    .build();
        }

        @Override
        void judge(String name, long now, long cost, boolean admitted) {
            clock[0] = now;
            assertThat(admitted)
                    .as(name)
                    .isEqualTo(bucket.estimateAbilityToConsume(cost).canBeConsumed());
        }

        @Override
        void take(long now, long cost) {
            assertThat(bucket.tryConsume(cost)).isTrue();
        }
    }
}
