package dev.gatehouse.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.stream.IntStream;

/**
 * Requests that come to some nodes all the time, from many threads, whatever becomes of the Redis: of some callers, and
 * now and then of one who has never come before, of whom a node has to ask.
 */
final class Load implements AutoCloseable {

    static final int CALLERS = 10;

    private static final int THREADS = 24;

    private final List<FallbackStore> nodes;
    private final Allowance allowance;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final AtomicIntegerArray asked = new AtomicIntegerArray(CALLERS);
    private final AtomicIntegerArray admitted = new AtomicIntegerArray(CALLERS);
    private final AtomicInteger newcomers = new AtomicInteger(1_000_000);
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean goesOn = true;

    private Load(List<FallbackStore> nodes, Allowance allowance) {
        this.nodes = nodes;
        this.allowance = allowance;
    }

    static Load on(List<FallbackStore> nodes, Allowance allowance) {
        var load = new Load(nodes, allowance);
        for (var i = 0; i < THREADS; i++) {
            var node = nodes.get(i % nodes.size());
            load.threads.execute(() -> load.run(node));
        }
        return load;
    }

    private void run(FallbackStore node) {
        while (goesOn) {
            var caller = ThreadLocalRandom.current().nextInt(CALLERS);
            ask(node, caller, 1_000 + caller);
            if (caller == 0) {
                ask(node, -1, newcomers.getAndIncrement());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(2);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Sends a request of one of the callers, or, of a negative number, of another. */
    private void ask(FallbackStore node, int caller, long subject) {
        var charge = Charges.charge(allowance, subject);
        var before = System.nanoTime();
        try {
            if (!node.decide(charge)) {
                failures.add("not decided");
            } else if (caller >= 0) {
                asked.incrementAndGet(caller);
                admitted.addAndGet(caller, charge.isAdmitted() ? 1 : 0);
            }
        } catch (RuntimeException e) {
            failures.add(String.valueOf(e));
        }
        longest.accumulate(System.nanoTime() - before);
    }

    /** Lets it go on for a while. */
    void during(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    /** Lets it go on until all nodes ask the Redis, and for a second more. */
    void untilAllAskAgain() throws InterruptedException {
        var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!nodes.stream().allMatch(FallbackStore::isAsking)) {
            if (System.nanoTime() > until) {
                throw new AssertionError("waited for 60 s");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        during(Duration.ofSeconds(1));
    }

    /** Lets it go on until all is as it was: on a busy machine, an answer may be late once more. */
    void untilNoneFailsForASecond() throws InterruptedException {
        var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        int before;
        do {
            if (System.nanoTime() > until) {
                throw new AssertionError("requests fail for 10 s");
            }
            before = failures.size();
            during(Duration.ofSeconds(1));
        } while (failures.size() > before);
    }

    /** Returns what became of requests other than being admitted or refused. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Returns how long the request took that took longest. */
    Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    /** Returns how many requests each caller has sent. */
    List<Integer> asked() {
        return IntStream.range(0, CALLERS).mapToObj(asked::get).toList();
    }

    /** Returns how many requests of each caller were admitted. */
    List<Integer> admitted() {
        return IntStream.range(0, CALLERS).mapToObj(admitted::get).toList();
    }

    /** Ends it; returns once the last request has been decided. */
    @Override
    public void close() {
        goesOn = false;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(20, TimeUnit.SECONDS)) {
                throw new AssertionError("a request hangs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
