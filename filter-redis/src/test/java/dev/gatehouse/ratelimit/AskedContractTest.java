package dev.gatehouse.ratelimit;

import dev.gatehouse.redis.RedisUnderTest;
import dev.gatehouse.redis.UnderTest;

/** Redis is asked each time. */
final class AskedContractTest extends SharedContract {

    @Override
    UnderTest startRedis() throws Exception {
        return RedisUnderTest.start();
    }

    @Override
    BucketStore open() {
        return Stores.alwaysAsking(clocked(), timeline);
    }
}
