package dev.gatehouse.redis;

import dev.gatehouse.store.Script;
import dev.gatehouse.store.ScriptServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A Redis or Valkey, alone, behind Sentinels or as a Cluster, by one connection that all threads share. It connects in
 * the background, and again whenever the connection is lost; meanwhile every call fails at once.
 *
 * <p>Thread-safe.
 */
public final class RedisServer implements ScriptServer {

    private final @Nullable Link given;
    private final @Nullable Connector connector;

    private RedisServer(@Nullable Link given, @Nullable Connector connector) {
        this.given = given;
        this.connector = connector;
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
            uri.setTimeout(Connector.TIMEOUT);
            uris.add(uri);
        }
        if (uris.isEmpty()) {
            throw new IllegalArgumentException("no address is given");
        }
        var connector = new Connector(uris);
        connector.start();
        return new RedisServer(null, connector);
    }

    /**
     * Uses a connection to a Redis that the application has, and closes.
     *
     * @throws IllegalArgumentException if its client keeps commands while it is not connected, and so would replay
     *     charges of before: its options must have {@code DisconnectedBehavior.REJECT_COMMANDS}
     */
    public static RedisServer over(StatefulRedisConnection<byte[], byte[]> connection) {
        requireRejection(connection.getOptions());
        return new RedisServer(new Link(connection, false, Runnable::run), null);
    }

    /** Does the same with a connection to a Cluster. */
    public static RedisServer over(StatefulRedisClusterConnection<byte[], byte[]> connection) {
        requireRejection(connection.getOptions());
        return new RedisServer(new Link(connection, true, Runnable::run), null);
    }

    private static void requireRejection(ClientOptions options) {
        if (options.getDisconnectedBehavior() != DisconnectedBehavior.REJECT_COMMANDS) {
            throw new IllegalArgumentException("the connection's client keeps commands while it is not connected:"
                    + " set its ClientOptions to disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)");
        }
    }

    private @Nullable Link link() {
        return connector == null ? given : connector.link();
    }

    @Override
    public CompletableFuture<List<Long>> run(Script script, List<byte[]> keys, List<byte[]> arguments) {
        var to = link();
        if (to == null) {
            return CompletableFuture.failedFuture(new RedisException("there is no connection yet"));
        }
        return to.run(script, keys, arguments);
    }

    @Override
    public boolean isPartitioned() {
        var to = link();
        return to != null && to.isCluster();
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
}
