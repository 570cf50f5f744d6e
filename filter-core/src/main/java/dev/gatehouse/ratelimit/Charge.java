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
    private int size;
    private int lines;
    private long cost;

    /** Makes a charge with room for so many subjects. */
    Charge(int most) {
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

    /** Returns the bucket that a store has found for a subject. */
    Bucket bucket(int i) {
        return buckets[i];
    }

    void bucket(int i, Bucket bucket) {
        buckets[i] = bucket;
    }
}
