package dev.gatehouse.ratelimit;

/** A way of telling clients what they have left. */
public enum Dialect {

    /** {@code X-RateLimit-Limit}, {@code -Remaining} and {@code -Reset}, of the one limit that matters most. */
    X_RATELIMIT,

    /** {@code RateLimit-Policy} and {@code RateLimit}, of every limit (draft-ietf-httpapi-ratelimit-headers-10). */
    RATELIMIT
}
