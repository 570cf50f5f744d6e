package dev.gatehouse.ratelimit;

/**
 * A quota with the name that clients are told. Immutable.
 *
 * @param name of printable ASCII, to be a structured field's string (RFC 9651, section 3.3.3)
 * @param quota what a caller may use
 */
record Limit(String name, Quota quota) {

    /** Returns the limit as an operator reads it. */
    @Override
    public String toString() {
        var text = quota.toString();
        return (name.equals(text) ? name : name + " " + text) + quota.details();
    }

    /** Returns the name, after its rule's if that has one, as a structured field's string. */
    String quotedName(String rule) {
        return '"' + nameIn(rule).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Returns the name, after its rule's if that has one: {@code exports:10/hour}. */
    String nameIn(String rule) {
        return rule.isEmpty() ? name : rule + ":" + name;
    }
}
