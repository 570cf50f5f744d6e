package dev.gatehouse.cors;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link CorsFilter} did with requests, as its {@link CorsJournal} tells it. Immutable.
 *
 * @param outcome what became of them
 * @param origin where they came from, for those that were not allowed: up to 256 characters, as they were sent; null
 *     otherwise
 * @param requests how many they were
 */
public record CorsDecision(Outcome outcome, @Nullable String origin, long requests) {

    /** What became of a request. */
    public enum Outcome {
        /** It named no origin, or its own: it went on without CORS headers. */
        SAME_ORIGIN,
        /** It came from an allowed origin, and went on. */
        ALLOWED,
        /** It came from another one, and went on without CORS headers. */
        PASSED,
        /** A preflight, which was granted. */
        PREFLIGHT_ALLOWED,
        /** It, or the preflight for it, came from an origin that is not allowed. */
        ORIGIN_REFUSED,
        /** A preflight for a method that is not allowed. */
        METHOD_REFUSED,
        /** A preflight for a header that is not allowed. */
        HEADERS_REFUSED,
        /** A preflight for no method, or several. */
        PREFLIGHT_MALFORMED
    }
}
