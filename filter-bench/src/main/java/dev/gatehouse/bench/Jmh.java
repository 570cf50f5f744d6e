package dev.gatehouse.bench;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures all benchmarks alike: the average time of a call, and what it allocates. In each round every benchmark runs
 * once in a JVM of its own, one after the other, so that what is compared has had the same machine.
 */
public final class Jmh {

    private static final int ROUNDS = 3;

    private final boolean quick;

    Jmh(boolean quick) {
        this.quick = quick;
    }

    /** Returns whether an answer is wanted soon, at the cost of its worth. */
    public boolean isQuick() {
        return quick;
    }

    /** Runs all benchmarks of a class. */
    public Figures measure(Class<?> benchmarks) {
        var options = new OptionsBuilder()
                .include("^" + Pattern.quote(benchmarks.getName() + "."))
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xms2g", "-Xmx2g")
                .forks(1)
                .warmupIterations(quick ? 1 : 2)
                .warmupTime(TimeValue.milliseconds(quick ? 500 : 1_000))
                .measurementIterations(quick ? 1 : 3)
                .measurementTime(TimeValue.milliseconds(quick ? 500 : 1_000))
                .shouldFailOnError(true)
                .build();
        var figures = new Figures();
        try {
            for (var round = 0; round < (quick ? 1 : ROUNDS); round++) {
                new Runner(options).run().forEach(result -> add(result, figures));
            }
        } catch (RunnerException e) {
            throw new IllegalStateException(e);
        }
        return figures;
    }

    private static void add(RunResult result, Figures figures) {
        var allocated = Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"));
        var params = result.getParams();
        figures.add(
                result.getPrimaryResult().getScore(),
                allocated.getScore(),
                params.getBenchmark().replaceFirst(".*\\.", ""),
                params.getParamsKeys().stream().map(params::getParam).toArray());
    }
}
