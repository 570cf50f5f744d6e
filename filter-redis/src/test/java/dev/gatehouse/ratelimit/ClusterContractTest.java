package dev.gatehouse.ratelimit;

import dev.gatehouse.redis.ClusterUnderTest;
import dev.gatehouse.redis.UnderTest;

/** Subjects are in different parts of a Cluster. */
final class ClusterContractTest extends SharedContract {

    @Override
    UnderTest startRedis() throws Exception {
        return ClusterUnderTest.start();
    }

    @Override
    BucketStore open() {
        return Stores.alwaysAsking(clocked(), timeline);
    }
}
