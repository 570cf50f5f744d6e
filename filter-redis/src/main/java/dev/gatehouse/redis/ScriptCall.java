package dev.gatehouse.redis;

import dev.gatehouse.store.Script;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** A script to be run, and the numbers that it returns. It can be cancelled until it is sent. */
final class ScriptCall extends CompletableFuture<List<Long>> {

    private enum State {
        WAITING,
        SENT,
        CANCELLED
    }

    final Script script;
    final List<byte[]> keys;
    final List<byte[]> arguments;

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile boolean isWanted = true;

    ScriptCall(Script script, List<byte[]> keys, List<byte[]> arguments) {
        this.script = script;
        this.keys = keys;
        this.arguments = arguments;
    }

    /** Returns whether it is to be sent: nobody has cancelled it, and nobody can any more. */
    boolean begin() {
        return state.compareAndSet(State.WAITING, State.SENT);
    }

    /** Returns whether somebody still waits for the answer. */
    boolean isWanted() {
        return isWanted;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        isWanted = false;
        return state.compareAndSet(State.WAITING, State.CANCELLED) && super.cancel(mayInterruptIfRunning);
    }
}
