package dev.gatehouse.ratelimit;

import dev.gatehouse.redis.RedisServer;
import dev.gatehouse.redis.RedisUnderTest;
import dev.gatehouse.store.Script;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;

/** What decides about callers in a Redis that several nodes share, or does as little as can be done there. */
enum Sharing {
    GET("a `GET` and nothing else", "get"),
    SCRIPT("a script that asks for the time, gets and sets, and nothing else", "evalsha|eval"),
    SCRIPT_TOGETHER("the same, with all calls that wait as one", "evalsha|eval"),
    EXACT("ours, `exact`", "evalsha|eval"),
    LEASE("ours, `lease`", "evalsha|eval"),
    /** Each of its scripts has a GET in it, so that those are all of its calls. */
    BUCKET4J("Bucket4j's Lettuce proxy", "get");

    /** More than anybody sends here. */
    private static final long MANY = 1_000_000_000;

    private static final long ALMOST_AS_MANY = 900_000_000;

    private static final Script SMALL = new Script("""
            redis.call('TIME')
            redis.call('GET', KEYS[1])
            redis.call('SET', KEYS[1], ARGV[1], 'PX', 3600000)
            return {1}
            """, false);

    private static final Script SMALL_TOGETHER = new Script("""
            redis.call('TIME')
            local answers = {}
            for i = 1, #KEYS do
              redis.call('GET', KEYS[i])
              redis.call('SET', KEYS[i], ARGV[i], 'PX', 3600000)
              answers[2 * i - 1], answers[2 * i] = 1, 1
            end
            return answers
            """, true);

    private final String title;
    private final String commands;

    Sharing(String title, String commands) {
        this.title = title;
        this.commands = commands;
    }

    /** Returns those commands of which it sends or runs one for each call. */
    String commands() {
        return commands;
    }

    String title() {
        return title;
    }

    /** One of them at work. Thread-safe. */
    interface Working extends AutoCloseable {

        /** Decides about a request of a caller, and throws if it is refused. */
        void decide(long caller);

        @Override
        void close();
    }

    private record Work(LongConsumer decision, Runnable end) implements Working {

        @Override
        public void decide(long caller) {
            decision.accept(caller);
        }

        @Override
        public void close() {
            end.run();
        }
    }

    /** Starts it, with two limits that nobody reaches. */
    Working start(RedisUnderTest redis) throws InterruptedException {
        return switch (this) {
            case GET -> get(redis);
            case SCRIPT -> script(redis, SMALL);
            case SCRIPT_TOGETHER -> script(redis, SMALL_TOGETHER);
            case EXACT -> ours(redis, StoreMode.EXACT);
            case LEASE -> ours(redis, StoreMode.LEASE);
            case BUCKET4J -> bucket4j(redis);
        };
    }

    private static Working get(RedisUnderTest redis) {
        var client = RedisClient.create(redis.uri());
        var commands = client.connect(ByteArrayCodec.INSTANCE).sync();
        return new Work(caller -> commands.get(key(caller)), () -> end(client));
    }

    private static Working script(RedisUnderTest redis, Script script) throws InterruptedException {
        var server = redis.connect();
        var value = new byte[64];
        return new Work(
                caller -> server.run(script, List.of(key(-1 - caller)), List.of(value))
                        .join(),
                server::close);
    }

    private static byte[] key(long caller) {
        return ("caller " + caller).getBytes(StandardCharsets.UTF_8);
    }

    private static void end(RedisClient client) {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    private static Working ours(RedisUnderTest redis, StoreMode mode) throws InterruptedException {
        RedisServer server = redis.connect();
        var settings = new StoreSettings(
                List.of(), server, mode, Duration.ofSeconds(10), OnFailure.CLOSED, "bench", "a secret of the bench");
        var keys = new SubjectKeys(settings.prefix(), settings.secret());
        var store = new FallbackStore(settings, server, keys, 100_000, Timeline.system());
        store.start(FallbackStore.PATIENCE);
        var policy = RateLimitPolicy.builder()
                .limits(MANY + "/hour", ALMOST_AS_MANY + "/minute")
                .build();
        var rule = policy.rules().get(0);
        var allowance = Objects.requireNonNull(rule.allowance(""));
        var charges = ThreadLocal.withInitial(() -> new Charge(0, false));
        return new Work(
                caller -> {
                    var charge = charges.get();
                    charge.start();
                    charge.add(rule, allowance, caller, caller);
                    if (!store.decide(charge) || !charge.isAdmitted()) {
                        throw new IllegalStateException("refused");
                    }
                },
                () -> {
                    store.close();
                    server.close();
                });
    }

    private static Working bucket4j(RedisUnderTest redis) {
        var client = RedisClient.create(redis.uri());
        StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
        ProxyManager<byte[]> proxies =
                Bucket4jLettuce.casBasedBuilder(connection).build();
        var limits = BucketConfiguration.builder()
                .addLimit(limit(MANY, Duration.ofHours(1)))
                .addLimit(limit(ALMOST_AS_MANY, Duration.ofMinutes(1)))
                .build();
        return new Work(
                caller -> {
                    var probe =
                            proxies.builder().build(key(caller), () -> limits).tryConsumeAndReturnRemaining(1);
                    if (!probe.isConsumed()) {
                        throw new IllegalStateException("refused");
                    }
                },
                () -> end(client));
    }

    private static Bandwidth limit(long requests, Duration window) {
        return Bandwidth.builder()
                .capacity(requests)
                .refillGreedy(requests, window)
                .build();
    }
}
