package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Charges.allowance;
import static dev.gatehouse.ratelimit.Charges.charge;
import static dev.gatehouse.ratelimit.Charges.line;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clocks that jump, overflow and stand anywhere: nothing is refilled early by them, and nobody is locked out. */
final class ClockTest {

    private static final long SECOND = Timeline.SECOND;
    private static final long DAY = 86_400;
    private static final long YEAR = 365 * DAY;
    private static final long NOON = 1_700_006_400L;

    private static final List<Long> WINDOWS = List.of(1L, 60L, 3_600L, DAY, 30 * DAY, YEAR);

    /** Where {@link System#nanoTime} may stand: anywhere, says its Javadoc, and it may overflow. */
    private static final List<Long> NANO_STARTS = List.of(
            Long.MIN_VALUE,
            -5 * SECOND,
            -1L,
            0L,
            Long.MAX_VALUE - SECOND,
            Long.MAX_VALUE - DAY * SECOND,
            Long.MAX_VALUE);

    /** Where the wall clock may stand when a server starts: a machine without a battery begins in 1970, or before. */
    private static final List<Long> WALL_STARTS =
            List.of(-50 * YEAR, -1L, 0L, 1L, NOON, 100 * YEAR, 291 * YEAR, 8_000 * YEAR);

    private static final List<Long> JUMPS =
            List.of(-50 * YEAR, -YEAR, -DAY, -3_600L, -61L, -1L, 1L, 61L, 3_600L, DAY, YEAR, 50 * YEAR, 8_000 * YEAR);

    /** Ten requests in a window, of each kind that there is; and how long that is at most, in seconds. */
    static Stream<Arguments> limits() {
        var windows = Stream.of(Algorithm.values())
                .flatMap(algorithm -> WINDOWS.stream()
                        .map(window -> Arguments.of(
                                algorithm + " of " + window + " s", allowance(0, algorithm, 10, window), window)));
        var calendar = Stream.of(CalendarUnit.values())
                .map(unit -> Arguments.of(
                        "calendar's " + unit,
                        allowance(new Quota.Calendar(10, unit, ZoneId.of("Europe/Berlin")), null),
                        unit == CalendarUnit.HOUR ? 2 * 3_600L : unit.about().toSeconds() + 2 * DAY));
        return Stream.concat(windows, calendar);
    }

    /** The same, and what else remembers times. */
    static Stream<Arguments> all() {
        return Stream.concat(
                limits(),
                Stream.of(
                        Arguments.of("at once", allowance(new Quota.Concurrent(10), null), 60L),
                        Arguments.of(
                                "penalty",
                                allowance(
                                        new Quota.Sliding(10, Duration.ofMinutes(1)),
                                        new Penalty(3, Duration.ofMinutes(1), Duration.ofMinutes(15))),
                                60L)));
    }

    /** A server with clocks of its own, and one subject. */
    private static final class Machine {

        private final AtomicLong nano;
        private final AtomicLong wall;
        private final CaffeineStore store;
        private final Timeline timeline;
        private final Allowance limit;

        Machine(long nanoStart, long wallSecond, Allowance limit) {
            nano = new AtomicLong(nanoStart);
            wall = new AtomicLong(wallSecond);
            timeline = new Timeline(nano::get, () -> Timeline.nanosOf(wall.get(), 0));
            store = new CaffeineStore(1_000, timeline);
            this.limit = limit;
        }

        void pass(long nanos) {
            nano.addAndGet(nanos);
            wall.addAndGet(nanos / SECOND);
        }

        Charge ask() {
            var charge = charge(limit, 7);
            store.decide(charge);
            return charge;
        }

        /** Returns the second at which a client is told that it has all again. */
        long reset(Charge charge) {
            return timeline.unixSecondAt(charge.now() + line(charge, 0).untilWhole(), charge.now());
        }
    }

    /** What a client is told in numbers that do not depend on the date. */
    private static String told(Charge charge) {
        var line = line(charge, 0);
        return "%s, %d left, room in %d, more in %d, all in %d"
                .formatted(
                        charge.isAdmitted(), line.remaining(), line.untilRoom(), line.untilMore(), line.untilWhole());
    }

