package dev.gatehouse.ratelimit;

/** What becomes of requests while the store that several nodes share does not answer. */
public enum OnFailure {
    /**
     * Each node decides by itself, with its share of each limit: the limit divided by the nodes there were last, from
     * what was last known to be left. By default.
     */
    LOCAL,
    /** All requests pass, and nothing is counted. */
    OPEN,
    /** No request passes: each is answered with 503. */
    CLOSED
}
