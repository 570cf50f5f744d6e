package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.Figure;
import dev.gatehouse.bench.Figures;
import dev.gatehouse.bench.Goals;
import java.util.Locale;

/** Says in Markdown what {@link DecisionBenchmark} has measured. */
final class DecisionAnswer {

    private static final String[] ALGORITHMS = {"sliding-window", "fixed-window", "token-bucket"};
    private static final int[] KEYS = {1_000, 100_000, 1_000_000};

    private final Figures alone;
    private final Figures together;

    private DecisionAnswer(Figures alone, Figures together) {
        this.alone = alone;
        this.together = together;
    }

    /**
     * Returns the answer.
     *
     * @param alone what was measured with one thread
     * @param together with two
     */
    static String of(Figures alone, Figures together) {
        var answer = new DecisionAnswer(alone, together);
        return answer.goals() + answer.introduction() + answer.byKeys() + answer.byLimits() + answer.byThreads();
    }

    private String goals() {
        var goals = new Goals();
        var most = new double[] {1.6, 1.4, 1.25};
        for (var i = 0; i < KEYS.length; i++) {
            var floor = alone.nanos("floorMap", KEYS[i]);
            goals.atMost(
                    "two token buckets, %s keys, to the clock floor".formatted(number(KEYS[i])),
                    most[i],
                    ours("token-bucket", KEYS[i]).over(floor));
        }
        return goals.atMost(
                        "two token buckets, two threads, to the clock floor",
                        1.8,
                        together.nanos("digested", "token-bucket", 1_000, 2, "admitted")
                                .over(together.nanos("floorMap", 1_000)))
                .atMost(
                        "two token buckets, refused, to the clock floor",
                        1.6,
                        alone.nanos("digested", "token-bucket", 1_000, 2, "refused")
                                .over(alone.nanos("floorMap", 1_000)))
                .atMost(
                        "two sliding windows to two token buckets",
                        1.3,
                        ours("sliding-window", 1_000).over(ours("token-bucket", 1_000)))
                .atMost(
                        "two token buckets to Bucket4j's two",
                        0.45,
                        ours("token-bucket", 1_000).over(alone.nanos("bucket4j", 1_000, 2, "admitted")))
                .bytesAtMost("bytes of a decision", 0, alone.bytes("digested", "token-bucket", 1_000, 2, "admitted"))
                .toString();
    }

    private Figure ours(String algorithm, int keys) {
        return alone.nanos("digested", algorithm, keys, 2, "admitted");
    }

    private String introduction() {
        var byHand = alone.nanos("byHand", 1_000);
        var text = alone.nanos("textOurs", "token-bucket", 1_000, 2, "admitted");
        return """
                A decision finds the bucket of a key of 36 characters, asked for as callers do (Zipf), takes one, and says what is
                left and when all is back. The *clock floor* finds a number in a `ConcurrentHashMap`, reads the clock once and sets
                the number by one compare-and-set: what a limiter with one limit and no bound on its memory has to do. It, and the
                peers, look up by the very texts that they keep, whose hash Java remembers from the last time, and ours by digests
                that are there: that is what the goals compare. A server has *a new text* for each request: it is made, hashed and
                compared there, and ours makes its digest. So asked, two token buckets take %s times as long as the floor with 1,000
                keys, and %s times as long as Bucket4j's.

                Why goals are missed: the floor has one limit, no bound on its memory, and tells nobody when all is back. *By hand*
                is what the promises come to, written for two token buckets and for nothing else: Caffeine, a lock, two meters, and
                what is told of each. At 1,000 keys that takes %s times as long as the floor, and ours %s times as long as what is
                written by hand: a charge can have several subjects, under any number of limits of any kinds, and a bucket may be
                on its way out, or into another policy.

                """.formatted(
                        text.over(alone.nanos("textMap", 1_000)),
                        text.over(alone.nanos("textBucket4j", 1_000, 2, "admitted")),
                        byHand.over(alone.nanos("floorMap", 1_000)),
                        ours("token-bucket", 1_000).over(byHand));
    }

    private String byKeys() {
        var rows = new StringBuilder("""
                Time in ns / bytes, two limits but for Resilience4j and the floors, which have one:

                | | 1,000 keys | 100,000 | 1,000,000 |
                | --- | --- | --- | --- |
                """);
        row(rows, "clock floor", "floorMap");
        row(rows, "the same in Caffeine", "floorCaffeine");
        row(rows, "two token buckets by hand", "byHand");
        for (var algorithm : ALGORITHMS) {
            row(rows, "ours, " + algorithm, "digested", algorithm);
        }
        row(rows, "Bucket4j in Caffeine", "bucket4j");
        row(rows, "Resilience4j in Caffeine", "resilience4j");
        row(rows, "clock floor, a new text", "textMap");
        for (var algorithm : ALGORITHMS) {
            row(rows, "ours, " + algorithm + ", a new text", "textOurs", algorithm);
        }
        row(rows, "Bucket4j in Caffeine, a new text", "textBucket4j");
        return rows.toString();
    }

    private void row(StringBuilder rows, String what, String benchmark, String... algorithm) {
        rows.append("| ").append(what).append(" |");
        for (var keys : KEYS) {
            var params = algorithm.length > 0
                    ? new Object[] {algorithm[0], keys, 2, "admitted"}
                    : benchmark.endsWith("ucket4j") ? new Object[] {keys, 2, "admitted"} : new Object[] {keys};
            rows.append(' ').append(alone.cell(benchmark, params)).append(" |");
        }
        rows.append('\n');
    }

    private String byLimits() {
        var rows = new StringBuilder("""

                Of 1,000 keys, by number of limits and outcome:

                | | one limit | two limits | two limits, refused |
                | --- | --- | --- | --- |
                """);
        for (var algorithm : ALGORITHMS) {
            rows.append("| ours, %s | %s | %s | %s |\n"
                    .formatted(
                            algorithm,
                            alone.cell("digested", algorithm, 1_000, 1, "admitted"),
                            alone.cell("digested", algorithm, 1_000, 2, "admitted"),
                            alone.cell("digested", algorithm, 1_000, 2, "refused")));
        }
        return rows.append("| Bucket4j in Caffeine | %s | %s | %s |\n"
                        .formatted(
                                alone.cell("bucket4j", 1_000, 1, "admitted"),
                                alone.cell("bucket4j", 1_000, 2, "admitted"),
                                alone.cell("bucket4j", 1_000, 2, "refused")))
                .toString();
    }

    private String byThreads() {
        var rows = new StringBuilder("""

                Under two threads, two limits; the time of a decision in each thread:

                | | 1,000 keys | one key for both |
                | --- | --- | --- |
                """);
        for (var floor : new String[][] {
            {"clock floor", "floorMap"},
            {"the same in Caffeine", "floorCaffeine"},
            {"two token buckets by hand", "byHand"}
        }) {
            rows.append("| %s | %s | %s |\n"
                    .formatted(floor[0], together.cell(floor[1], 1_000), together.cell(floor[1], 1)));
        }
        for (var algorithm : ALGORITHMS) {
            rows.append("| ours, %s | %s | %s |\n"
                    .formatted(
                            algorithm,
                            together.cell("digested", algorithm, 1_000, 2, "admitted"),
                            together.cell("digested", algorithm, 1, 2, "admitted")));
        }
        return rows.append("| Bucket4j in Caffeine | %s | %s |\n"
                        .formatted(
                                together.cell("bucket4j", 1_000, 2, "admitted"),
                                together.cell("bucket4j", 1, 2, "admitted")))
                .toString();
    }

    private static String number(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
