package dev.gatehouse.bench;

import java.util.Collection;
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

/** Measures all benchmarks alike: the average time of a call, and what it allocates. */
public final class Jmh {

    private final boolean quick;

    Jmh(boolean quick) {
        this.quick = quick;
    }

    /** Runs all benchmarks of a class. */
    public Figures measure(Class<?> benchmarks) {
        var options = new OptionsBuilder()
                .include("^" + Pattern.quote(benchmarks.getName() + "."))
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xms2g", "-Xmx2g")
                .forks(quick ? 1 : 2)
                .warmupIterations(quick ? 1 : 3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(quick ? 1 : 5)
                .measurementTime(TimeValue.seconds(1))
                .shouldFailOnError(true)
                .build();
        try {
            return figures(new Runner(options).run());
        } catch (RunnerException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Figures figures(Collection<RunResult> results) {
        var figures = new Figures();
        for (var result : results) {
            var time = result.getPrimaryResult();
            var allocated = Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"));
            var params = result.getParams();
            figures.add(
                    new Figure(time.getScore(), time.getScoreError(), allocated.getScore()),
                    params.getBenchmark().replaceFirst(".*\\.", ""),
                    params.getParamsKeys().stream().map(params::getParam).toArray());
        }
        return figures;
    }
}
