package dev.gatehouse.ratelimit;

import dev.gatehouse.client.PathPattern;
import dev.gatehouse.client.PathTree;
import dev.gatehouse.client.RequestPath;
import java.util.ArrayList;
import java.util.List;

/** All rules of a policy, and which of them are for a request: found in one walk, however many there are. Immutable. */
final class RuleSet {

    private final Rule[] rules;
    private final int[] forAll;
    private final PathTree tree;
    private final boolean readsPath;
    private final boolean hasShadow;
    private final boolean countsRecords;
    private final boolean settlesAfterAnswer;

    RuleSet(List<Rule> rules) {
        this.rules = rules.toArray(Rule[]::new);
        var patterns = new ArrayList<PathPattern>();
        var numbers = new ArrayList<Integer>();
        var always = new ArrayList<Integer>();
        for (var i = 0; i < this.rules.length; i++) {
            if (rules.get(i).match().isEmpty()) {
                always.add(i);
            }
            for (var pattern : rules.get(i).match()) {
                patterns.add(pattern);
                numbers.add(i);
            }
        }
        this.tree = new PathTree(patterns, numbers);
        this.readsPath = !patterns.isEmpty()
                || rules.stream().flatMap(rule -> rule.by().stream()).anyMatch(by -> by.kind() == By.Kind.PATH);
        this.forAll = always.stream().mapToInt(Integer::intValue).toArray();
        this.settlesAfterAnswer = rules.stream().anyMatch(Rule::settlesAfterAnswer);
        this.countsRecords = rules.stream().anyMatch(rule -> rule.maxRecords() > 0);
        this.hasShadow = rules.stream().anyMatch(rule -> rule.mode() == Mode.SHADOW);
    }

    Rule get(int number) {
        return rules[number];
    }

    List<Rule> all() {
        return List.of(rules);
    }

    /** Returns what all rules allow to all plans. */
    List<Allowance> allowances() {
        return all().stream()
                .flatMap(rule -> rule.allowances().values().stream())
                .toList();
    }

    /** Returns the most records that a request may have that some rules are for; 0 if it does not matter. */
    long maxRecords(Matches matches) {
        var most = 0L;
        for (var i = 0; countsRecords && i < matches.size(); i++) {
            var rule = rules[matches.rule(i)];
            if (rule.maxRecords() > 0 && rule.mode() == Mode.ENFORCE) {
                most = most == 0 ? rule.maxRecords() : Math.min(most, rule.maxRecords());
            }
        }
        return most;
    }

    /**
     * Returns whether some rule bounds the records of a request, and what one was charged may so be given back whole.
     */
    boolean countsRecords() {
        return countsRecords;
    }

    /** Returns whether something may have to be given back after answers. */
    boolean settlesAfterAnswer() {
        return settlesAfterAnswer;
    }

    /** Returns whether some rule is for certain paths only, or counts by path. */
    boolean readsPath() {
        return readsPath;
    }

    boolean hasShadow() {
        return hasShadow;
    }

    /** Finds all rules that are for a request. */
    void find(String method, RequestPath path, Matches matches) {
        for (var rule : forAll) {
            matches.add(rule);
        }
        if (readsPath) {
            tree.find(method, path, matches);
        }
    }
}
