package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Durations;
import java.time.Duration;

/**
 * What becomes of a subject that is refused again and again: once it has been refused so often within some time, it is
 * refused outright for another, whatever room there is. What it asks meanwhile makes it no longer. Immutable.
 *
 * @param after how many refusals
 * @param within in how long; a refusal is forgotten at most a twentieth of that later
 * @param length how long it is refused outright
 */
record Penalty(long after, Duration within, Duration length) {

    /** Returns the arithmetic of this penalty, on the words of a bucket from one on. */
    PenaltyMeter meter(int at) {
        return new PenaltyMeter(at, after, within.toNanos(), length.toNanos());
    }

    /** Returns the penalty as an operator reads it. */
    @Override
    public String toString() {
        return "refused outright for " + Durations.text(length) + " after " + after
                + (after == 1 ? " refusal" : " refusals within " + Durations.text(within));
    }
}
