package dev.gatehouse.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.Transports;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Makes connections, on a thread of its own, one after the other. */
final class Connector {

    /** How long one try may take. */
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final Logger LOG = System.getLogger(RedisServer.class.getName());

    /** Enough for one of each node of a Cluster to be among them. */
    private static final int MOST_KEYS = 100_000;

    private static final int MOST_TRIES = 100;

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    /** How often a Cluster is asked which node has which keys, beside when one says that it has others. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);

    private final List<RedisURI> uris;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread thread;
    private @Nullable AbstractRedisClient client;
    private volatile @Nullable Link link;
    private volatile boolean wanted = true;
    private String lastFailure = "";

    Connector(List<RedisURI> uris) {
        this.uris = uris;
    }

    /** Begins, in the background. */
    void start() {
        // No thread-locals of whoever deploys: they would be kept as long as the application is.
        var own = new Thread(null, this::run, "gatehouse redis", 0, false);
        own.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        own.setDaemon(true);
        thread = own;
        own.start();
    }

    /** Returns the connection; null if there is none yet. */
    @Nullable
    Link link() {
        return link;
    }

    /** Makes another connection, soon. */
    void again() {
        wanted = true;
    }

    private void run() {
        // On this thread, in which Netty may leave what it likes.
        // One thread for all connections, so that what sends is what they belong to.
        var loops = new DefaultEventLoopGroupProvider(1);
        var resources = ClientResources.builder()
                .eventLoopGroupProvider(loops)
                .reconnectDelay(Delay.constant(BETWEEN_TRIES))
                .build();
        var loop = loops.allocate(Transports.eventLoopGroupClass()).next();
        try {
            do {
                if (wanted) {
                    tryOnce(resources, loop);
                }
            } while (!closed.await(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            link = null;
            end(client);
            resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
            loops.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }

    private void tryOnce(ClientResources resources, Executor sender) {
        AbstractRedisClient next = null;
        try {
            var single = uris.size() == 1 ? RedisClient.create(resources, uris.get(0)) : null;
            next = single;
            Link made = null;
            if (single != null) {
                single.setOptions(options(ClientOptions.builder()).build());
                var connection = single.connect(ByteArrayCodec.INSTANCE);
                if (isCluster(connection)) {
                    end(single);
                } else {
                    made = new Link(connection, false, sender);
                }
            }
            if (made == null) {
                var cluster = RedisClusterClient.create(resources, uris);
                next = cluster;
                cluster.setOptions(clusterOptions());
                var connection = cluster.connect(ByteArrayCodec.INSTANCE);
                connectAll(connection);
                made = new Link(connection, true, sender);
            }
            wanted = false;
            lastFailure = "";
            link = made;
            var before = client;
            client = next;
            end(before);
        } catch (RedisException e) {
            warn(e);
            end(next);
        } catch (RuntimeException | LinkageError e) {
            // A library that is missing, say: it will not come, but another try does no harm.
            LOG.log(Level.WARNING, "Redis cannot be reached", e);
            end(next);
        }
    }

    /** Says why there is no connection, once for each reason: that the password is wrong, say. */
    private void warn(RedisException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        var why = String.valueOf(cause.getMessage());
        if (!why.equals(lastFailure)) {
            lastFailure = why;
            LOG.log(Level.WARNING, "Redis cannot be reached: {0}", why);
        }
    }

    /** Connects to every node that has keys; it would else be when the first command for it comes, and rejects that. */
    private static void connectAll(StatefulRedisClusterConnection<byte[], byte[]> connection) {
        var nodes = new ArrayList<>(connection.getPartitions());
        nodes.removeIf(node -> node.getSlots().isEmpty());
        for (var i = 0; !nodes.isEmpty() && i < MOST_KEYS; i++) {
            var key = ("gatehouse" + i).getBytes(StandardCharsets.UTF_8);
            var slot = SlotHash.getSlot(key);
            if (nodes.removeIf(node -> node.hasSlot(slot))) {
                connect(connection, key);
            }
        }
    }

    private static void connect(StatefulRedisClusterConnection<byte[], byte[]> connection, byte[] key) {
        for (var i = 0; i < MOST_TRIES; i++) {
            try {
                connection.sync().exists(key);
                return;
            } catch (RedisException e) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
        }
    }

    private static boolean isCluster(StatefulRedisConnection<byte[], byte[]> connection) {
        return connection.sync().info("cluster").contains("cluster_enabled:1");
    }

    private static <B extends ClientOptions.Builder> B options(B builder) {
        builder.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(Link.MOST_UNDER_WAY)
                .replayFilter(command -> true)
                // Nobody waits that long; but what comes later still says what is to be given back.
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(TIMEOUT)
                        .keepAlive(true)
                        .build());
        return builder;
    }

    private static ClusterClientOptions clusterOptions() {
        return options(ClusterClientOptions.builder())
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .adaptiveRefreshTriggersTimeout(BETWEEN_TRIES)
                        .enablePeriodicRefresh(BETWEEN_LOOKS)
                        .build())
                .build();
    }

    private static void end(@Nullable AbstractRedisClient one) {
        if (one != null) {
            one.shutdown(Duration.ZERO, TIMEOUT);
        }
    }

    void close() {
        closed.countDown();
        var own = thread;
        try {
            if (own != null) {
                own.join(Duration.ofSeconds(15).toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
