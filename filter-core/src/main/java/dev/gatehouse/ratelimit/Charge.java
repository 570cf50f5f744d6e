package dev.gatehouse.ratelimit;

/**
 * All that one request would cost: subjects, each with its tier and a cost. Subjects come in the order of their tiers'
 * numbers, each tier once, so that stores can lock in that order.
 *
 * <p>Not thread-safe; made to be used again.
 */
final class Charge {

    private final Tier[] tiers;
    private final Subject[] subjects;
    private final Bucket[] buckets;
    private final int[] firstLines;
    private final long[] left;
    private final int limits;
    private final boolean asksForMore;
    private int size;
    private int lines;
    private long cost;

    /**
     * Makes a charge.
     *
     * @param most how many subjects it has room for
     * @param limits how many limits each of them may have
     * @param asksForMore whether it should be told when more quota is there
     */
    Charge(int most, int limits, boolean asksForMore) {
        this.limits = limits;
        this.asksForMore = asksForMore;
        left = new long[most * limits];
        tiers = new Tier[most];
        subjects = new Subject[most];
        buckets = new Bucket[most];
        firstLines = new int[most];
        for (var i = 0; i < most; i++) {
            subjects[i] = new Subject();
        }
    }

    /** Begins anew, with what the request costs. */
    void start(long requestCost) {
        size = 0;
        lines = 0;
        cost = requestCost;
    }

    /** Adds a subject, with a line of the decision for each of its limits. */
    void add(Tier tier, long digestHigh, long digestLow) {
        put(tier, digestHigh, digestLow, lines);
        lines += tier.size();
    }

    /** Adds the wider subject over the last one: what it has left is told in the same lines. */
    void addOver(Tier tier, long digestHigh, long digestLow) {
        put(tier, digestHigh, digestLow, firstLines[size - 1]);
    }

    private void put(Tier tier, long digestHigh, long digestLow, int firstLine) {
        tiers[size] = tier;
        subjects[size].set(tier.id(), digestHigh, digestLow);
        firstLines[size] = firstLine;
        size++;
    }

    int size() {
        return size;
    }

    /** Returns how many lines the decision will have. */
    int lines() {
        return lines;
    }

    long cost() {
        return cost;
    }

    Tier tier(int i) {
        return tiers[i];
    }

    Subject subject(int i) {
        return subjects[i];
    }

    /** Returns the first of a subject's lines in the decision. */
    int firstLine(int i) {
        return firstLines[i];
    }

    boolean asksForMore() {
        return asksForMore;
    }

    /** Returns what a store has found left of a subject's limit. */
    long left(int i, int limit) {
        return left[i * limits + limit];
    }

    void left(int i, int limit, long remaining) {
        left[i * limits + limit] = remaining;
    }

    /** Returns the bucket that a store has found for a subject. */
    Bucket bucket(int i) {
        return buckets[i];
    }

    void bucket(int i, Bucket bucket) {
        buckets[i] = bucket;
    }
}
