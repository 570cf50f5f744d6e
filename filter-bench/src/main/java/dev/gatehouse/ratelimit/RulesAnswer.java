package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.Figure;
import dev.gatehouse.bench.Figures;
import dev.gatehouse.bench.Goals;
import java.util.Locale;

/** Says in Markdown what {@link RulesBenchmark} has measured. */
final class RulesAnswer {

    private static final double GOAL = 2;

    private static final int FEW = 10;
    private static final int MANY = 10_000;
    private static final int[] COUNTS = {1, FEW, 100, MANY};

    private final Figures figures;

    private RulesAnswer(Figures figures) {
        this.figures = figures;
    }

    static String of(Figures figures) {
        var answer = new RulesAnswer(figures);
        return answer.verdict() + answer.matching() + answer.filtering() + answer.hostile();
    }

    private String verdict() {
        return new Goals()
                        .atMost(
                                "10,000 rules, finding those of one path, to 10 (a bound of ours)",
                                GOAL,
                                growth("findOnePath"))
                        .atMost("the same over all paths", GOAL, growth("findAnyPath"))
                        .atMost(
                                "10,000 rules, a whole filter and one path, to 10 (a bound of ours)",
                                GOAL,
                                growth("filterOnePath"))
                        .atMost("the same over all paths, as callers take them (Zipf)", GOAL, growth("filterUsualPath"))
                        .atMost("the same over all paths, each as often", GOAL, growth("filterAnyPath"))
                        .atMost(
                                "10,000 rules, finding those of a path that the container does not tell, to 10",
                                GOAL,
                                hostileGrowth("untold"))
                + """
                *One path* is asked again and again. *All paths* are 10,000 different requests in no order, spread evenly over all
                rules and counted in 10,000 buckets, however many rules there are. The work is the same for both: one walk down the
                path. But 10,000 rules that are all in use do not fit into a core's nearest caches, so that with all paths the
                memory's latency is measured too. Where each is taken as often as any other that is the worst case; where they are
                taken as callers do, a few are all the time, and most of them seldom. A whole filter over all paths, each as often, takes %s ns longer for 10,000 rules than for 10. Finding them alone takes %s ns
                longer, where less than nothing is what chance does. The rest is the rule itself: to count a request and tell
                of it, some twenty of its objects are read, from the names of its limits to their arithmetic, and the last
                request had another rule's.

                """.formatted(increase("filterAnyPath"), increase("findAnyPath"));
    }

    private Figure increase(String benchmark) {
        return figures.nanos(benchmark, MANY).minus(figures.nanos(benchmark, FEW));
    }

    private Figure growth(String benchmark) {
        return figures.nanos(benchmark, MANY).over(figures.nanos(benchmark, FEW));
    }

    private Figure hostileGrowth(String path) {
        return figures.nanos("findHostile", path, MANY).over(figures.nanos("findHostile", path, FEW));
    }

    private String matching() {
        return """
                Finding the rules of a request, in ns:

                | rules | one path, one rule | all paths, one rule each | one path, no rule | all paths, no rule |
                | --- | --- | --- | --- | --- |
                """ + rows(true, "findOnePath", "findAnyPath", "findNoneOnePath", "findNoneAnyPath");
    }

    private String filtering() {
        return """

                A whole `doFilter` of a request that one rule is for, by address with one limit and headers in both dialects, in ns;
                the baseline is one rule for every request:

                | rules | one path | all paths, Zipf | all paths, each as often | bytes, one path | bytes, Zipf | bytes, each as often |
                | --- | --- | --- | --- | --- | --- | --- |
                | baseline | %s | | %s | %s | | %s |
                """.formatted(
                                figures.nanos("baselineOnePath"),
                                figures.nanos("baselineAnyPath"),
                                figures.bytes("baselineOnePath").whole(),
                                figures.bytes("baselineAnyPath").whole())
                + rows(false, "filterOnePath", "filterUsualPath", "filterAnyPath");
    }

    /** Returns a row for each number of rules, and one of the ratios. */
    private String rows(boolean timesOnly, String... benchmarks) {
        var rows = new StringBuilder();
        for (var count : COUNTS) {
            rows.append(String.format(Locale.ROOT, "| %,d |", count));
            for (var benchmark : benchmarks) {
                rows.append(' ').append(figures.nanos(benchmark, count)).append(" |");
            }
            for (var i = 0; !timesOnly && i < benchmarks.length; i++) {
                rows.append(' ')
                        .append(figures.bytes(benchmarks[i], count).whole())
                        .append(" |");
            }
            rows.append('\n');
        }
        rows.append("| 10,000 : 10 |");
        for (var benchmark : benchmarks) {
            rows.append(' ').append(growth(benchmark)).append(" |");
        }
        return rows.append(timesOnly ? "" : " |".repeat(benchmarks.length))
                .append("\n")
                .toString();
    }

    private String hostile() {
        var rows = new StringBuilder("""

                Finding the rules of hostile paths, in ns. What a walk costs is bounded by the path's length. A path that the
                container does not tell is for every rule, by design:

                | path | 10 rules | 10,000 rules | 10,000 : 10 |
                | --- | --- | --- | --- |
                """);
        hostile(rows, "slashes", "8,000 slashes before it");
        hostile(rows, "segments", "4,000 segments after it");
        hostile(rows, "letters", "a segment of 8,000 letters");
        hostile(rows, "untold", "not told");
        return rows.toString();
    }

    private void hostile(StringBuilder rows, String path, String what) {
        var few = figures.nanos("findHostile", path, FEW);
        var many = figures.nanos("findHostile", path, MANY);
        rows.append("| %s | %s | %s | %s |\n".formatted(what, few, many, hostileGrowth(path)));
    }
}
