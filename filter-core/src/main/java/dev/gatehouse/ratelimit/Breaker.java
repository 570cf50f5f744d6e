package dev.gatehouse.ratelimit;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps requests from waiting for a server that does not answer: after some failures in a row none asks any more, until
 * there is an answer again to something that no request waits for.
 *
 * <p>Thread-safe.
 */
final class Breaker {

    /** Failures in a row after which nobody asks. */
    static final int FAILURES = 5;

    private final AtomicInteger failures = new AtomicInteger();

    /** Returns whether nobody asks. */
    boolean isOpen() {
        return failures.get() >= FAILURES;
    }

    /** Says that an answer came. Returns whether all ask again from now on. */
    boolean answered() {
        // Written only if it changes: all threads read it.
        return failures.get() != 0 && failures.getAndSet(0) >= FAILURES;
    }

    /** Says that no answer came. Returns whether nobody asks from now on. */
    boolean failed() {
        return failures.get() < FAILURES && failures.incrementAndGet() == FAILURES;
    }
}
