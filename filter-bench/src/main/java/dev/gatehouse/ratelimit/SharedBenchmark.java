package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.Figure;
import dev.gatehouse.bench.Jmh;
import dev.gatehouse.bench.Question;
import dev.gatehouse.redis.RedisUnderTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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

    /** One cell of the tables. */
    record Cell(Sharing sharing, int threads, int callers) {}

    /** What was measured of a cell. */
    record Measured(Figure perSecond, Figure p99Millis, Figure callsPerDecision) {}

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

    static Map<Cell, Measured> measure(int rounds, long millis)
            throws IOException, InterruptedException, ExecutionException {
        var perSecond = new TreeMap<String, List<Double>>();
        var cells = new ArrayList<Cell>();
        try (var redis = RedisUnderTest.start()) {
            var working = new EnumMap<Sharing, Sharing.Working>(Sharing.class);
            try {
                for (var sharing : Sharing.values()) {
                    working.put(sharing, sharing.start(redis));
                    for (var threads : THREADS) {
                        new SharedLoad(Objects.requireNonNull(working.get(sharing)), threads, MANY)
                                .run(Math.min(millis, WARM_UP_MILLIS));
                    }
                }
                for (var round = 0; round < rounds; round++) {
                    for (var threads : THREADS) {
                        for (var callers : List.of(HOT, MANY)) {
                            for (var sharing : Sharing.values()) {
                                var cell = new Cell(sharing, threads, callers);
                                if (round == 0) {
                                    cells.add(cell);
                                }
                                var before = redis.calls(sharing.commands());
                                var result = new SharedLoad(
                                                Objects.requireNonNull(working.get(sharing)), threads, callers)
                                        .run(millis);
                                var calls = (double) (redis.calls(sharing.commands()) - before) / result.decisions();
                                add(perSecond, cell + "s", result.perSecond());
                                add(perSecond, cell + "p", result.latencies().nanosOf(99) / 1e6);
                                add(perSecond, cell + "c", calls);
                            }
                        }
                    }
                }
            } finally {
                working.values().forEach(Sharing.Working::close);
            }
        }
        var measured = new LinkedHashMap<Cell, Measured>();
        for (var cell : cells) {
            measured.put(
                    cell,
                    new Measured(
                            figure(perSecond, cell + "s"),
                            figure(perSecond, cell + "p"),
                            figure(perSecond, cell + "c")));
        }
        return measured;
    }

    private static void add(Map<String, List<Double>> all, String key, double number) {
        all.computeIfAbsent(key, none -> new ArrayList<>()).add(number);
    }

    private static Figure figure(Map<String, List<Double>> all, String key) {
        return Figure.of(all.getOrDefault(key, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray());
    }
}
