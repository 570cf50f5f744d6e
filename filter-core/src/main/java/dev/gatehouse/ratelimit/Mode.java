package dev.gatehouse.ratelimit;

/** What becomes of a decision. */
public enum Mode {

    /** Requests over a limit are refused. */
    ENFORCE,

    /**
     * Requests over a limit are counted and now and then logged, but pass, as if there were no limit: clients are told
     * nothing.
     */
    SHADOW,

    /** Nothing is decided or counted. */
    OFF
}
