package dev.gatehouse.ratelimit;

import dev.gatehouse.redis.RedisServer;
import dev.gatehouse.redis.UnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract of stores, where buckets are in a real Redis; only its clock is a variable. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SharedContract extends BucketStoreContract {

    private UnderTest redis;
    private RedisServer server;

    /** Starts what has the buckets. */
    abstract UnderTest startRedis() throws Exception;

    @BeforeAll
    final void start() throws Exception {
        redis = startRedis();
        server = redis.connect();
    }

    @AfterAll
    final void stop() throws Exception {
        server.close();
        redis.close();
    }

    final ClockedServer clocked() {
        return new ClockedServer(server, () -> clock.get() / Timeline.MICROSECOND);
    }

    @Override
    final int requests() {
        return 500;
    }
}
