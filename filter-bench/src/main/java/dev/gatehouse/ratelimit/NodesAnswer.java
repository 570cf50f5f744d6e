package dev.gatehouse.ratelimit;

import dev.gatehouse.ratelimit.NodesSimulation.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** Says in Markdown what {@link NodesSimulation} has found. */
final class NodesAnswer {

    private NodesAnswer() {}

    static String of(
            List<Integer> counts, IntFunction<Outcome> exact, IntFunction<Outcome> lease, IntFunction<Outcome> outage) {
        var table = new StringBuilder("""
                Nodes of ours on one real Redis, each with a store of its own, where %,d requests a minute are allowed to everyone
                together and twice as many come, each to any node; time is made up. *Admitted* is how much of the limit passed in the
                minute in which least did, and in the one in which most did. *Calls* are those of all nodes to the Redis in a
                second, one of each node's among them by which it says that it is there.

                In the last columns the Redis goes away in the middle of the second minute, and comes back in the middle of the
                third: `onFailure` is `local`.

                | nodes | `exact`: admitted | calls | `lease`: admitted | calls | away: admitted |
                | --- | --- | --- | --- | --- | --- |
                """.formatted(NodesSimulation.LIMIT));
        for (var count : counts) {
            var exactly = exact.apply(count);
            var leased = lease.apply(count);
            table.append(String.format(
                    Locale.ROOT,
                    "| %,d | %s | %,.0f | %s | %,.0f | %s |%n",
                    count,
                    admitted(exactly),
                    exactly.callsPerSecond(),
                    admitted(leased),
                    leased.callsPerSecond(),
                    admitted(outage.apply(count))));
        }
        return table.append('\n').toString();
    }

    private static String admitted(Outcome outcome) {
        return String.format(Locale.ROOT, "%.3f–%.3f", outcome.leastInAWindow(), outcome.mostInAWindow());
    }
}
