package dev.gatehouse.redis;

import dev.gatehouse.store.Script;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.RedisCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A connection, and how scripts are sent on it: all that wait when its thread comes to them go out in one write, and
 * those of a script that takes several calls in one call.
 *
 * <p>Thread-safe.
 */
final class Link {

    /**
     * How many calls may be under way, from when they are asked for until they are answered: as many as a Redis answers
     * in about a tenth of a second.
     */
    static final int MOST_UNDER_WAY = 8_192;

    private final StatefulConnection<byte[], byte[]> connection;
    private final boolean isCluster;
    private final Executor sender;
    private final Queue<ScriptCall> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
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
        if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
            underWay.decrementAndGet();
            call.completeExceptionally(new RedisException("too many calls are under way"));
            return call;
        }
        waiting.add(call);
        if (!isWoken.get() && !isWoken.getAndSet(true)) {
            try {
                sender.execute(this::sendAll);
            } catch (RejectedExecutionException e) {
                // It has been closed. What comes later is to be told so too, and not to wait for somebody who sends it.
                isWoken.set(false);
                if (waiting.remove(call)) {
                    underWay.decrementAndGet();
                }
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
            if (!call.begin()) {
                // Nobody waits any more.
                underWay.decrementAndGet();
            } else if (last == null || isCluster || !last.takes(call)) {
                last = new Batch(call);
                batches.add(last);
            } else {
                last.add(call);
            }
        }
        if (isCluster) {
            // All at once would wait here for a connection to a node that has none, which this very thread makes.
            batches.forEach(batch -> send(List.of(batch), false));
        } else {
            send(batches, false);
        }
    }

    /**
     * Sends batches, in one write.
     *
     * @param whole whether the scripts themselves, and not only their names, which the server may not know
     */
    private void send(List<Batch> batches, boolean whole) {
        var commands = batches.stream().map(batch -> command(batch, whole)).toList();
        try {
            if (commands.size() == 1) {
                connection.dispatch(commands.get(0));
            } else if (!commands.isEmpty()) {
                connection.dispatch(commands);
            }
        } catch (RuntimeException e) {
            commands.forEach(command -> command.completeExceptionally(e));
        }
    }

    private RedisCommand<byte[], byte[], List<Long>> command(Batch batch, boolean whole) {
        var command = batch.command(whole);
        var unused = command.whenComplete((numbers, failure) -> {
            if (numbers == null) {
                failed(batch, whole, failure == null ? new RedisException("the answer is nothing") : failure);
            } else {
                batch.answer(numbers);
                underWay.addAndGet(-batch.size());
            }
        });
        return command;
    }

    private void failed(Batch batch, boolean whole, Throwable failure) {
        if (failure instanceof RedisNoScriptException && !whole) {
            underWay.addAndGet(-batch.dropUnwanted());
            if (batch.size() > 0) {
                send(List.of(batch), true);
            }
            return;
        }
        batch.fail(failure);
        underWay.addAndGet(-batch.size());
    }
}
