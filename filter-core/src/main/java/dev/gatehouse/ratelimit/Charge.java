package dev.gatehouse.ratelimit;

import java.util.Arrays;

/**
 * All that one request would cost: subjects, each with its tier and a cost. Subjects come in the order of their tiers'
 * ids, each tier once, so that stores can lock in that order, which is the same for all charges of all policies. Each
 * limit has a line in the decision.
 *
 * <p>Not thread-safe; made to be used again.
 */
final class Charge {

    private final int generation;
    private final boolean asksForMore;

    private Tier[] tiers = {};
    private Subject[] subjects = {};
    private Bucket[] buckets = {};
    private long[] costs = {};
    private int[] firstLines = {};
    private int[] firstLefts = {};
    private int size;
    private int latest;

    private Allowance[] allowances = {};
    private Rule[] rules = {};
    private int[] limits = {};
    private int lines;

    private long[] left = {};
    private int lefts;

    /**
     * Makes an empty charge.
     *
     * @param generation which of a filter's policies it is by
     * @param asksForMore whether it should be told when more quota is there
     */
    Charge(int generation, boolean asksForMore) {
        this.generation = generation;
        this.asksForMore = asksForMore;
    }

    /** Begins anew. */
    void start() {
        size = 0;
        lines = 0;
        lefts = 0;
    }

    /** Adds a subject, with a line of the decision for each of its limits. */
    void add(Rule rule, Allowance allowance, long digestHigh, long digestLow) {
        put(allowance.narrow(), rule.cost(), digestHigh, digestLow, lines);
        var end = lines + allowance.size();
        if (end > allowances.length) {
            allowances = Arrays.copyOf(allowances, end * 2);
            rules = Arrays.copyOf(rules, end * 2);
            limits = Arrays.copyOf(limits, end * 2);
        }
        for (var limit = 0; limit < allowance.size(); limit++) {
            allowances[lines] = allowance;
            rules[lines] = rule;
            limits[lines++] = limit;
        }
    }

    /** Adds the wider subject over the last one: what it has left is told in the same lines. */
    void addOver(Allowance allowance, long digestHigh, long digestLow) {
        put(allowance.wide(), costs[latest], digestHigh, digestLow, firstLines[latest]);
    }

    private void put(Tier tier, long cost, long digestHigh, long digestLow, int firstLine) {
        if (size == tiers.length) {
            grow();
        }
        var at = size++;
        for (; at > 0 && tiers[at - 1].id() > tier.id(); at--) {
            var spare = subjects[at];
            tiers[at] = tiers[at - 1];
            subjects[at] = subjects[at - 1];
            subjects[at - 1] = spare;
            costs[at] = costs[at - 1];
            firstLines[at] = firstLines[at - 1];
            firstLefts[at] = firstLefts[at - 1];
        }
        tiers[at] = tier;
        subjects[at].set(tier.id(), digestHigh, digestLow);
        costs[at] = cost;
        firstLines[at] = firstLine;
        firstLefts[at] = lefts;
        latest = at;
        lefts += tier.size();
        if (lefts > left.length) {
            left = Arrays.copyOf(left, lefts * 2);
        }
    }

    private void grow() {
        var room = Math.max(4, size * 2);
        tiers = Arrays.copyOf(tiers, room);
        subjects = Arrays.copyOf(subjects, room);
        buckets = Arrays.copyOf(buckets, room);
        costs = Arrays.copyOf(costs, room);
        firstLines = Arrays.copyOf(firstLines, room);
        firstLefts = Arrays.copyOf(firstLefts, room);
        for (var i = size; i < room; i++) {
            subjects[i] = new Subject();
        }
    }

    /** Makes it cost nothing, so that a store only tells what there is. */
    void costNothing() {
        Arrays.fill(costs, 0, size, 0);
    }

    /** Returns which of a filter's policies it is by. */
    int generation() {
        return generation;
    }

    /** Returns how many subjects there are. */
    int size() {
        return size;
    }

    Tier tier(int i) {
        return tiers[i];
    }

    Subject subject(int i) {
        return subjects[i];
    }

    long cost(int i) {
        return costs[i];
    }

    /** Returns the first of a subject's lines in the decision. */
    int firstLine(int i) {
        return firstLines[i];
    }

    boolean asksForMore() {
        return asksForMore;
    }

    /** Returns whether a line is of a limit on requests at once, which is not used up by the request it is told to. */
    boolean isHeld(int line) {
        var tier = allowances[line].narrow();
        return tier.isHeld() && tier.meter(limits[line]).isHeld();
    }

    /** Returns how many lines the decision will have. */
    int lines() {
        return lines;
    }

    /** Returns the allowance that a line is of. */
    Allowance allowance(int line) {
        return allowances[line];
    }

    /** Returns the rule that a line is of. */
    Rule rule(int line) {
        return rules[line];
    }

    /** Returns which of its allowance's limits a line is of. */
    int limit(int line) {
        return limits[line];
    }

    /** Returns what a store has found left of a subject's limit. */
    long left(int i, int limit) {
        return left[firstLefts[i] + limit];
    }

    void left(int i, int limit, long remaining) {
        left[firstLefts[i] + limit] = remaining;
    }

    /** Returns the bucket that a store has found for a subject. */
    Bucket bucket(int i) {
        return buckets[i];
    }

    void bucket(int i, Bucket bucket) {
        buckets[i] = bucket;
    }
}
