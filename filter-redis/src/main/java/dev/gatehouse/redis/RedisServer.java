package dev.gatehouse.redis;

import dev.gatehouse.store.Script;
import dev.gatehouse.store.ScriptServer;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A Redis or Valkey, alone, behind Sentinels or as a Cluster, by one connection that all threads share. It connects in
 * the background, and again whenever the connection is lost; meanwhile every call fails at once.
 *
 * <p>Thread-safe.
 */
public final class RedisServer implements ScriptServer {

    private static final Logger LOG = System.getLogger(RedisServer.class.getName());

    /** How many calls may be under way: as many as a Redis answers in about a tenth of a second. */
    private static final int MOST_UNDER_WAY = 8_192;

    /** Enough for one of each node of a Cluster to be among them. */
    private static final int MOST_KEYS = 100_000;

    private static final int MOST_TRIES = 100;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    /** How often a Cluster is asked which node has which keys, beside when one says that it has others. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);

    /**
     * A connection, and how scripts are run on it.
     *
     * @param sender sends everything, in its order. Netty leaves something in each thread that sends, and that would
     *     keep an application which is undeployed in the threads of its container
     */
    private record Link(RedisScriptingAsyncCommands<byte[], byte[]> commands, boolean isCluster, Executor sender) {}

    private final @Nullable Connector connector;
    private volatile @Nullable Link link;

    private RedisServer(@Nullable Connector connector, @Nullable Link link) {
        this.connector = connector;
        this.link = link;
    }

    /**
     * Connects, in the background.
     *
     * @param urls {@code redis://host:6379}, {@code rediss://user:password@host:6380/1} for TLS,
     *     {@code redis-sentinel://a:26379,b:26379#master}; or several nodes of one Cluster
     * @throws IllegalArgumentException if one of them is none
     */
    public static RedisServer connect(List<String> urls) {
        var uris = new ArrayList<RedisURI>();
        for (var url : urls) {
            var uri = RedisURI.create(url);
            uri.setTimeout(CONNECT_TIMEOUT);
            uris.add(uri);
        }
        if (uris.isEmpty()) {
            throw new IllegalArgumentException("no address is given");
        }
        var connector = new Connector(uris);
        var server = new RedisServer(connector, null);
        connector.start(server);
        return server;
    }

    /**
     * Uses a connection to a Redis that the application has, and closes. So that no request waits while it is lost, the
     * client should reject commands then ({@code DisconnectedBehavior.REJECT_COMMANDS}), replay none, and bound its
     * queue.
     */
    public static RedisServer over(StatefulRedisConnection<byte[], byte[]> connection) {
        return new RedisServer(null, new Link(connection.async(), false, Runnable::run));
    }

    /** Does the same with a connection to a Cluster. */
    public static RedisServer over(StatefulRedisClusterConnection<byte[], byte[]> connection) {
        return new RedisServer(null, new Link(connection.async(), true, Runnable::run));
    }

    @Override
    public CompletableFuture<List<Long>> run(Script script, List<byte[]> keys, List<byte[]> arguments) {
        var to = link;
        if (to == null) {
            return CompletableFuture.failedFuture(new RedisException("there is no connection yet"));
        }
        var answer = new CompletableFuture<List<Long>>();
        var names = keys.toArray(byte[][]::new);
        var values = arguments.toArray(byte[][]::new);
        try {
            to.sender.execute(() -> send(to, script, names, values, false, answer));
        } catch (RejectedExecutionException e) {
            // It has been closed.
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /**
     * Sends a script.
     *
     * @param whole whether the script itself, and not only its name, which the server may not know
     */
    private static void send(
            Link to,
            Script script,
            byte[][] names,
            byte[][] values,
            boolean whole,
            CompletableFuture<List<Long>> answer) {
        if (answer.isDone()) {
            // Nobody waits any more.
            return;
        }
        try {
            RedisFuture<List<Long>> call = whole
                    ? to.commands.eval(script.text(), ScriptOutputType.MULTI, names, values)
                    : to.commands.evalsha(script.sha1(), ScriptOutputType.MULTI, names, values);
            pass(call, answer, to);
            call.whenComplete((numbers, failure) -> {
                if (failure == null) {
                    answer.complete(numbers);
                } else if (failure instanceof RedisNoScriptException && !whole) {
                    send(to, script, names, values, true, answer);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        } catch (RedisException e) {
            // Too many are under way, or the connection is lost.
            answer.completeExceptionally(e);
        }
    }

    /** Has a call that nobody waits for any more taken out of the queue, unless it has been sent. */
    private static void pass(RedisFuture<?> call, CompletableFuture<?> answer, Link to) {
        var unused = answer.whenComplete((ignored, failure) -> {
            if (answer.isCancelled()) {
                to.sender.execute(() -> call.cancel(false));
            }
        });
    }

    @Override
    public boolean isPartitioned() {
        var to = link;
        return to != null && to.isCluster;
    }

    @Override
    public void reconnect() {
        if (connector != null) {
            connector.again();
        }
    }

    @Override
    public void close() {
        if (connector != null) {
            connector.close();
        }
    }

    /** Makes connections, on a thread of its own, one after the other. */
    private static final class Connector {

        private final List<RedisURI> uris;
        private final CountDownLatch closed = new CountDownLatch(1);
        private @Nullable Thread thread;
        private @Nullable AbstractRedisClient client;
        private volatile boolean wanted = true;

        Connector(List<RedisURI> uris) {
            this.uris = uris;
        }

        void start(RedisServer server) {
            // No thread-locals of whoever deploys: they would be kept as long as the application is.
            var own = new Thread(null, () -> run(server), "gatehouse redis", 0, false);
            own.setContextClassLoader(Thread.currentThread().getContextClassLoader());
            own.setDaemon(true);
            thread = own;
            own.start();
        }

        /** Makes another connection, soon. */
        void again() {
            wanted = true;
        }

        private void run(RedisServer server) {
            // On this thread, in which Netty may leave what it likes.
            var resources = ClientResources.builder()
                    .reconnectDelay(Delay.constant(BETWEEN_TRIES))
                    .build();
            try {
                do {
                    if (wanted) {
                        tryOnce(server, resources);
                    }
                } while (!closed.await(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                server.link = null;
                end(client);
                resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
            }
        }

        private void tryOnce(RedisServer server, ClientResources resources) {
            var sender = resources.eventExecutorGroup().next();
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
                        made = new Link(connection.async(), false, sender);
                    }
                }
                if (made == null) {
                    var cluster = RedisClusterClient.create(resources, uris);
                    next = cluster;
                    cluster.setOptions(clusterOptions());
                    var connection = cluster.connect(ByteArrayCodec.INSTANCE);
                    connectAll(connection);
                    made = new Link(connection.async(), true, sender);
                }
                wanted = false;
                server.link = made;
                var before = client;
                client = next;
                end(before);
            } catch (RedisException e) {
                LOG.log(Level.DEBUG, "Redis cannot be reached", e);
                end(next);
            } catch (RuntimeException | LinkageError e) {
                // A library that is missing, say: it will not come, but another try does no harm.
                LOG.log(Level.WARNING, "Redis cannot be reached", e);
                end(next);
            }
        }

        /**
         * Connects to every node that has keys; it would else be when the first command for it comes, and rejects that.
         */
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
                    .requestQueueSize(MOST_UNDER_WAY)
                    .replayFilter(command -> true)
                    .socketOptions(SocketOptions.builder()
                            .connectTimeout(CONNECT_TIMEOUT)
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
                one.shutdown(Duration.ZERO, CONNECT_TIMEOUT);
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
}