    private static List<String> course(Machine machine, long window, boolean jumps) {
        var random = new Random(window);
        var told = new ArrayList<String>();
        for (var step = 0; step < 300; step++) {
            machine.pass(random.nextInt(4) == 0 ? random.nextLong(window * SECOND) : 0);
            if (jumps && step % 7 == 0) {
                machine.wall.addAndGet(JUMPS.get(step / 7 % JUMPS.size()));
            }
            told.add(told(machine.ask()));
        }
        return told;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void countsAlikeWhereverNanoTimeStands(String kind, Allowance limit, long window) {
        var expected = course(new Machine(77, NOON, limit), window, false);
        assertThat(expected).anyMatch(told -> told.startsWith("false"));
        for (var start : NANO_STARTS) {
            assertThat(course(new Machine(start, NOON, limit), window, false))
                    .as("from %d on", start)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void countsAlikeHoweverTheWallClockJumps(String kind, Allowance limit, long window) {
        var expected = course(new Machine(77, NOON, limit), window, false);
        assertThat(course(new Machine(77, NOON, limit), window, true)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("limits")
    void keepsItsLimitWhereverTheWallClockStands(String kind, Allowance limit, long window) {
        for (var start : WALL_STARTS) {
            var machine = new Machine(77, start, limit);
            for (var i = 0; i < 10; i++) {
                assertThat(machine.ask().isAdmitted()).as("from %d on", start).isTrue();
            }
            var refused = machine.ask();
            assertThat(refused.isAdmitted()).as("from %d on", start).isFalse();
            assertThat(line(refused, 0).untilRoom()).isBetween(1L, window * SECOND * 21 / 20);
            machine.pass(line(refused, 0).untilRoom());
            assertThat(machine.ask().isAdmitted()).as("from %d on", start).isTrue();
        }
    }

    /** The date is the wall clock's, as soon as the two have been compared. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("limits")
    void tellsTheDateOfTheWallClockAfterAJump(String kind, Allowance limit, long window) {
        for (var jump : JUMPS) {
            var machine = new Machine(77, NOON, limit);
            machine.ask();
            machine.wall.addAndGet(jump);
            machine.pass(2 * SECOND);
            var charge = machine.ask();
            var untilWhole = Timeline.ceilSeconds(line(charge, 0).untilWhole());
            var told = machine.reset(charge);
            if (jump < 200 * YEAR) {
                assertThat(told).isEqualTo(machine.wall.get() + untilWhole);
            } else {
                // A date that nanoseconds cannot hold: any, but in the future.
                assertThat(told).isGreaterThan(NOON);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("limits")
    void hasAllAgainAfterALongSleep(String kind, Allowance limit, long window) {
        for (var sleep : new long[] {2 * window, YEAR + window, 90 * YEAR}) {
            var machine = new Machine(77, NOON, limit);
            for (var i = 0; i < 11; i++) {
                machine.ask();
            }
            machine.pass(sleep * SECOND);
            for (var i = 0; i < 10; i++) {
                assertThat(machine.ask().isAdmitted()).isTrue();
            }
            assertThat(machine.ask().isAdmitted()).isFalse();
        }
    }

    /** It never should. If it does, what was used stays used, and what a refused client is told is still true. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("limits")
    void refillsNothingIfNanoTimeFallsBack(String kind, Allowance limit, long window) {
        for (var fall : new long[] {1, SECOND, window * SECOND, 2 * window * SECOND}) {
            var machine = new Machine(0, NOON, limit);
            for (var i = 0; i < 10; i++) {
                assertThat(machine.ask().isAdmitted()).isTrue();
            }
            machine.nano.addAndGet(-fall);
            var refused = machine.ask();
            assertThat(refused.isAdmitted()).isFalse();
            var room = line(refused, 0).untilRoom();
            assertThat(room).isBetween(1L, fall + window * SECOND * 21 / 20);
            machine.nano.addAndGet(room - 1);
            assertThat(machine.ask().isAdmitted()).isFalse();
            machine.nano.addAndGet(1);
            assertThat(machine.ask().isAdmitted()).isTrue();
        }
    }
}
