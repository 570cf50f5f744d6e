package dev.gatehouse.ratelimit;

import dev.gatehouse.redis.RedisUnderTest;
import dev.gatehouse.redis.UnderTest;

/** A node refuses by itself what it knows to be refused. */
final class NodeContractTest extends SharedContract {

    @Override
    UnderTest startRedis() throws Exception {
        return RedisUnderTest.start();
    }

    @Override
    BucketStore open() {
        return Stores.shared(clocked(), timeline);
    }
}
