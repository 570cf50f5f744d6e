package dev.gatehouse.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import redis.embedded.RedisSentinel;

/** A real Redis with a replica, and a Sentinel that makes the replica the master once the other is gone. */
public final class SentinelUnderTest implements UnderTest {

    private final RedisUnderTest master;
    private final RedisUnderTest replica;
    private final RedisSentinel sentinel;
    private final int port;

    private SentinelUnderTest(RedisUnderTest master, RedisUnderTest replica, RedisSentinel sentinel, int port) {
        this.master = master;
        this.replica = replica;
        this.sentinel = sentinel;
        this.port = port;
    }

    public static SentinelUnderTest start() throws IOException {
        var master = RedisUnderTest.start();
        var replica = RedisUnderTest.start("replicaof 127.0.0.1 " + master.port());
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var sentinel = RedisSentinel.newRedisSentinel()
                .bind("127.0.0.1")
                .port(port)
                .masterName("master")
                .masterPort(master.port())
                .quorumSize(1)
                .downAfterMilliseconds(500L)
                .failOverTimeout(2_000L)
                .parallelSyncs(1)
                .build();
        sentinel.start();
        return new SentinelUnderTest(master, replica, sentinel, port);
    }

    /** Connects to whichever is the master. */
    @Override
    public RedisServer connect() {
        return RedisServer.connect(List.of("redis-sentinel://127.0.0.1:" + port + "#master"));
    }

    /** Waits until the replica has all that the master has. */
    public void replicate() {
        var client = RedisClient.create(master.uri());
        try {
            var commands = client.connect().sync();
            // It waits for what the same connection has written, and so for all that was written before.
            commands.set("last", "this");
            assertThat(commands.waitForReplication(1, 30_000)).isEqualTo(1);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    /** Ends the master in the middle of what it does. */
    public void killMaster() throws Exception {
        master.kill();
    }

    @Override
    public void close() throws IOException {
        sentinel.stop();
        replica.close();
        master.close();
    }
}
