package dev.gatehouse.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Tests on one real Redis, each with names of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class OnRedis {

    protected RedisUnderTest redis;
    protected RedisServer server;

    /** What the names of all keys of a test begin with. */
    protected String prefix = "";

    @BeforeAll
    final void startRedis() throws Exception {
        redis = RedisUnderTest.start();
        server = redis.connect();
    }

    @BeforeEach
    final void nameTheTest() {
        prefix = "test" + System.nanoTime();
    }

    @AfterAll
    final void stopRedis() throws Exception {
        redis.goOn();
        server.close();
        redis.close();
    }
}
