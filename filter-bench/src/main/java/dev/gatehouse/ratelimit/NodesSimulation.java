package dev.gatehouse.ratelimit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.bench.Jmh;
import dev.gatehouse.bench.Question;
import dev.gatehouse.redis.RedisUnderTest;
import dev.gatehouse.store.Script;
import dev.gatehouse.store.ScriptServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What holds, and what it costs, as nodes become many? Nodes of ours, each with a store of its own, on one real Redis;
 * only time is made up, and passes as fast as they work.
 */
public final class NodesSimulation {

    /** The question that this answers. */
    public static final Question QUESTION =
            new Question("nodes", "What holds when nodes become many?", NodesSimulation::answer);

    static final List<Integer> NODES = List.of(1, 3, 10, 30, 100, 300, 1_000);

    /** In a minute: of everyone together. */
    static final int LIMIT = 6_000;

    /** How many more requests come than the limit allows. */
    private static final int DEMAND = 2;

    private static final int MINUTES = 3;
    private static final long MINUTE = 60 * Timeline.SECOND;
    private static final long STEP = 10_000_000;

    /** When the Redis goes away, if it does, in the second minute, and until when. */
    private static final long AWAY_FROM = 90 * Timeline.SECOND;

    private static final long AWAY_UNTIL = 150 * Timeline.SECOND;

    private static final long START = 1_700_006_400L * Timeline.SECOND;

    /**
     * What came of it.
     *
     * @param mostInAWindow the most that was admitted in a window of the clock, to the limit
     * @param leastInAWindow the least, in those minutes that were whole
     * @param mostUnspent the most that nodes had taken at a time and not spent, to the limit
     * @param callsPerSecond to the Redis, by all nodes
     */
    record Outcome(double mostInAWindow, double leastInAWindow, double mostUnspent, double callsPerSecond) {}

    private final AtomicLong clock = new AtomicLong(START);
    private final Timeline timeline = new Timeline(clock::get, clock::get);
    private final List<FallbackStore> nodes = new ArrayList<>();
    private final Server server;
    private final Rule rule;
    private final Allowance allowance;

    private NodesSimulation(ScriptServer redis, StoreMode mode, int count) {
        this.server = new Server(redis, clock);
        var policy = RateLimitPolicy.builder()
                .limits(LIMIT + "/minute")
                .algorithm(Algorithm.FIXED_WINDOW)
                .by("everyone")
                .build();
        this.rule = policy.rules().get(0);
        this.allowance = Objects.requireNonNull(rule.allowance(""));
        var prefix = "simulation" + System.nanoTime();
        for (var i = 0; i < count; i++) {
            var settings =
                    new StoreSettings(List.of(), server, mode, Duration.ofSeconds(10), OnFailure.LOCAL, prefix, "");
            nodes.add(new FallbackStore(settings, server, new SubjectKeys(prefix, ""), 100, timeline));
        }
    }

    private static String answer(Jmh jmh) {
        // A thousand nodes would all say that the Redis goes away.
        Logger.getLogger(RateLimitFilter.class.getName()).setLevel(Level.OFF);
        try (var redis = RedisUnderTest.start();
                var connection = redis.connect()) {
            var counts = jmh.isQuick() ? NODES.subList(0, 4) : NODES;
            return NodesAnswer.of(
                    counts,
                    count -> new NodesSimulation(connection, StoreMode.EXACT, count).run(false),
                    count -> new NodesSimulation(connection, StoreMode.LEASE, count).run(false),
                    count -> new NodesSimulation(connection, StoreMode.EXACT, count).run(true));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Outcome run(boolean withOutage) {
        var random = new Random(nodes.size());
        var charge = new Charge(0, false);
        var admitted = new int[MINUTES];
        nodes.forEach(FallbackStore::beat);
        var mostUnspent = 0L;
        var owed = 0.0;
        for (var passed = 0L; passed < MINUTES * MINUTE; passed += STEP) {
            clock.set(START + passed);
            server.isAway = withOutage && passed >= AWAY_FROM && passed < AWAY_UNTIL;
            if (passed % Timeline.SECOND == 0) {
                nodes.forEach(FallbackStore::beat);
            }
            for (owed += (double) DEMAND * LIMIT / 60 * STEP / Timeline.SECOND; owed >= 1; owed--) {
                charge.start();
                charge.add(rule, allowance, 1, 1);
                if (nodes.get(random.nextInt(nodes.size())).decide(charge) && charge.isAdmitted()) {
                    admitted[(int) (passed / MINUTE)]++;
                }
            }
            if (!withOutage) {
                mostUnspent = Math.max(mostUnspent, server.taken(clock.get()) - admitted[(int) (passed / MINUTE)]);
            }
        }
        var most = 0;
        var least = Integer.MAX_VALUE;
        for (var window : admitted) {
            most = Math.max(most, window);
            least = Math.min(least, window);
        }
        return new Outcome(
                (double) most / LIMIT,
                (double) least / LIMIT,
                (double) mostUnspent / LIMIT,
                server.calls / (MINUTES * 60.0));
    }

    /** A Redis whose clock is made up, and which may be away. */
    private static final class Server extends ServerOver {

        private final AtomicLong clock;
        private long calls;
        private boolean isAway;
        /** What has been taken in a minute, less what has been given back of it. */
        private long taken;

        private long minute;

        Server(ScriptServer redis, AtomicLong clock) {
            super(new ClockedServer(redis, () -> clock.get() / Timeline.MICROSECOND));
            this.clock = clock;
        }

        @Override
        public CompletableFuture<List<Long>> run(Script script, List<byte[]> keys, List<byte[]> arguments) {
            if (isAway) {
                return CompletableFuture.failedFuture(new IOException("it is away"));
            }
            calls++;
            var answer = server.run(script, keys, arguments);
            var numbers = answer.join();
            if (numbers.size() > Told.HEAD) {
                // Of the only limit: what was left before, and what is left now.
                taken = taken(clock.get()) + numbers.get(Told.HEAD) - numbers.get(Told.HEAD + 2);
            } else if (arguments.size() > 3 && number(arguments.get(3)) * Timeline.MICROSECOND / MINUTE == minute) {
                // One part is given back: how many there are, its layout, its cost, and when it was taken.
                taken -= number(arguments.get(2));
            }
            return answer;
        }

        private static long number(byte[] argument) {
            return Long.parseLong(new String(argument, UTF_8));
        }

        /** Returns what has been taken in the minute that a time is in. */
        long taken(long time) {
            if (time / MINUTE != minute) {
                minute = time / MINUTE;
                taken = 0;
            }
            return taken;
        }
    }
}
