package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.Jmh;
import dev.gatehouse.bench.Question;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What does a whole rate-limit filter cost? Asked of ours in several forms, and of others. */
public class FiltersBenchmark {

    /** The question that this answers. */
    public static final Question QUESTION =
            new Question("filters", "What does a whole rate-limit filter cost?", FiltersBenchmark::answer);

    private static String answer(Jmh jmh) {
        return FiltersAnswer.of(jmh.measure(FiltersBenchmark.class));
    }

    /** One filter and its callers. */
    @State(Scope.Thread)
    public static class At {

        @Param
        public Contender filter;

        private Service service;

        @Setup
        public void start() throws IOException, ServletException {
            service = filter.start();
        }

        /** Its threads would keep the JVM alive. */
        @TearDown
        public void stop() {
            filter.check(service);
            service.stop();
        }
    }

    @Benchmark
    public long filter(At at) throws IOException, ServletException {
        return at.service.serve();
    }
}
