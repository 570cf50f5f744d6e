package dev.gatehouse.redis;

import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.time.Duration;
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
        return start(0);
    }

    /** Starts one in which each node has a replica. */
    public static ClusterUnderTest startWithReplicas() throws IOException {
        return start(1);
    }

    private static ClusterUnderTest start(int replicas) throws IOException {
        var cluster = RedisShardedCluster.newRedisCluster()
                .withServerBuilder(UnderTest.builder())
                .ephemeral()
                .shard("a", replicas)
                .shard("b", replicas)
                .shard("c", replicas)
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

    /** Ends a node other than that which was connected to first, and has its replica take its place. */
    public void failOver() throws Exception {
        var first = cluster.serverPorts().get(0);
        for (var port : cluster.serverPorts()) {
            var client = RedisClient.create("redis://127.0.0.1:" + port);
            try {
                var replica = client.connect().sync();
                var info = replica.info("replication");
                var masterPort = info.replaceAll("(?s).*master_port:(\\d+).*", "$1");
                if (info.contains("role:slave") && !masterPort.equals(String.valueOf(first))) {
                    end(masterPort);
                    replica.clusterFailover(false, true);
                    return;
                }
            } finally {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
            }
        }
        throw new IllegalStateException("there is no replica");
    }

    private static void end(String port) throws InterruptedException {
        var client = RedisClient.create("redis://127.0.0.1:" + port);
        client.connect().async().shutdown(false);
        TimeUnit.MILLISECONDS.sleep(300);
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }

    @Override
    public void close() throws IOException {
        cluster.stop();
    }
}
