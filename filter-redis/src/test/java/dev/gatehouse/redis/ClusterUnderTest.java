package dev.gatehouse.redis;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisShardedCluster;

/** A real Redis Cluster of three nodes, on loopback, that ends with the test. */
public final class ClusterUnderTest implements UnderTest {

    private final RedisShardedCluster cluster;

    private ClusterUnderTest(RedisShardedCluster cluster) {
        this.cluster = cluster;
    }

    public static ClusterUnderTest start() throws IOException {
        var cluster = RedisShardedCluster.newRedisCluster()
                .withServerBuilder(UnderTest.builder())
                .ephemeral()
                .shard("a", 0)
                .shard("b", 0)
                .shard("c", 0)
                .build();
        cluster.start();
        return new ClusterUnderTest(cluster);
    }

    @Override
    public RedisServer connect() throws InterruptedException {
        var server = RedisServer.connect(
                List.of("redis://127.0.0.1:" + cluster.serverPorts().get(0)));
        for (var i = 0; i < 500 && !server.isPartitioned(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return server;
    }

    @Override
    public void close() throws IOException {
        cluster.stop();
    }
}
