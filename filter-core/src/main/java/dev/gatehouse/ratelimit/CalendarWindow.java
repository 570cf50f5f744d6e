package dev.gatehouse.ratelimit;

import java.time.Instant;
import java.time.ZoneId;

/**
 * N in each window of a zone's calendar. Words: when the window began, and what was used of it.
 *
 * <p>Which window is now is looked up in the calendar once for all, when the last one has ended: this meter remembers
 * it. Threads that race at the end of one may each look it up.
 */
final class CalendarWindow extends Meter {

    /** A window, in nanoseconds since 1970. */
    private record Span(long start, long end) {}

    private final long limit;
    private final CalendarUnit unit;
    private final ZoneId zone;

    private volatile Span latest = new Span(0, 0);

    CalendarWindow(int at, long limit, CalendarUnit unit, ZoneId zone) {
        super(at);
        this.limit = limit;
        this.unit = unit;
        this.zone = zone;
    }

    @Override
    boolean isOfWindow() {
        return true;
    }

    @Override
    long untilNextSlot(long time) {
        return spanAt(time).end - time;
    }

    /** With the windows before and after the one of now: another machine's clock may be in one of them. */
    @Override
    void layOut(BucketLayout layout, int id, long now) {
        var span = spanAt(now);
        layout.add(
                Scripts.Kind.CALENDAR,
                id,
                limit,
                spanAt(span.start - 1).start / Timeline.MICROSECOND,
                span.start / Timeline.MICROSECOND,
                span.end / Timeline.MICROSECOND,
                spanAt(span.end).end / Timeline.MICROSECOND);
    }

    @Override
    int words() {
        return 2;
    }

    @Override
    long refresh(long[] words, long now) {
        var start = spanAt(now).start;
        if (start > words[at]) {
            words[at] = start;
            words[at + 1] = 0;
        }
        return limit - words[at + 1];
    }

    @Override
    void take(long[] words, long cost) {
        words[at + 1] += cost;
    }

    @Override
    void giveBack(long[] words, long takenAt, long cost) {
        if (words[at] == spanAt(takenAt).start) {
            words[at + 1] -= Math.min(cost, words[at + 1]);
        }
    }

    @Override
    long untilRoomFor(long[] words, long now, long cost) {
        return cost <= limit - words[at + 1] ? 0 : untilEnd(words, now);
    }

    @Override
    long untilMore(long[] words, long now) {
        return untilWhole(words, now);
    }

    @Override
    long untilWhole(long[] words, long now) {
        return words[at + 1] == 0 ? 0 : untilEnd(words, now);
    }

    private long untilEnd(long[] words, long now) {
        return spanAt(words[at]).end - now;
    }

    private Span spanAt(long time) {
        var span = latest;
        if (time >= span.start && time < span.end) {
            return span;
        }
        var found = unit.spanAt(Instant.ofEpochSecond(0, time), zone);
        var sought = new Span(nanos(found.start()), nanos(found.end()));
        if (sought.start > span.start) {
            latest = sought;
        }
        return sought;
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * Timeline.SECOND + instant.getNano();
    }
}
