package dev.gatehouse.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * Measures all benchmarks alike: the time of a call, and what it allocates. In each round every benchmark runs once in
 * a JVM of its own, one after the other, so that what is compared has had the same machine. A round has many short
 * stretches, and its time is the average of a call in the fastest: all that a shared machine does besides makes a
 * stretch longer, never shorter. With several threads it is that of the stretch in the middle: there a stretch is
 * shorter in which one of them had to wait for its core, and the other had nobody to share with.
 */
public final class Jmh {

    private static final int ROUNDS = 3;
    private static final TimeValue STRETCH = TimeValue.milliseconds(100);

    private final boolean quick;
    private final int threads;
    private final String only;
    private final Map<String, String[]> params;

    Jmh(boolean quick) {
        this(quick, 1, ".*", Map.of());
    }

    private Jmh(boolean quick, int threads, String only, Map<String, String[]> params) {
        this.quick = quick;
        this.threads = threads;
        this.only = only;
        this.params = params;
    }

    /** Returns whether an answer is wanted soon, at the cost of its worth. */
    public boolean isQuick() {
        return quick;
    }

    /** Returns one that runs benchmarks in so many threads at once; times are a call's in each of them. */
    public Jmh threads(int number) {
        return new Jmh(quick, number, only, params);
    }

    /** Returns one that runs benchmarks only whose methods' names begin like this. */
    public Jmh only(String regex) {
        return new Jmh(quick, threads, "(" + regex + ").*", params);
    }

    /** Returns one that runs benchmarks with these values of a parameter. */
    public Jmh with(String param, String... values) {
        var more = new HashMap<>(params);
        more.put(param, values);
        return new Jmh(quick, threads, only, more);
    }

    /** Runs benchmarks of a class in this way. */
    public Figures measure(Class<?> benchmarks) {
        return measure(benchmarks, List.of(this));
    }

    /** Runs benchmarks of a class in each of these ways, all of them in each round. */
    public static Figures measure(Class<?> benchmarks, List<Jmh> ways) {
        var figures = new Figures();
        var quick = ways.get(0).quick;
        for (var round = 0; round < (quick ? 1 : ROUNDS); round++) {
            ways.forEach(way -> way.measureOnce(benchmarks, figures));
        }
        return figures;
    }

    private void measureOnce(Class<?> benchmarks, Figures figures) {
        var options = new OptionsBuilder()
                .include("^" + Pattern.quote(benchmarks.getName() + ".") + only + "$")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xms2g", "-Xmx2g")
                .threads(threads)
                .forks(1)
                .warmupIterations(1)
                .warmupTime(TimeValue.milliseconds(quick ? 600 : 2_000))
                .measurementIterations(quick ? 5 : 20)
                .measurementTime(STRETCH)
                .shouldFailOnError(true);
        params.forEach(options::param);
        try {
            new Runner(options.build()).run().forEach(result -> add(result, figures));
        } catch (RunnerException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(RunResult result, Figures figures) {
        var stretches = result.getPrimaryResult().getStatistics();
        var allocated = Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"));
        var params = result.getParams();
        figures.add(
                threads == 1 ? stretches.getMin() : stretches.getPercentile(50),
                allocated.getScore(),
                params.getBenchmark().replaceFirst(".*\\.", ""),
                params.getParamsKeys().stream().map(params::getParam).toArray());
    }
}
