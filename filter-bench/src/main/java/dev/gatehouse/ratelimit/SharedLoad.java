package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.Latencies;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** So many threads that have requests decided about, one after another, for some time. */
final class SharedLoad {

    private final Sharing.Working working;
    private final int threads;
    private final int callers;

    /**
     * Makes a load.
     *
     * @param callers how many there are; each thread takes any of them
     */
    SharedLoad(Sharing.Working working, int threads, int callers) {
        this.working = working;
        this.threads = threads;
        this.callers = callers;
    }

    /**
     * What came of it.
     *
     * @param perSecond decisions
     */
    record Result(long decisions, double perSecond, Latencies latencies) {}

    Result run(long millis) throws InterruptedException, ExecutionException {
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var start = System.nanoTime();
            var until = start + TimeUnit.MILLISECONDS.toNanos(millis);
            var running = new ArrayList<Future<Latencies>>();
            for (var i = 0; i < threads; i++) {
                var seed = i;
                running.add(pool.submit(() -> decide(seed, until)));
            }
            var all = new Latencies();
            for (var each : running) {
                all.addAll(each.get());
            }
            var seconds = (System.nanoTime() - start) / 1e9;
            return new Result(all.total(), all.total() / seconds, all);
        } finally {
            pool.shutdownNow();
        }
    }

    private Latencies decide(long seed, long until) {
        var latencies = new Latencies();
        var random = seed * 0x9e3779b97f4a7c15L + 1;
        for (var before = System.nanoTime(); before < until; ) {
            random = random * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            working.decide((random >>> 33) % callers);
            var after = System.nanoTime();
            latencies.add(after - before);
            before = after;
        }
        return latencies;
    }
}
