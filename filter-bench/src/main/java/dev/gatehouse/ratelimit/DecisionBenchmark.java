package dev.gatehouse.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.bench.Jmh;
import dev.gatehouse.bench.Question;
import dev.gatehouse.client.Digest;
import io.github.bucket4j.Bandwidth;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What does a decision cost? Asked of stores alone: find the bucket of a key, take one, say what is left. */
public class DecisionBenchmark {

    /** The question that this answers. */
    public static final Question QUESTION =
            new Question("decision", "What does a decision cost?", DecisionBenchmark::answer);

    /** More requests than anybody sends here. */
    private static final int MANY = 1_000_000_000;

    private static String answer(Jmh jmh) {
        var alone = List.of(
                jmh,
                jmh.with("keys", "1000").with("limits", "1", "4").only("digested|bucket4j"),
                jmh.with("outcome", "refused").only("byHand|digested|bucket4j"));
        var two = jmh.threads(2);
        var together = List.of(
                two.with("keys", "1", "1000", "100000", "1000000").only("floor|byHand|digested|bucket4j"),
                two.with("keys", "1", "1000", "100000", "1000000")
                        .with("outcome", "refused")
                        .only("byHand|digested|bucket4j"));
        return DecisionAnswer.of(
                Jmh.measure(DecisionBenchmark.class, alone), Jmh.measure(DecisionBenchmark.class, together));
    }

    /** Those who call. */
    @State(Scope.Benchmark)
    public static class Callers {

        /** Caffeine is to be less than half full: it then need not remember who is asked for how often. */
        private static final int ROOM = 4;

        @Param({"1000", "100000", "1000000"})
        public int keys;

        private Keys all;

        @Setup
        public void prepare() {
            all = new Keys(keys);
        }

        /** Its work is done by the thread that causes it, as in ours. */
        private <V> Cache<String, V> cache() {
            return Caffeine.newBuilder()
                    .maximumSize((long) keys * ROOM)
                    .executor(Runnable::run)
                    .build();
        }
    }

    /** Who calls next. */
    @State(Scope.Thread)
    public static class Next {

        private int time = ThreadLocalRandom.current().nextInt();

        private String of(Callers callers) {
            return callers.all.get(number(callers));
        }

        private String read(Callers callers) {
            return callers.all.read(number(callers));
        }

        private int number(Callers callers) {
            return callers.all.askedAt(time++);
        }
    }

    /** The least that has to be done: find a number, read the clock, set the number by one compare-and-set. */
    private static long setNumber(AtomicLong number) {
        var now = System.nanoTime();
        while (true) {
            var before = number.get();
            if (number.compareAndSet(before, Math.max(before + 1, now))) {
                return before;
            }
        }
    }

    /** Numbers in a map. */
    @State(Scope.Benchmark)
    public static class Floor {

        private final Map<String, AtomicLong> map = new ConcurrentHashMap<>();

        @Setup
        public void prepare(Callers callers) {
            for (var i = 0; i < callers.keys; i++) {
                map.put(callers.all.get(i), new AtomicLong());
            }
        }
    }

    /** Numbers in Caffeine. */
    @State(Scope.Benchmark)
    public static class FloorInCaffeine {

        private Cache<String, AtomicLong> caffeine;

        @Setup
        public void prepare(Callers callers) {
            caffeine = callers.cache();
            for (var i = 0; i < callers.keys; i++) {
                caffeine.put(callers.all.get(i), new AtomicLong());
            }
        }
    }

    @Benchmark
    public long floorMap(Callers callers, Floor on, Next next) {
        return setNumber(Objects.requireNonNull(on.map.get(next.of(callers))));
    }

    @Benchmark
    public long textMap(Callers callers, Floor on, Next next) {
        return setNumber(Objects.requireNonNull(on.map.get(next.read(callers))));
    }

    @Benchmark
    public long floorCaffeine(Callers callers, FloorInCaffeine on, Next next) {
        return setNumber(Objects.requireNonNull(on.caffeine.getIfPresent(next.of(callers))));
    }

    /** Two token buckets and nothing else. */
    @State(Scope.Benchmark)
    public static class ByHand {

        @Param("admitted")
        public String outcome;

        private BucketsByHand buckets;

        @Setup
        public void prepare(Callers callers) {
            var refused = outcome.equals("refused");
            var room = (long) callers.keys * Callers.ROOM;
            buckets = new BucketsByHand(callers.all, refused ? 1 : 50_000, refused ? 1 : MANY, room);
        }
    }

    /** Who is looked up by hand, made to be used again. */
    @State(Scope.Thread)
    public static class Wanted {
        private final Subject subject = new Subject();
    }

    @Benchmark
    public long clock() {
        return System.nanoTime();
    }

    @Benchmark
    public long foundByHand(Callers callers, ByHand on, Wanted wanted, Next next) {
        return on.buckets.find(next.number(callers), wanted.subject)[0] + System.nanoTime();
    }

    @Benchmark
    public long lockedByHand(Callers callers, ByHand on, Wanted wanted, Next next) {
        return BucketsByHand.lock(on.buckets.find(next.number(callers), wanted.subject));
    }

    @Benchmark
    public long byHand(Callers callers, ByHand on, Wanted wanted, Next next) {
        return on.buckets.decide(on.buckets.find(next.number(callers), wanted.subject));
    }

    /** Ours. */
    @State(Scope.Benchmark)
    public static class Ours {

        @Param({"sliding-window", "fixed-window", "token-bucket"})
        public String algorithm;

        @Param("2")
        public int limits;

        @Param("admitted")
        public String outcome;

