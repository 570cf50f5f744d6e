package dev.gatehouse.ratelimit;

import java.util.concurrent.atomic.LongAdder;

/** How many requests of a filter came to what, since it was made. Thread-safe. */
final class Tally {

    private final LongAdder refused = new LongAdder();
    private final LongAdder wouldRefuse = new LongAdder();
    private final LongAdder undecided = new LongAdder();
    private final LongAdder uncounted = new LongAdder();

    /** Counts a request that is refused. */
    void countRefused() {
        refused.increment();
    }

    /** Counts one that would be refused, were a rule not in shadow mode. */
    void countWouldRefuse() {
        wouldRefuse.increment();
    }

    /** Counts one of which nobody could say whose it is. */
    void countUndecided() {
        undecided.increment();
    }

    /** Counts one that no store has decided on. */
    void countUncounted() {
        uncounted.increment();
    }

    long refused() {
        return refused.sum();
    }

    long wouldHaveRefused() {
        return wouldRefuse.sum();
    }

    long undecided() {
        return undecided.sum();
    }

    long uncounted() {
        return uncounted.sum();
    }
}
