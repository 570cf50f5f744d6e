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

/** What if everybody is new? Asked of whole filters that must forget one caller for the next. */
public class NewcomersBenchmark {

    /** The question that this answers. */
    public static final Question QUESTION =
            new Question("newcomers", "What if everybody is new?", NewcomersBenchmark::answer);

    private static final int REMEMBERED = 20_000;

    private static String answer(Jmh jmh) {
        return NewcomersAnswer.of(jmh.measure(NewcomersBenchmark.class));
    }

    /** One filter and those who come to it. */
    @State(Scope.Thread)
    public static class At {

        @Param
        public Crowd crowd;

        private Service service;

        @Setup
        public void start() throws IOException, ServletException {
            service = crowd.start(REMEMBERED);
        }

        @TearDown
        public void stop() {
            service.stop();
        }
    }

    @Benchmark
    public long filter(At at) throws IOException, ServletException {
        return at.service.serve();
    }
}
