package dev.gatehouse.ratelimit;

import dev.gatehouse.client.PathTree;
import java.util.Arrays;

/** The rules that a request matches, in their order, each once. Not thread-safe; made to be used again. */
final class Matches implements PathTree.Found {

    private int[] rules = new int[8];
    private int size;

    /** Begins anew. */
    void start() {
        size = 0;
    }

    @Override
    public void add(int rule) {
        var at = size;
        while (at > 0 && rules[at - 1] > rule) {
            at--;
        }
        if (at > 0 && rules[at - 1] == rule) {
            return;
        }
        if (size == rules.length) {
            rules = Arrays.copyOf(rules, size * 2);
        }
        System.arraycopy(rules, at, rules, at + 1, size - at);
        rules[at] = rule;
        size++;
    }

    int size() {
        return size;
    }

    int rule(int i) {
        return rules[i];
    }
}
