package dev.gatehouse.ratelimit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes charges for stores to decide, of numbered subjects. */
final class Charges {

    private Charges() {}

    /**
     * Returns limits, each a number of requests in a number of seconds; each number of an allowance is another tier.
     */
    static Allowance allowance(int number, Algorithm algorithm, long... requestsAndSeconds) {
        var limits = new ArrayList<Limit>();
        for (var i = 0; i < requestsAndSeconds.length; i += 2) {
            var quota = Quota.of(requestsAndSeconds[i], Duration.ofSeconds(requestsAndSeconds[i + 1]), algorithm);
            limits.add(new Limit(quota.toString(), quota));
        }
        return new Allowance(2L * number, "", limits, null);
    }

    /** Returns one limit: a bucket of tokens. */
    static Allowance tokens(long requests, long seconds, long burst) {
        return allowance(new Quota.Tokens(requests, Duration.ofSeconds(seconds), burst), null);
    }

    /** Returns one limit, perhaps with a penalty. */
    static Allowance allowance(Quota quota, @Nullable Penalty penalty) {
        return new Allowance(0, "", List.of(new Limit(quota.toString(), quota)), penalty);
    }

    static Charge charge(Allowance allowance, long subject) {
        return charge(allowance, subject, 1);
    }

    static Charge charge(Allowance allowance, long subject, long cost) {
        var charge = new Charge(0, true);
        charge.start();
        charge.add(rule(cost), allowance, subject, subject);
        return charge;
    }

    static Rule rule(long cost) {
        return rule(cost, Count.ALL);
    }

    static Rule rule(long cost, Count count) {
        return new Rule("", List.of(), List.of(), Map.of(), cost, 0, count, null, Mode.ENFORCE);
    }

    /** Returns a line, in the order in which they were added. */
    static Line line(Charge charge, int number) {
        var lines = new ArrayList<Line>();
        for (var i = 0; i < charge.size(); i++) {
            for (var limit = 0; limit < charge.part(i).lines(); limit++) {
                lines.add(charge.part(i).line(limit));
            }
        }
        return lines.get(number);
    }
}
