package dev.gatehouse.ratelimit;

import java.util.List;

/**
 * What a store elsewhere said of a charge: when, and of each limit of each part what it has left. Immutable. Times are
 * nanoseconds on this process's timeline, but for {@link #takenAt}.
 */
final class Told {

    /** Whether it is admitted; when, by the server's clock; for how long it is sure that the same would be refused. */
    static final int HEAD = 3;

    /** What was left, how long until there is room, what is left now, how long until more, until all is there. */
    static final int EACH = 5;

    /** Said instead of whether it is admitted: a window of the calendar was sent that is not the server's. */
    private static final long OTHER_WINDOW = -1;

    /** Said instead of for how long a refusal is sure: each one is counted, towards a penalty. */
    private static final long ASK_AGAIN = -1;

    private final long[] numbers;
    private final long at;

    /**
     * Keeps an answer.
     *
     * @param numbers the head, and then those of each limit; times in microseconds
     * @param at when it was asked for
     */
    private Told(long[] numbers, long at) {
        this.numbers = numbers;
        this.at = at;
    }

    static Told of(List<Long> answer, long at) {
        var numbers = new long[answer.size()];
        for (var i = 0; i < numbers.length; i++) {
            numbers[i] = answer.get(i);
        }
        return new Told(numbers, at);
    }

    /** Returns a refusal of which nothing more is known: of all limits of some tiers, nothing seems to be used. */
    static Told refusalOf(List<Tier> tiers, long at) {
        var limits = tiers.stream().mapToInt(Tier::size).sum();
        var numbers = new long[HEAD + EACH * limits];
        var place = HEAD;
        for (var tier : tiers) {
            for (var limit = 0; limit < tier.size(); limit++, place += EACH) {
                numbers[place] = tier.most(limit);
                numbers[place + 2] = tier.most(limit);
            }
        }
        return new Told(numbers, at);
    }

    /** Returns the same, taken at a time by the server's clock: that of one part. */
    Told takenAt(long time) {
        var own = numbers.clone();
        own[1] = time / Timeline.MICROSECOND;
        return new Told(own, at);
    }

    /** Returns the same, where some limits, from one on, have more left than was said: what this node has of them. */
    Told withOwn(int from, int limits, long own) {
        var more = numbers.clone();
        for (var i = 0; i < limits; i++) {
            more[HEAD + EACH * (from + i)] += own;
            more[HEAD + EACH * (from + i) + 2] += own;
        }
        return new Told(more, at);
    }

    boolean isOfOtherWindow() {
        return numbers[0] == OTHER_WINDOW;
    }

    boolean isAdmitted() {
        return numbers[0] == 1;
    }

    /** Returns when it was decided, by the server's clock. */
    long takenAt() {
        return numbers[1] * Timeline.MICROSECOND;
    }

    /** Returns until when it is sure that the same charge would be refused; this is past if that is not known. */
    long isSureUntil() {
        return at + numbers[2] * Timeline.MICROSECOND;
    }

    /** Returns how much a limit, counted over all parts, had left before it was decided. */
    long left(int limit) {
        return numbers[HEAD + EACH * limit];
    }

    long untilRoom(int limit, long now) {
        return until(HEAD + EACH * limit + 1, now);
    }

    /** Returns how much it has left by now. */
    long leftNow(int limit) {
        return numbers[HEAD + EACH * limit + 2];
    }

    long untilMore(int limit, long now) {
        return until(HEAD + EACH * limit + 3, now);
    }

    long untilWhole(int limit, long now) {
        return until(HEAD + EACH * limit + 4, now);
    }

    private long until(int i, long now) {
        // Who asks may have looked at the clock a little before; what is not to be waited for stays so.
        return Math.max(0, numbers[i] * Timeline.MICROSECOND - Math.max(0, now - at));
    }

    /** What was said of several groups of a charge's limits, put together. */
    static final class Together {

        private final long[] numbers;
        private final long at;

        /**
         * Makes one of nothing yet.
         *
         * @param limits how many there are, over all parts
         * @param at when all were asked for
         */
        Together(int limits, long at) {
            this.numbers = new long[HEAD + EACH * limits];
            this.at = at;
            numbers[0] = 1;
        }

        /** Adds what was said of some limits, from one on, in the places from another on. */
        void add(Told told, int from, int limits, int to) {
            numbers[0] = Math.min(numbers[0], told.numbers[0]);
            numbers[1] = Math.max(numbers[1], told.numbers[1]);
            numbers[2] = numbers[2] == ASK_AGAIN || told.numbers[2] == ASK_AGAIN
                    ? ASK_AGAIN
                    : Math.max(numbers[2], told.numbers[2]);
            System.arraycopy(told.numbers, HEAD + EACH * from, numbers, HEAD + EACH * to, EACH * limits);
        }

        /**
         * Adds some limits, from one on, in the places from another on, of which a cost is taken here that was taken
         * there before, out of as much as is left of that.
         */
        void addSpent(Told told, int from, int limits, int to, long left, long cost) {
            for (var i = 0; i < limits; i++) {
                var place = HEAD + EACH * (to + i);
                var there = told.leftNow(from + i);
                numbers[place] = there + left;
                numbers[place + 2] = there + left - cost;
                numbers[place + 3] = told.untilMore(from + i, at) / Timeline.MICROSECOND;
                numbers[place + 4] = told.untilWhole(from + i, at) / Timeline.MICROSECOND;
            }
        }

        Told told() {
            return new Told(numbers, at);
        }
    }
}
