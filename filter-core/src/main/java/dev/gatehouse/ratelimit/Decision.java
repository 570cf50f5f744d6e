package dev.gatehouse.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link RateLimitFilter} did with a request, as its {@link DecisionJournal} tells it. Good only while it is
 * handed over: it is used again for another one.
 */
public interface Decision {

    /** What became of a request. */
    enum Outcome {
        /** It went on, and was counted, or would have been. */
        ADMITTED,
        /** It was over a limit, and was answered. */
        REFUSED,
        /** It went on without being counted: no rule is for it, or its plan has no limit. */
        UNLIMITED,
        /** No store decided on it; it went on. */
        UNCOUNTED,
        /** No store decided on it, and it was answered with 503. */
        UNAVAILABLE,
        /** Its API key is not known, and it was answered with 401. */
        UNKNOWN_KEY,
        /** Its body had too many records, and it was answered with 413. */
        TOO_MANY_RECORDS,
        /** Too many large bodies were being read, and it was answered with 503. */
        TOO_MANY_BODIES
    }

    /** Returns what became of it. */
    Outcome outcome();

    /**
     * Returns for how many requests this one stands: 1, and more where more came than a journal keeps until it is read.
     * The sum over all decisions is the number of all requests.
     */
    long weight();

    /** Returns the request's method. */
    String method();

    /** Returns the request's path as it came, with the context path and without the query. */
    String path();

    /** Returns the caller's plan; empty if nobody asked for it. */
    String plan();

    /** Returns the label of the caller's API key; null if the key is not a known one. */
    @Nullable
    String label();

    /** Returns how many rules counted it, or are on trial and would have. */
    int charges();

    /** Returns one of those, from 0 on. */
    Charged charged(int number);

    /** That a rule counted a request. */
    interface Charged {

        /** Returns the rule's name; empty for a policy's only one. */
        String rule();

        /** Returns whether the rule is in shadow mode. */
        boolean isTrial();

        /** Returns whether a limit of this rule refused it, or would have. */
        boolean isRefused();

        /**
         * Returns who is counted, as 32 hexadecimal digits: a digest that tells nothing of a key or an address. Rules
         * that count by the same have the same one for a caller; in another process the caller has another one, unless
         * both have the same {@code store.secret}.
         */
        String subject();

        /** Returns how many limits the rule has for the caller's plan. */
        int limits();

        /** Returns the name of one of them, from 0 on. */
        String limit(int number);

        /** Returns how much there is of it when nothing is used. */
        long most(int number);

        /** Returns how much of it is left; 0 if it refused. */
        long remaining(int number);

        /** Returns how long until all of it is there again, in nanoseconds; 0 if it is, or never tells. */
        long untilWhole(int number);
    }
}
