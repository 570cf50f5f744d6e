package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.Figure;
import dev.gatehouse.bench.Figures;
import dev.gatehouse.bench.Goals;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** Where two token buckets are asked for, and how many times the floor's time they may take there. */
    private record Place(String title, Figures figures, int keys, String outcome, double bound) {

        Figure ours() {
            return figures.nanos("digested", "token-bucket", keys, 2, outcome);
        }

        Figure byHand() {
            return figures.nanos("byHand", keys, outcome);
        }

        Figure bucket4j() {
            return figures.nanos("bucket4j", keys, 2, outcome);
        }

        Figure floor() {
            return figures.nanos("floorMap", keys);
        }
    }

    private List<Place> places() {
        return List.of(
                new Place("1,000 keys", alone, 1_000, "admitted", 1.6),
                new Place("100,000 keys", alone, 100_000, "admitted", 1.4),
                new Place("1,000,000 keys", alone, 1_000_000, "admitted", 1.25),
                new Place("1,000 keys, refused", alone, 1_000, "refused", 1.6),
                new Place("100,000 keys, refused", alone, 100_000, "refused", 1.4),
                new Place("1,000,000 keys, refused", alone, 1_000_000, "refused", 1.25),
                new Place("1,000 keys, two threads", together, 1_000, "admitted", 1.8),
                new Place("100,000 keys, two threads", together, 100_000, "admitted", 1.8),
                new Place("1,000,000 keys, two threads", together, 1_000_000, "admitted", 1.8),
                new Place("1,000 keys, two threads, refused", together, 1_000, "refused", 1.8),
                new Place("100,000 keys, two threads, refused", together, 100_000, "refused", 1.8),
                new Place("1,000,000 keys, two threads, refused", together, 1_000_000, "refused", 1.8),
                new Place("one key, two threads", together, 1, "admitted", 1.8),
                new Place("one key, two threads, refused", together, 1, "refused", 1.8));
    }

    private String goals() {
        var goals = new Goals();
        for (var place : places()) {
            goals.atMost(
                    "two token buckets, " + place.title() + ", to the clock floor",
                    place.bound(),
                    place.ours().over(place.floor()));
        }
        for (var place : places().subList(0, KEYS.length)) {
            goals.atMost(
                    "two fixed windows, " + place.title() + ", to the clock floor",
                    place.bound(),
                    ours("fixed-window", place.keys()).over(place.floor()));
        }
        for (var place : places()) {
            goals.atMost(
                    "two token buckets, " + place.title() + ", to Bucket4j's two",
                    0.45,
                    place.ours().over(place.bucket4j()));
        }
        for (var keys : KEYS) {
            goals.atMost(
                    "two sliding windows to two token buckets, %,d keys".formatted(keys),
                    1.3,
                    ours("sliding-window", keys).over(ours("token-bucket", keys)));
        }
        return goals.bytesAtMost("bytes of any decision", 0, alone.mostBytes("digested"))
                .toString();
    }

    private Figure ours(String algorithm, int keys) {
        return alone.nanos("digested", algorithm, keys, 2, "admitted");
    }

    private String introduction() {
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
                what is told of each; the table of times below has it step by step. Where that misses a goal too, it is beyond
                what keeps the promises so. What ours takes beyond is that a charge can have several subjects, under
                any number of limits of any kinds, and that a bucket may be on its way out, or into another policy: a way of its own
                for the usual charge would be at best as fast as by hand, at the price of the same arithmetic written twice, and that
                was declined. What else was tried is in [a decision of its own](decisions/speed.md). Threads that have one key for
                all wait for each other's lock, and here for the processor that the other has; how often is chance.

                | two token buckets | by hand, to the floor | ours, to by hand | by hand, to Bucket4j's | ours, to Bucket4j's |
                | --- | --- | --- | --- | --- |
                """.formatted(
                                text.over(alone.nanos("textMap", 1_000)),
                                text.over(alone.nanos("textBucket4j", 1_000, 2, "admitted")))
                + places().stream().map(DecisionAnswer::relations).collect(Collectors.joining())
                + "\n";
    }

    private static String relations(Place place) {
        return "| %s | %s | %s | %s | %s |\n"
                .formatted(
                        place.title(),
                        place.byHand().over(place.floor()),
                        place.ours().over(place.byHand()),
                        place.byHand().over(place.bucket4j()),
                        place.ours().over(place.bucket4j()));
    }

    private String byKeys() {
        var rows = new StringBuilder("""
                Time in ns / bytes, two limits but for Resilience4j and the floors, which have one:

                | | 1,000 keys | 100,000 | 1,000,000 |
                | --- | --- | --- | --- |
                """);
        rows.append("| the clock alone | %s | | |\n".formatted(alone.cell("clock")))
                .append(byKeys("clock floor", keys -> alone.cell("floorMap", keys)))
                .append(byKeys("the same in Caffeine", keys -> alone.cell("floorCaffeine", keys)))
                .append(byKeys(
                        "by hand: found by its digest in Caffeine, and the clock read",
                        keys -> alone.cell("foundByHand", keys, "admitted")))
                .append(byKeys("by hand: the same, and locked", keys -> alone.cell("lockedByHand", keys, "admitted")))
                .append(byKeys("by hand: two token buckets", keys -> alone.cell("byHand", keys, "admitted")));
        for (var algorithm : ALGORITHMS) {
            rows.append(byKeys("ours, " + algorithm, keys -> alone.cell("digested", algorithm, keys, 2, "admitted")));
        }
        rows.append(byKeys("Bucket4j in Caffeine", keys -> alone.cell("bucket4j", keys, 2, "admitted")))
                .append(byKeys("Resilience4j in Caffeine", keys -> alone.cell("resilience4j", keys)))
                .append(byKeys("clock floor, a new text", keys -> alone.cell("textMap", keys)));
        for (var algorithm : ALGORITHMS) {
            rows.append(byKeys(
                    "ours, " + algorithm + ", a new text",
                    keys -> alone.cell("textOurs", algorithm, keys, 2, "admitted")));
        }
        return rows.append(byKeys(
                        "Bucket4j in Caffeine, a new text", keys -> alone.cell("textBucket4j", keys, 2, "admitted")))
                .toString();
    }

    private static String byKeys(String what, IntFunction<String> cell) {
        return row(what, Arrays.stream(KEYS).mapToObj(cell));
    }

    private static String row(String what, Stream<String> cells) {
        return cells.collect(Collectors.joining(" | ", "| " + what + " | ", " |\n"));
    }

    private String byLimits() {
        var rows = new StringBuilder("""

                By number of limits and outcome, of 1,000 keys if nothing else is said:

                | | one limit | two limits | four limits | two limits, refused | refused, 100,000 keys | refused, 1,000,000 |
                | --- | --- | --- | --- | --- | --- | --- |
                """);
        for (var algorithm : ALGORITHMS) {
            rows.append(byLimits(
                    "ours, " + algorithm,
                    (keys, limits, outcome) -> alone.cell("digested", algorithm, keys, limits, outcome)));
        }
        return rows.append(byLimits(
                        "Bucket4j in Caffeine",
                        (keys, limits, outcome) -> alone.cell("bucket4j", keys, limits, outcome)))
                .toString();
    }

    private interface Cell {
        String of(int keys, int limits, String outcome);
    }

    private static String byLimits(String what, Cell cell) {
        return row(
                what,
                Stream.of(
                        cell.of(1_000, 1, "admitted"),
                        cell.of(1_000, 2, "admitted"),
                        cell.of(1_000, 4, "admitted"),
                        cell.of(1_000, 2, "refused"),
                        cell.of(100_000, 2, "refused"),
                        cell.of(1_000_000, 2, "refused")));
    }

    private String byThreads() {
        var rows = new StringBuilder("""

                Under two threads, two limits; the time of a decision in each thread:

                | | 1,000 keys | 100,000 | 1,000,000 | one key for both | 1,000 keys, refused | 100,000, refused | 1,000,000, refused | one key, refused |
                | --- | --- | --- | --- | --- | --- | --- | --- | --- |
                """);
        rows.append(byThreads("clock floor", (keys, limits, outcome) -> floor("floorMap", keys, outcome)));
        rows.append(
                byThreads("the same in Caffeine", (keys, limits, outcome) -> floor("floorCaffeine", keys, outcome)));
        rows.append(byThreads(
                "by hand: two token buckets", (keys, limits, outcome) -> together.cell("byHand", keys, outcome)));
        for (var algorithm : ALGORITHMS) {
            rows.append(byThreads(
                    "ours, " + algorithm,
                    (keys, limits, outcome) -> together.cell("digested", algorithm, keys, limits, outcome)));
        }
        return rows.append(byThreads(
                        "Bucket4j in Caffeine",
                        (keys, limits, outcome) -> together.cell("bucket4j", keys, limits, outcome)))
                .toString();
    }

    /** Returns a cell of what refuses nobody. */
    private String floor(String benchmark, int keys, String outcome) {
        return outcome.equals("admitted") ? together.cell(benchmark, keys) : "";
    }

    private static String byThreads(String what, Cell cell) {
        return row(
                what,
                Stream.of(
                        cell.of(1_000, 2, "admitted"),
                        cell.of(100_000, 2, "admitted"),
                        cell.of(1_000_000, 2, "admitted"),
                        cell.of(1, 2, "admitted"),
                        cell.of(1_000, 2, "refused"),
                        cell.of(100_000, 2, "refused"),
                        cell.of(1_000_000, 2, "refused"),
                        cell.of(1, 2, "refused")));
    }
}