        private final Digest.Secret secret = Digest.Secret.random();
        private CaffeineStore store;
        private Allowance allowance;
        private Rule rule;
        private Digests digests;

        @Setup
        public void prepare(Callers callers) {
            store = new CaffeineStore((long) callers.keys * Callers.ROOM, Timeline.system());
            var quotas = new ArrayList<Limit>();
            for (var i = 1; i <= limits; i++) {
                quotas.add(new Limit("limit" + i, quota(Duration.ofDays(i))));
            }
            allowance = new Allowance(0, "rule", quotas, null);
            rule = rule(1);
            digests = new Digests(callers.all, secret);
            var worker = new Worker();
            for (var i = 0; i < callers.keys; i++) {
                // More than one, so that no bucket is whole again, and swept away, before the next caller comes.
                worker.decide(this, rule(outcome.equals("refused") ? 1 : 1_000), digests.high(i), digests.low(i));
            }
        }

        private Quota quota(Duration window) {
            var refused = outcome.equals("refused");
            var most = refused ? 1 : MANY;
            return switch (algorithm) {
                case "sliding-window" -> new Quota.Sliding(most, window);
                case "fixed-window" -> new Quota.Fixed(most, window);
                default -> new Quota.Tokens(refused ? 1 : 50_000, window, most);
            };
        }

        private static Rule rule(long cost) {
            return new Rule("", List.of(), List.of(), Map.of(), cost, 0, Count.ALL, null, Mode.ENFORCE);
        }
    }

    /** What one thread needs to ask ours. */
    @State(Scope.Thread)
    public static class Worker {

        private final Charge charge = new Charge(0, false);
        private Digest digest;

        @Setup
        public void prepare(Ours ours) {
            digest = new Digest(ours.secret);
        }

        private void digest(String key) {
            digest.start();
            digest.addText(key);
            digest.finish();
        }

        /** Sees that what was measured is what was meant. */
        @TearDown(Level.Iteration)
        public void check(Ours ours) {
            if (charge.size() > 0 && charge.isAdmitted() == ours.outcome.equals("refused")) {
                throw new IllegalStateException("not " + ours.outcome);
            }
        }

        private long decide(Ours on, Rule rule, long high, long low) {
            charge.start();
            charge.add(rule, on.allowance, high, low);
            if (!on.store.decide(charge)) {
                throw new IllegalStateException("undecided");
            }
            var told = charge.isAdmitted() ? 1 : 0L;
            var part = charge.part(0);
            for (var limit = 0; limit < part.lines(); limit++) {
                var line = part.line(limit);
                told += line.remaining() + line.untilRoom() + line.untilWhole();
            }
            return told;
        }
    }

    @Benchmark
    public long digested(Callers callers, Ours on, Worker worker, Next next) {
        var number = next.number(callers);
        return worker.decide(on, on.rule, on.digests.high(number), on.digests.low(number));
    }

    @Benchmark
    public long textOurs(Callers callers, Ours on, Worker worker, Next next) {
        worker.digest(next.read(callers));
        return worker.decide(on, on.rule, worker.digest.high(), worker.digest.low());
    }

    /** Bucket4j's buckets in Caffeine. */
    @State(Scope.Benchmark)
    public static class Bucket4j {

        @Param("2")
        public int limits;

        @Param("admitted")
        public String outcome;

        private Cache<String, io.github.bucket4j.Bucket> buckets;

        @Setup
        public void prepare(Callers callers) {
            buckets = callers.cache();
            for (var i = 0; i < callers.keys; i++) {
                var bucket = bucket();
                buckets.put(callers.all.get(i), bucket);
                bucket.tryConsume(1);
            }
        }

        private long decide(String key) {
            var told = Objects.requireNonNull(buckets.getIfPresent(key)).tryConsumeAndReturnRemaining(1);
            return told.getRemainingTokens() + told.getNanosToWaitForRefill() + told.getNanosToWaitForReset();
        }

        private io.github.bucket4j.Bucket bucket() {
            var most = outcome.equals("refused") ? 1 : MANY;
            var refilled = outcome.equals("refused") ? 1 : 50_000;
            var builder = io.github.bucket4j.Bucket.builder().withNanosecondPrecision();
            for (var i = 1; i <= limits; i++) {
                builder.addLimit(Bandwidth.builder()
                        .capacity(most)
                        .refillGreedy(refilled, Duration.ofDays(i))
                        .build());
            }
            return builder.build();
        }
    }

    @Benchmark
    public long bucket4j(Callers callers, Bucket4j on, Next next) {
        return on.decide(next.of(callers));
    }

    @Benchmark
    public long textBucket4j(Callers callers, Bucket4j on, Next next) {
        return on.decide(next.read(callers));
    }

    /** Resilience4j's rate limiters in Caffeine: fixed windows that begin when a limiter is made. */
    @State(Scope.Benchmark)
    public static class Resilience4j {

        private static final RateLimiterConfig CONFIG = RateLimiterConfig.custom()
                .limitForPeriod(1_000_000_000)
                .limitRefreshPeriod(Duration.ofDays(1))
                .timeoutDuration(Duration.ZERO)
                .build();

        private Cache<String, RateLimiter> limiters;

        @Setup
        public void prepare(Callers callers) {
            limiters = callers.cache();
            for (var i = 0; i < callers.keys; i++) {
                limiters.put(callers.all.get(i), RateLimiter.of("limiter", CONFIG));
            }
        }
    }

    @Benchmark
    public long resilience4j(Callers callers, Resilience4j on, Next next) {
        var limiter = Objects.requireNonNull(on.limiters.getIfPresent(next.of(callers)));
        return limiter.acquirePermission() ? limiter.getMetrics().getAvailablePermissions() : -1;
    }
}
