package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.StringJoiner;

/** What a quota promises, in words: the most that a caller can get, and when. */
final class Bound {

    private static final long DAY = 86_400;

    /** A sliding window forgets by slots of which a window has so many. */
    private static final int SLOTS = 20;

    private final long requests;
    private final String window;

    private Bound(Quota quota) {
        this.requests = quota.requests();
        this.window = Durations.text(quota.window());
    }

    /** Returns the promise of a quota. */
    static String of(Quota quota) {
        var bound = new Bound(quota);
        if (quota instanceof Quota.Sliding sliding) {
            return bound.slidingWindow(sliding);
        }
        if (quota instanceof Quota.Fixed fixed) {
            return bound.fixedWindow(fixed);
        }
        if (quota instanceof Quota.Calendar calendar) {
            return bound.calendarWindow(calendar);
        }
        if (quota instanceof Quota.Tokens tokens) {
            return bound.tokenBucket(tokens);
        }
        return "never more than " + bound.requests + " under way at once";
    }

    private String slidingWindow(Quota.Sliding quota) {
        return "never more than " + requests + " in any " + window + "; capacity comes back at most "
                + span(quota.window().dividedBy(SLOTS)) + " late";
    }

    private String fixedWindow(Quota.Fixed quota) {
        var seconds = quota.window().toSeconds();
        var each = switch ((int) seconds) {
            case 1 -> "each second of the clock";
            case 60 -> "each minute of the clock";
            case 3_600 -> "each hour of the clock";
            case (int) DAY -> "each day of the clock (UTC)";
            default ->
                DAY % seconds == 0
                        ? "each " + window + " of the clock (UTC)"
                        : "each " + window + ", counted from 1970-01-01 (UTC)";
        };
        return requests + " in " + each + "; at most " + 2 * requests + " across a boundary";
    }

    private String calendarWindow(Quota.Calendar quota) {
        return requests + " in each " + quota.unit().word()
                + (quota.unit() == CalendarUnit.WEEK ? ", from Monday on," : "") + " in " + quota.zone()
                + "; at most " + 2 * requests + " across a boundary";
    }

    private String tokenBucket(Quota.Tokens quota) {
        var rate = switch ((int) quota.window().toSeconds()) {
            case 1 -> requests + " a second";
            case 60 -> requests + " a minute";
            case 3_600 -> requests + " an hour";
            case (int) DAY -> requests + " a day";
            default -> requests + " in " + window;
        };
        return "at most " + quota.burst() + " at once, " + rate + " on average; at most " + (quota.burst() + requests)
                + " in any " + window;
    }

    /** Writes a span in several units where one would need a large number: {@code 8h 24m}, {@code 4.5s}. */
    private static String span(Duration span) {
        var text = new StringJoiner(" ");
        if (span.toDaysPart() > 0) {
            text.add(span.toDaysPart() + "d");
        }
        if (span.toHoursPart() > 0) {
            text.add(span.toHoursPart() + "h");
        }
        if (span.toMinutesPart() > 0) {
            text.add(span.toMinutesPart() + "m");
        }
        var millis = span.toSecondsPart() * 1_000L + span.toMillisPart();
        if (millis > 0) {
            text.add(BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + "s");
        }
        return text.toString();
    }
}
