package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.Jmh;
import dev.gatehouse.bench.Question;
import dev.gatehouse.bench.StubRequest;
import dev.gatehouse.client.Digest;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Objects;
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

    /**
     * What a filter by API key does on the way, by itself: the key is found and digested, and its bucket is charged.
     */
    @State(Scope.Thread)
    public static class Steps {

        private static final int CALLERS = 1_000;

        private final Callers callers = new Callers(CALLERS, Contender.USUAL);
        private final StubRequest request = new StubRequest();
        private final Digest digest = new Digest(Digest.Secret.random());
        private final CaffeineStore store = new CaffeineStore(Filters.MAX_SUBJECTS, Timeline.system());
        private final Charge charge = new Charge(0, false);
        private final Rule rule = Filters.plenty().build().rules().get(0);
        private final Allowance allowance = Objects.requireNonNull(rule.allowance(""));

        @Setup
        public void know() {
            for (var i = 0; i < CALLERS; i++) {
                decide();
            }
            callers.callAsCallersDo();
        }

        private long digest() {
            var key = Objects.requireNonNull(callers.call(request).getHeader("X-API-Key"));
            digest.start();
            digest.addText(key);
            digest.endPart();
            digest.finish();
            return digest.high() ^ digest.low();
        }

        private boolean decide() {
            digest();
            charge.start();
            charge.add(rule, allowance, digest.high(), digest.low());
            return store.decide(charge) && charge.isAdmitted();
        }
    }

    @Benchmark
    public long stepToDigest(Steps of) {
        return of.digest();
    }

    @Benchmark
    public boolean stepToDecision(Steps of) {
        return of.decide();
    }

    @Benchmark
    public long filter(At at) throws IOException, ServletException {
        return at.service.serve();
    }
}
