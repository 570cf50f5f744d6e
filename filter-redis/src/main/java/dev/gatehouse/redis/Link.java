package dev.gatehouse.redis;

import dev.gatehouse.store.Script;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A connection, and how scripts are sent on it: all that wait when its thread comes to them go out in one write, and
 * those of a script that takes several calls in one call.
 *
 * <p>Thread-safe.
 */
final class Link {

    /** How many calls may be under way: as many as a Redis answers in about a tenth of a second. */
    static final int MOST_UNDER_WAY = 8_192;

    private final StatefulConnection<byte[], byte[]> connection;
    private final boolean isCluster;
    private final Executor sender;
    private final Queue<ScriptCall> waiting = new LinkedBlockingQueue<>(MOST_UNDER_WAY);
    private final AtomicBoolean isWoken = new AtomicBoolean();

    /**
     * Makes a link.
     *
     * @param sender sends everything; best the connection's own thread, which would else have to be woken for it. Netty
     *     leaves something in each thread that sends, and that would keep an application which is undeployed in the
     *     threads of its container
     */
    Link(StatefulConnection<byte[], byte[]> connection, boolean isCluster, Executor sender) {
        this.connection = connection;
        this.isCluster = isCluster;
        this.sender = sender;
    }

    boolean isCluster() {
        return isCluster;
    }

    /** Has a script run, soon. */
    CompletableFuture<List<Long>> run(Script script, List<byte[]> keys, List<byte[]> arguments) {
        var call = new ScriptCall(script, keys, arguments);
        if (!waiting.offer(call)) {
            call.completeExceptionally(new RedisException("too many calls are under way"));
        } else if (!isWoken.get() && !isWoken.getAndSet(true)) {
            try {
                sender.execute(this::sendAll);
            } catch (RejectedExecutionException e) {
                // It has been closed.
                call.completeExceptionally(e);
            }
        }
        return call;
    }

    private void sendAll() {
        // Before it looks: whoever comes later wakes it again.
        isWoken.set(false);
        var batches = new ArrayList<Batch>();
        @Nullable Batch last = null;
        for (var call = waiting.poll(); call != null; call = waiting.poll()) {
            if (call.isDone()) {
                // Nobody waits any more.
                continue;
            }
            if (last == null || isCluster || !last.takes(call)) {
                last = new Batch(call);
                batches.add(last);
            } else {
                last.add(call);
            }
        }
        send(batches, false);
    }

    /**
     * Sends batches, in one write.
     *
     * @param whole whether the scripts themselves, and not only their names, which the server may not know
     */
    private void send(List<Batch> batches, boolean whole) {
        if (batches.isEmpty()) {
            return;
        }
        try {
            connection.dispatch(batches.stream()
                    .map(batch -> batch.command(whole, () -> send(Collections.singletonList(batch), true)))
                    .toList());
        } catch (RuntimeException e) {
            batches.forEach(batch -> batch.fail(e));
        }
    }
}
