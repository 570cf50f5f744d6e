package dev.gatehouse.ratelimit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Rules of an API, each for another resource, and requests for them. However many rules there are, there are as many
 * different requests, and as many buckets that they are counted in: only the number of rules varies.
 */
final class ManyRules {

    /** A request as it comes in. */
    record Call(String method, String path, String address) {}

    private static final int CALLS = 10_000;

    /** On the average, of {@link #usual}. */
    private static final int CALLS_OF_EACH = 20;

    /** Patterns in turn: %s is the rule's own segment. */
    private static final List<String> PATTERNS = List.of(
            "GET /%s/{id}/export",
            "POST /%s/{id}/action",
            "GET /%s",
            "PATCH /%s/*",
            "PUT /%s/{id}",
            "GET /%s/{id}/items/{item}",
            "DELETE /%s/{id}",
            "POST /%s",
            "GET /%s/search/*",
            "* /tenants/{id}/%s/action");

    private ManyRules() {}

    /** Returns a policy with this many rules, each by address with one limit that nobody reaches. */
    static RateLimitPolicy policy(int rules) {
        var policy = RateLimitPolicy.builder();
        for (var i = 0; i < rules; i++) {
            var pattern = pattern(i);
            policy.rule("rule-" + i, rule -> rule.match(pattern).by("address").limits("1000000000/hour"));
        }
        return policy.build();
    }

    /** Returns a policy with one rule for every request. */
    static RateLimitPolicy policyWithoutMatch() {
        return RateLimitPolicy.builder().by("address").limits("1000000000/hour").build();
    }

    private static String pattern(int rule) {
        return PATTERNS.get(rule % PATTERNS.size()).formatted("resource%05d".formatted(rule));
    }

    /** Returns a request that matches only this rule. */
    private static Call call(int rule, int caller, int number) {
        var pattern = pattern(rule);
        var space = pattern.indexOf(' ');
        var path = pattern.substring(space + 1)
                .replace("{id}", String.valueOf(CALLS + number))
                .replace("{item}", "7")
                .replace("/*", "/some/thing");
        var method = pattern.startsWith("*") ? "PUT" : pattern.substring(0, space);
        return new Call(method, path, "10.0." + caller / 250 + "." + caller % 250);
    }

    /** Returns requests that match one rule each, spread evenly over all rules, in no order. */
    static List<Call> matching(int rules) {
        var calls = new ArrayList<Call>();
        for (var i = 0; i < CALLS; i++) {
            calls.add(call(i % rules, i / rules, i));
        }
        Collections.shuffle(calls, new Random(1));
        return calls;
    }

    /** Returns the same requests again and again as callers send them: a few all the time, most of them seldom. */
    static List<Call> usual(int rules) {
        var calls = matching(rules);
        var keys = new Keys(CALLS);
        return IntStream.range(0, CALLS * CALLS_OF_EACH)
                .mapToObj(time -> calls.get(keys.askedAt(time)))
                .toList();
    }

    /** Returns requests that go the same ways, one segment further than any rule, and match none. */
    static List<Call> others(int rules) {
        return matching(rules).stream().map(ManyRules::other).toList();
    }

    private static Call other(Call call) {
        return new Call("TRACE", call.path() + "/none", call.address());
    }

    /** Returns the one request that is asked again and again where only one is. */
    static Call first() {
        return call(0, 0, 0);
    }

    /** Returns the one that is asked again and again and matches no rule. */
    static Call firstOther() {
        return other(first());
    }
}
