package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongUnaryOperator;

/** How much a caller may use: so many requests in a window of some kind, or so many at once. Immutable. */
sealed interface Quota {

    long MOST_REQUESTS = 1_000_000_000;
    Duration LONGEST_WINDOW = Duration.ofDays(366);

    /** Returns how many there are, from 1 to {@link #MOST_REQUESTS}. */
    long requests();

    /** Returns in how long, from 1 s to {@link #LONGEST_WINDOW}; about so long for a window of the calendar. */
    Duration window();

    /** Returns how many there are when none is used, which is the most that one request can cost. */
    default long most() {
        return requests();
    }

    /** Returns the arithmetic of this quota, on the words of a bucket from one on. */
    Meter meter(int at);

    /** Returns the same quota of other numbers. */
    Quota with(LongUnaryOperator numbers);

    /** Returns as many times this quota, as far as a meter can count. */
    default Quota times(int factor) {
        return with(number -> Math.min(number * factor, Meter.MOST));
    }

    /** Returns what there is to say beyond {@code 1000/hour}; empty for a sliding window. */
    String details();

    /** Returns how many seconds the window has that a time is in. */
    default long windowSecondsAt(Instant time) {
        return window().toSeconds();
    }

    /** Returns the parameters of a member of {@code RateLimit-Policy}. */
    default String parameters() {
        return ";q=" + requests() + ";w=" + window().toSeconds();
    }

    /** Returns whether the other is counted in the same way in the same windows. */
    default boolean isLike(Quota other) {
        return getClass() == other.getClass() && window().equals(other.window());
    }

    /** Returns a quota that an algorithm counts, with nothing more to say of it. */
    static Quota of(long requests, Duration window, Algorithm algorithm) {
        return switch (algorithm) {
            case SLIDING_WINDOW -> new Sliding(requests, window);
            case FIXED_WINDOW -> new Fixed(requests, window);
            case TOKEN_BUCKET -> new Tokens(requests, window, requests);
        };
    }

    /** Returns a quota as it is written: {@code 1000/hour}, {@code 20/15m}. */
    private static String text(long requests, Duration window) {
        return requests + "/"
                + switch ((int) window.toSeconds()) {
                    case 1 -> "second";
                    case 60 -> "minute";
                    case 3_600 -> "hour";
                    case 86_400 -> "day";
                    default -> Durations.text(window);
                };
    }

    /** So many in any stretch of the window. */
    record Sliding(long requests, Duration window) implements Quota {

        @Override
        public Meter meter(int at) {
            return new SlidingWindow(at, requests, window.toNanos());
        }

        @Override
        public Quota with(LongUnaryOperator numbers) {
            return new Sliding(numbers.applyAsLong(requests), window);
        }

        @Override
        public String details() {
            return "";
        }

        @Override
        public String toString() {
            return text(requests, window);
        }
    }

    /** So many in each window of the clock. */
    record Fixed(long requests, Duration window) implements Quota {

        @Override
        public Meter meter(int at) {
            return new FixedWindow(at, requests, window.toNanos());
        }

        @Override
        public Quota with(LongUnaryOperator numbers) {
            return new Fixed(numbers.applyAsLong(requests), window);
        }

        @Override
        public String details() {
            return " fixed-window";
        }

        @Override
        public String toString() {
            return text(requests, window);
        }
    }

    /** So many in each hour, day, week, month or year of a zone's calendar. */
    record Calendar(long requests, CalendarUnit unit, ZoneId zone) implements Quota {

        @Override
        public Duration window() {
            return unit.about();
        }

        @Override
        public Meter meter(int at) {
            return new CalendarWindow(at, requests, unit, zone);
        }

        @Override
        public Quota with(LongUnaryOperator numbers) {
            return new Calendar(numbers.applyAsLong(requests), unit, zone);
        }

        @Override
        public String details() {
            return " fixed-window of the calendar in " + zone;
        }

        @Override
        public long windowSecondsAt(Instant time) {
            return unit.spanAt(time, zone).length().toSeconds();
        }

        /** No two months are alike, nor all days, so no length is told; clients are told when there is more. */
        @Override
        public String parameters() {
            return ";q=" + requests;
        }

        @Override
        public boolean isLike(Quota other) {
            return other instanceof Calendar calendar && unit == calendar.unit && zone.equals(calendar.zone);
        }

        @Override
        public String toString() {
            return requests + "/" + unit.word();
        }
    }

    /** A bucket that holds a burst, and gets back so many in a window. */
    record Tokens(long requests, Duration window, long burst) implements Quota {

        @Override
        public long most() {
            return burst;
        }

        @Override
        public Meter meter(int at) {
            return new TokenBucket(at, requests, window.toNanos(), burst);
        }

        @Override
        public Quota with(LongUnaryOperator numbers) {
            return new Tokens(numbers.applyAsLong(requests), window, numbers.applyAsLong(burst));
        }

        @Override
        public String details() {
            return " token-bucket" + (burst == requests ? "" : " of " + burst);
        }

        @Override
        public String toString() {
            return text(requests, window);
        }
    }

    /** So many at once. */
    record Concurrent(long requests) implements Quota {

        @Override
        public Duration window() {
            return Duration.ZERO;
        }

        @Override
        public Meter meter(int at) {
            return new Concurrency(at, requests);
        }

        @Override
        public Quota with(LongUnaryOperator numbers) {
            return new Concurrent(numbers.applyAsLong(requests));
        }

        @Override
        public String details() {
            return "";
        }

        @Override
        public String parameters() {
            return ";q=" + requests + ";qu=\"concurrent-requests\"";
        }

        @Override
        public String toString() {
            return requests + " at once";
        }
    }
}
