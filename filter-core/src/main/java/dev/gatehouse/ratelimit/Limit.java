package dev.gatehouse.ratelimit;

/**
 * A quota with the name that clients are told. Immutable.
 *
 * @param name of printable ASCII, to be a structured field's string (RFC 9651, section 3.3.3)
 * @param quota what a caller may use
 */
record Limit(String name, Quota quota) {

    /** Returns the name as a structured field's string. */
    String quotedName() {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
