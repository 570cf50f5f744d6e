package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.Figure;
import dev.gatehouse.bench.Jmh;
import dev.gatehouse.bench.Question;
import dev.gatehouse.redis.RedisUnderTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;

/** What does a decision cost where several nodes share a Redis? */
public final class SharedBenchmark {

    /** The question that this answers. */
    public static final Question QUESTION =
            new Question("redis", "What does a decision in Redis cost?", SharedBenchmark::answer);

    static final List<Integer> THREADS = List.of(1, 8, 64);
    static final int HOT = 1;
    static final int MANY = 10_000;

    private static final int ROUNDS = 3;
    private static final long WARM_UP_MILLIS = 1_500;
    private static final long MILLIS = 1_500;

    /** Until what is started anew for a cell has connected and knows its callers. */
    private static final long SETTLE_MILLIS = 500;

    /** One cell of the tables. */
    record Cell(Sharing sharing, int threads, int callers) {}

    /** What was measured of a cell. */
    record Measured(Figure perSecond, Figure p99Millis, Figure callsPerDecision) {}

    /** What each round saw of a cell. */
    private static final class Rounds {

        private final List<Double> perSecond = new ArrayList<>();
        private final List<Double> p99Millis = new ArrayList<>();
        private final List<Double> callsPerDecision = new ArrayList<>();

        void add(SharedLoad.Result result, long calls) {
            perSecond.add(result.perSecond());
            p99Millis.add(result.latencies().nanosOf(99) / 1e6);
            callsPerDecision.add((double) calls / result.decisions());
        }

        Measured measured() {
            return new Measured(figure(perSecond), figure(p99Millis), figure(callsPerDecision));
        }

        private static Figure figure(List<Double> rounds) {
            return Figure.of(rounds.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }

    private SharedBenchmark() {}

    private static String answer(Jmh jmh) {
        try {
            return SharedAnswer.of(measure(jmh.isQuick() ? 1 : ROUNDS, jmh.isQuick() ? MILLIS / 5 : MILLIS));
        } catch (IOException | ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Measures a cell alone: what others leave for later, such as giving back, is done before. */
    private static void measure(Cell cell, long millis, RedisUnderTest redis, Rounds into)
            throws InterruptedException, ExecutionException {
        var working = cell.sharing().start(redis);
        try {
            var load = new SharedLoad(working, cell.threads(), cell.callers());
            load.run(Math.min(millis, SETTLE_MILLIS));
            var before = redis.calls(cell.sharing().commands());
            var result = load.run(millis);
            into.add(result, redis.calls(cell.sharing().commands()) - before);
        } finally {
            working.close();
        }
    }

    static Map<Cell, Measured> measure(int rounds, long millis)
            throws IOException, InterruptedException, ExecutionException {
        var cells = new LinkedHashMap<Cell, Rounds>();
        try (var redis = RedisUnderTest.start()) {
            for (var sharing : Sharing.values()) {
                for (var threads : THREADS) {
                    measure(new Cell(sharing, threads, MANY), Math.min(millis, WARM_UP_MILLIS), redis, new Rounds());
                }
            }
            var random = new Random(1);
            for (var round = 0; round < rounds; round++) {
                for (var threads : THREADS) {
                    for (var callers : List.of(HOT, MANY)) {
                        var inTurn = new ArrayList<>(List.of(Sharing.values()));
                        Collections.shuffle(inTurn, random);
                        for (var sharing : inTurn) {
                            var cell = new Cell(sharing, threads, callers);
                            measure(cell, millis, redis, cells.computeIfAbsent(cell, none -> new Rounds()));
                        }
                    }
                }
            }
        }
        var measured = new LinkedHashMap<Cell, Measured>();
        cells.forEach((cell, seen) -> measured.put(cell, seen.measured()));
        return measured;
    }
}
