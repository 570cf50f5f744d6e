package dev.gatehouse.ratelimit;

/** How nodes keep a limit together. */
public enum StoreMode {
    /** Every decision is the store's, by one call for each request that is not known to be refused. By default. */
    EXACT,
    /**
     * A node takes several requests of a caller at once, as long as many are left, and gives back what it does not
     * need: for callers who send more than a store can answer, such as everyone together. Never beyond the limit; for a
     * second or two, requests may be refused that another node has taken and not spent.
     */
    LEASE
}
