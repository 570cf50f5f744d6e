package dev.gatehouse.ratelimit;

/** How requests are counted against a limit of N in a window. */
public enum Algorithm {

    /**
     * Never more than N in any stretch of the window, by whatever client. Capacity may come back up to a twentieth of
     * the window late, never early.
     */
    SLIDING_WINDOW,

    /**
     * N in each window of the clock: from one full minute, hour or day (UTC) to the next. So up to 2N across a
     * boundary.
     */
    FIXED_WINDOW,

    /** A bucket that holds N and refills evenly at N a window: at most N at once, and N + N·t/window in any time t. */
    TOKEN_BUCKET
}
