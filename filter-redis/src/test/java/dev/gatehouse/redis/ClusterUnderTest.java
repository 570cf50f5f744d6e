package dev.gatehouse.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import redis.embedded.RedisShardedCluster;

/** A real Redis Cluster of three nodes, on loopback, that ends with the test. */
public final class ClusterUnderTest implements UnderTest {

    /** How long a replica may take to be voted for. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern MASTER = Pattern.compile("master_port:(\\d+)");

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

    /**
     * Ends a node other than that which was connected to first, and waits until its replica has taken its place: until
     * every node that is left says so.
     */
    public void failOver() throws Exception {
        var first = cluster.serverPorts().get(0);
        for (var port : cluster.serverPorts()) {
            var master = MASTER.matcher(ask(port, commands -> commands.info("replication")));
            var masterPort = master.find() ? Integer.parseInt(master.group(1)) : first;
            if (masterPort != first) {
                var replica = ask(port, RedisClusterCommands::clusterMyId);
                stop(masterPort);
                await(masterPort, replica);
                return;
            }
        }
        throw new IllegalStateException("there is no replica");
    }

    private void stop(int port) throws IOException {
        for (var server : cluster.servers()) {
            if (server.ports().contains(port)) {
                server.stop();
            }
        }
    }

    private void await(int ended, String replica) throws InterruptedException {
        for (var port : cluster.serverPorts()) {
            var until = System.nanoTime() + PATIENCE.toNanos();
            while (port != ended && !isMasterOfSlots(replica, ask(port, RedisClusterCommands::clusterNodes))) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException(
                            "no replica took its place: " + ask(port, RedisClusterCommands::clusterNodes));
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    /** Whether a node tells of another that it has slots, which come last in its line. */
    private static boolean isMasterOfSlots(String node, String nodes) {
        return nodes.lines().anyMatch(line -> line.startsWith(node) && line.matches(".*master.*connected \\d+-\\d+.*"));
    }

    private static String ask(int port, Function<RedisCommands<String, String>, String> question) {
        var client = RedisClient.create("redis://127.0.0.1:" + port);
        try {
            return question.apply(client.connect().sync());
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    @Override
    public void close() throws IOException {
        cluster.stop();
    }
}
