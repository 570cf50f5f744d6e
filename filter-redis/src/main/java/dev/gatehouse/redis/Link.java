package dev.gatehouse.redis;

import dev.gatehouse.store.Script;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A connection, and how scripts are sent on it: all that wait when its thread comes to them go out in one write.
 *
 * <p>Thread-safe.
 */
final class Link {

    /** How many calls may be under way: as many as a Redis answers in about a tenth of a second. */
    static final int MOST_UNDER_WAY = 8_192;

    private final StatefulConnection<byte[], byte[]> connection;
    private final boolean isCluster;
    private final Executor sender;
    private final Queue<Call> waiting = new LinkedBlockingQueue<>(MOST_UNDER_WAY);
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
        var call = new Call(script, keys, arguments);
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
        var calls = new ArrayList<Call>();
        for (var call = waiting.poll(); call != null; call = waiting.poll()) {
            if (!call.isDone()) {
                calls.add(call);
            }
        }
        try {
            if (calls.size() == 1) {
                connection.dispatch(calls.get(0).command(false));
            } else if (!calls.isEmpty()) {
                var commands = new ArrayList<RedisCommand<byte[], byte[], ?>>(calls.size());
                calls.forEach(call -> commands.add(call.command(false)));
                connection.dispatch(commands);
            }
        } catch (RuntimeException e) {
            calls.forEach(call -> call.completeExceptionally(e));
        }
    }

    /** A script on its way. */
    private final class Call extends CompletableFuture<List<Long>> {

        private final Script script;
        private final List<byte[]> keys;
        private final List<byte[]> arguments;
        private volatile @Nullable AsyncCommand<byte[], byte[], List<Long>> sent;

        Call(Script script, List<byte[]> keys, List<byte[]> arguments) {
            this.script = script;
            this.keys = keys;
            this.arguments = arguments;
        }

        /**
         * Returns what is sent for it.
         *
         * @param whole whether the script itself, and not only its name, which the server may not know
         */
        AsyncCommand<byte[], byte[], List<Long>> command(boolean whole) {
            var words = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                    .add(whole ? script.text() : script.sha1())
                    .add(keys.size())
                    .addKeys(keys)
                    .addValues(arguments);
            var command = new AsyncCommand<>(new Command<>(
                    whole ? CommandType.EVAL : CommandType.EVALSHA,
                    new IntegerListOutput<>(ByteArrayCodec.INSTANCE),
                    words));
            var unused = command.whenComplete((numbers, failure) -> answered(whole, numbers, failure));
            sent = command;
            return command;
        }

        private void answered(boolean whole, @Nullable List<Long> numbers, @Nullable Throwable failure) {
            if (failure == null) {
                complete(numbers);
            } else if (failure instanceof RedisNoScriptException && !whole) {
                try {
                    connection.dispatch(command(true));
                } catch (RuntimeException e) {
                    completeExceptionally(e);
                }
            } else {
                completeExceptionally(failure);
            }
        }

        /** Takes what nobody waits for any more out of the queue, unless it has been sent. */
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            var isCancelled = super.cancel(mayInterruptIfRunning);
            var command = sent;
            if (isCancelled && command != null) {
                sender.execute(command::cancel);
            }
            return isCancelled;
        }
    }
}
