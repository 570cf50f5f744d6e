package dev.gatehouse.ratelimit;

import dev.gatehouse.ratelimit.NodesSimulation.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/** Says in Markdown what {@link NodesSimulation} has found. */
final class NodesAnswer {

    private NodesAnswer() {}

    static String of(
            List<Integer> counts, IntFunction<Outcome> exact, IntFunction<Outcome> lease, IntFunction<Outcome> outage) {
        var exactly = counts.stream().map(exact::apply).toList();
        var leased = counts.stream().map(lease::apply).toList();
        var away = counts.stream().map(outage::apply).toList();
        var table = new StringBuilder("""
                Nodes of ours on one real Redis, each with a store of its own, where %,d requests a minute are allowed to everyone
                together and twice as many come, each to any node; time is made up. *Admitted* is how much of the limit passed in the
                minute in which least did, and in the one in which most did. *Unspent* is the most of the limit that nodes had taken
                at a time and not spent. *Calls* are those of all nodes to the Redis in a second, one of each node's among them by
                which it says that it is there.

                In the last column the Redis goes away in the middle of the second minute, and comes back in the middle of the
                third: `onFailure` is `local`.

                | nodes | `exact`: admitted | calls | `lease`: admitted | unspent | calls | away: admitted |
                | --- | --- | --- | --- | --- | --- | --- |
                """.formatted(NodesSimulation.LIMIT));
        for (var i = 0; i < counts.size(); i++) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %,d | %s | %,.0f | %s | %.3f | %,.0f | %s |%n",
                    counts.get(i),
                    admitted(exactly.get(i)),
                    exactly.get(i).callsPerSecond(),
                    admitted(leased.get(i)),
                    leased.get(i).mostUnspent(),
                    leased.get(i).callsPerSecond(),
                    admitted(away.get(i))));
        }
        return table
                + chart(
                        "Calls a second: exact, the steeper one, and lease",
                        counts,
                        Outcome::callsPerSecond,
                        exactly,
                        leased)
                + chart("Most unspent of a limit, with lease", counts, Outcome::mostUnspent, leased)
                + chart(
                        "Most admitted in a minute: exact, and with the Redis away",
                        counts,
                        Outcome::mostInAWindow,
                        exactly,
                        away);
    }

    /** Draws one line for each of some outcomes. */
    @SafeVarargs
    private static String chart(
            String title, List<Integer> counts, ToDoubleFunction<Outcome> value, List<Outcome>... lines) {
        var chart = new StringBuilder(
                "\n```mermaid\nxychart-beta\n    title \"" + title + "\"\n    x-axis \"nodes\" " + counts + "\n");
        for (var line : lines) {
            chart.append("    line ")
                    .append(line.stream()
                            .map(outcome -> String.format(Locale.ROOT, "%.3f", value.applyAsDouble(outcome)))
                            .toList())
                    .append('\n');
        }
        return chart.append("```\n").toString();
    }

    private static String admitted(Outcome outcome) {
        return String.format(Locale.ROOT, "%.3f–%.3f", outcome.leastInAWindow(), outcome.mostInAWindow());
    }
}
