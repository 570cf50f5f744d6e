package dev.gatehouse.ratelimit;

/** What becomes of an API key that is not among the known ones. */
public enum UnknownKey {

    /** The request is counted as its address, so that made-up keys buy nothing. */
    ADDRESS,

    /** The request is answered with 401. */
    REJECT
}
