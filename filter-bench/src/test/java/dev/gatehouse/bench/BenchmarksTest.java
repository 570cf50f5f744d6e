package dev.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** That all benchmarks can be run; how long they take is not looked at. */
final class BenchmarksTest {

    private static Set<BenchmarkListEntry> all() {
        var silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
        return new TreeSet<>(BenchmarkList.defaultList().getAll(silent, List.of()));
    }

    /** Every benchmark, with the first value of each parameter. */
    static Stream<BenchmarkListEntry> everyBenchmark() {
        return all().stream();
    }

    @ParameterizedTest
    @MethodSource("everyBenchmark")
    void runsOnce(BenchmarkListEntry benchmark) throws Exception {
        var options = new OptionsBuilder()
                .include("^" + Pattern.quote(benchmark.getUsername()) + "$")
                .mode(Mode.SingleShotTime)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        benchmark.getParams().orElse(Map.of()).forEach((name, values) -> options.param(name, values[0]));

        assertThat(new Runner(options.build()).run()).hasSize(1);
    }

    /** The reverse need not be: a question can be answered without JMH. */
    @Test
    void everyClassOfBenchmarksAnswersAQuestion() throws ReflectiveOperationException {
        for (var benchmark : all()) {
            var name = benchmark.getUsername().replaceFirst("\\.[^.]*$", "");
            assertThat(Benchmarks.QUESTIONS).contains((Question)
                    Class.forName(name).getField("QUESTION").get(null));
        }
    }
}
