package dev.gatehouse.ratelimit;

import java.util.Arrays;

/**
 * All that one request would cost: subjects, each with its tier and a cost. Subjects come in the order of their tiers'
 * numbers, each tier once, so that stores can lock in that order. Each limit has a line in the decision.
 *
 * <p>Not thread-safe; made to be used again.
 */
final class Charge {

    private final boolean asksForMore;

    private Tier[] tiers = {};
    private Subject[] subjects = {};
    private Bucket[] buckets = {};
    private long[] costs = {};
    private int[] firstLines = {};
    private int[] firstLefts = {};
    private int size;

    private Allowance[] allowances = {};
    private Rule[] rules = {};
    private int[] limits = {};
    private int lines;

    private long[] left = {};
    private int lefts;

    /** Makes an empty charge; {@code asksForMore} is whether it should be told when more quota is there. */
    Charge(boolean asksForMore) {
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
        put(allowance.wide(), costs[size - 1], digestHigh, digestLow, firstLines[size - 1]);
    }

    private void put(Tier tier, long cost, long digestHigh, long digestLow, int firstLine) {
        if (size == tiers.length) {
            grow();
        }
        tiers[size] = tier;
        subjects[size].set(tier.id(), digestHigh, digestLow);
        costs[size] = cost;
        firstLines[size] = firstLine;
        firstLefts[size] = lefts;
        lefts += tier.size();
        if (lefts > left.length) {
            left = Arrays.copyOf(left, lefts * 2);
        }
        size++;
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
