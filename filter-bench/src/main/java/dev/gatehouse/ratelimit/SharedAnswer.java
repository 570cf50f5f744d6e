package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.Figure;
import dev.gatehouse.bench.Goals;
import dev.gatehouse.ratelimit.SharedBenchmark.Cell;
import dev.gatehouse.ratelimit.SharedBenchmark.Measured;
import java.util.Map;
import java.util.Objects;

/** Says in Markdown what {@link SharedBenchmark} has measured. */
final class SharedAnswer {

    private final Map<Cell, Measured> measured;

    private SharedAnswer(Map<Cell, Measured> measured) {
        this.measured = measured;
    }

    static String of(Map<Cell, Measured> measured) {
        var answer = new SharedAnswer(measured);
        return answer.verdict()
                + answer.table("10,000 callers", SharedBenchmark.MANY)
                + answer.table("one caller whom all threads ask about", SharedBenchmark.HOT);
    }

    private Measured at(Sharing sharing, int threads, int callers) {
        return Objects.requireNonNull(measured.get(new Cell(sharing, threads, callers)));
    }

    private Figure ratio(Sharing sharing, int threads, int callers) {
        return at(sharing, threads, callers)
                .perSecond()
                .over(at(Sharing.BUCKET4J, threads, callers).perSecond());
    }

    private String verdict() {
        return new Goals()
                        .atLeast(
                                "decisions in Redis, to Bucket4j's, 1 thread",
                                2,
                                ratio(Sharing.EXACT, 1, SharedBenchmark.MANY))
                        .atLeast("the same, 8 threads", 1.8, ratio(Sharing.EXACT, 8, SharedBenchmark.MANY))
                        .atLeast("the same, 64 threads", 3.5, ratio(Sharing.EXACT, 64, SharedBenchmark.MANY))
                        .atLeast(
                                "the same, 64 threads on one caller", 10, ratio(Sharing.EXACT, 64, SharedBenchmark.HOT))
                        .atLeast("the same, with leases", 20, ratio(Sharing.LEASE, 64, SharedBenchmark.HOT))
                        .atMost(
                                "the same, 64 threads on 10,000 callers: calls a decision",
                                1.01,
                                at(Sharing.EXACT, 64, SharedBenchmark.MANY).callsPerDecision())
                + """
                Decisions under two limits that nobody reaches, of a Redis on the same machine, by one connection that all threads
                share. All of them, the Redis too, have the machine's cores together. Bucket4j's proxy reads a bucket, works, and
                writes it back if nobody else has meanwhile; on one caller it tries again until that is so. No decision that
                a Redis makes can cost less than the script that does nothing with what it gets, but by being sent together
                with others: all decisions that wait when the connection is free are one call of ours, and the same is done with that
                script for comparison.

                """;
    }

    private String table(String who, int callers) {
        var table = new StringBuilder("With " + who
                + ":\n\n| | threads | decisions a second | p99 in ms | calls a decision | to Bucket4j's |\n"
                + "| --- | --- | --- | --- | --- | --- |\n");
        for (var threads : SharedBenchmark.THREADS) {
            for (var sharing : Sharing.values()) {
                var cell = at(sharing, threads, callers);
                table.append("| %s | %d | %s | %s | %s | %s |\n"
                        .formatted(
                                sharing.title(),
                                threads,
                                cell.perSecond(),
                                cell.p99Millis(),
                                cell.callsPerDecision(),
                                ratio(sharing, threads, callers)));
            }
        }
        return table.append('\n').toString();
    }
}
