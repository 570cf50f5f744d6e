package dev.gatehouse.redis;

import dev.gatehouse.store.Script;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

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

    int size() {
        return calls.size();
    }

    /** Leaves out the calls whose answers nobody waits for, as they have not been run; returns how many. */
    int dropUnwanted() {
        var before = calls.size();
        calls.removeIf(call -> !call.isWanted() && call.completeExceptionally(new CancellationException()));
        keys = calls.stream().mapToInt(call -> call.keys.size()).sum();
        return before - calls.size();
    }

    /**
     * Returns what is sent for them.
     *
     * @param whole whether the script itself, and not only its name
     */
    AsyncCommand<byte[], byte[], List<Long>> command(boolean whole) {
        var words = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .add(whole ? script.text() : script.sha1())
                .add(keys);
        calls.forEach(call -> words.addKeys(call.keys));
        calls.forEach(call -> words.addValues(call.arguments));
        return new AsyncCommand<>(new Command<>(
                whole ? CommandType.EVAL : CommandType.EVALSHA,
                new IntegerListOutput<>(ByteArrayCodec.INSTANCE),
                words));
    }

    /** Gives each call its part of what the script returned. */
    void answer(List<Long> numbers) {
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
