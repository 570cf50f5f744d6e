package dev.gatehouse.ratelimit;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A window of the calendar. Weeks begin on Monday (ISO 8601). */
enum CalendarUnit {
    HOUR(ChronoUnit.HOURS),
    DAY(ChronoUnit.DAYS),
    WEEK(ChronoUnit.WEEKS),
    MONTH(ChronoUnit.MONTHS),
    YEAR(ChronoUnit.YEARS);

    /** One of these windows: from a time on, to another that is the next one's. */
    record Span(Instant start, Instant end) {

        Duration length() {
            return Duration.between(start, end);
        }
    }

    private final ChronoUnit unit;

    CalendarUnit(ChronoUnit unit) {
        this.unit = unit;
    }

    /** Returns how settings write it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the unit that settings write so, or null if none is. */
    static @Nullable CalendarUnit of(String word) {
        for (var unit : values()) {
            if (unit.word().equals(word)) {
                return unit;
            }
        }
        return null;
    }

    /** Returns about how long it is. */
    Duration about() {
        return unit.getDuration();
    }

    /** Returns the window that a time is in. Where clocks are set back, the hour that comes twice is one window. */
    Span spanAt(Instant time, ZoneId zone) {
        var local = begin(LocalDateTime.ofInstant(time, zone));
        var next = local.plus(1, unit);
        // Where a day is begun, left by setting clocks back, and begun again, it began the first time.
        while (!instant(next, zone).isAfter(time)) {
            local = next;
            next = local.plus(1, unit);
        }
        return new Span(instant(local, zone), instant(next, zone));
    }

    private LocalDateTime begin(LocalDateTime time) {
        var day = time.truncatedTo(ChronoUnit.DAYS);
        return switch (this) {
            case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
            case YEAR -> day.withDayOfYear(1);
        };
    }

    /** Returns when a local time comes: for the first time, if it comes twice; if it is left out, when it is. */
    private static Instant instant(LocalDateTime local, ZoneId zone) {
        var transition = zone.getRules().getTransition(local);
        return transition != null && transition.isGap()
                ? transition.getInstant()
                : local.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    }
}
