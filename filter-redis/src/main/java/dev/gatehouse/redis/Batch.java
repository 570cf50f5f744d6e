package dev.gatehouse.redis;

import dev.gatehouse.store.Script;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import java.util.ArrayList;
import java.util.List;

/** Calls of one script that are sent as one. Used by the thread that sends. */
final class Batch {

    /** So many a Redis runs in about a millisecond, in which it does nothing else. */
    private static final int MOST = 64;

    private final Script script;
    private final List<ScriptCall> calls = new ArrayList<>();
    private int keys;

    Batch(ScriptCall first) {
        this.script = first.script;
        add(first);
    }

    boolean takes(ScriptCall call) {
        return script.takesSeveral() && call.script.equals(script) && calls.size() < MOST;
    }

    void add(ScriptCall call) {
        calls.add(call);
        keys += call.keys.size();
    }

    /**
     * Returns what is sent for them.
     *
     * @param whole whether the script itself, and not only its name
     * @param isUnknown called if the server does not know the script by its name
     */
    RedisCommand<byte[], byte[], ?> command(boolean whole, Runnable isUnknown) {
        var words = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .add(whole ? script.text() : script.sha1())
                .add(keys);
        calls.forEach(call -> words.addKeys(call.keys));
        calls.forEach(call -> words.addValues(call.arguments));
        var command = new AsyncCommand<>(new Command<>(
                whole ? CommandType.EVAL : CommandType.EVALSHA,
                new IntegerListOutput<>(ByteArrayCodec.INSTANCE),
                words));
        var unused = command.whenComplete((numbers, failure) -> {
            if (numbers != null) {
                answer(numbers);
            } else if (failure instanceof RedisNoScriptException && !whole) {
                isUnknown.run();
            } else {
                fail(failure == null ? new RedisException("the answer is nothing") : failure);
            }
        });
        return command;
    }

    private void answer(List<Long> numbers) {
        try {
            var answers = script.answers(numbers);
            for (var i = 0; i < calls.size(); i++) {
                calls.get(i).complete(answers.get(i));
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    void fail(Throwable failure) {
        calls.forEach(call -> call.completeExceptionally(failure));
    }
}
