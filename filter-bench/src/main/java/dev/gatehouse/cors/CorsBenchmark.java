package dev.gatehouse.cors;

import dev.gatehouse.bench.Jmh;
import dev.gatehouse.bench.Question;
import dev.gatehouse.bench.StubResponse;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Is CORS cheaper than elsewhere? Asked of whole calls of {@code doFilter}, with the same policy in each filter. */
public class CorsBenchmark {

    /** The question that this answers. */
    public static final Question QUESTION =
            new Question("cors", "Is CORS cheaper than elsewhere?", CorsBenchmark::answer);

    private static String answer(Jmh jmh) {
        return CorsAnswer.of(jmh.measure(CorsBenchmark.class));
    }

    /** A filter that has seen all kinds of requests, as on a server, before it sees one kind again and again. */
    @State(Scope.Thread)
    public static class Filtering {

        @Param
        public Candidate filter;

        private Traffic withoutOrigin;
        private Traffic actual;
        private Traffic preflight;
        private Traffic preflightOfCommas;
        private Traffic hugeOrigin;

        @Setup
        public void prepare() throws IOException, ServletException {
            var started = filter.start();
            var none = filter == Candidate.NONE;
            withoutOrigin = new Traffic(started, Requests::withoutOrigin, Outcome.PASSED);
            actual = new Traffic(started, Requests::actual, none ? Outcome.PASSED : Outcome.MARKED);
            preflight = new Traffic(started, Requests::preflight, none ? Outcome.PASSED : Outcome.ALLOWED);
            preflightOfCommas = new Traffic(started, Requests::preflightOfCommas, filter.ofCommas());
            hugeOrigin = new Traffic(started, Requests::hugeOrigin, filter.ofHugeOrigin());
        }
    }

    @Benchmark
    public StubResponse withoutOrigin(Filtering on) throws IOException, ServletException {
        return on.withoutOrigin.send();
    }

    @Benchmark
    public StubResponse actual(Filtering on) throws IOException, ServletException {
        return on.actual.send();
    }

    @Benchmark
    public StubResponse preflight(Filtering on) throws IOException, ServletException {
        return on.preflight.send();
    }

    @Benchmark
    public StubResponse preflightOfCommas(Filtering on) throws IOException, ServletException {
        return on.preflightOfCommas.send();
    }

    @Benchmark
    public StubResponse hugeOrigin(Filtering on) throws IOException, ServletException {
        return on.hugeOrigin.send();
    }

    /** Ours alone, with another hostile preflight. */
    @State(Scope.Thread)
    public static class OneName {

        private Traffic preflight;

        @Setup
        public void prepare() throws IOException, ServletException {
            preflight = new Traffic(Candidate.GATEHOUSE.start(), Requests::preflightOfOneName, Outcome.REFUSED);
        }
    }

    @Benchmark
    public StubResponse preflightOfOneName(OneName on) throws IOException, ServletException {
        return on.preflight.send();
    }
}
