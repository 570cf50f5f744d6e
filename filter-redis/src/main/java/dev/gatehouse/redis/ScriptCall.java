package dev.gatehouse.redis;

import dev.gatehouse.store.Script;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A script to be run, and the numbers that it returns. It is not sent any more once it is cancelled. */
final class ScriptCall extends CompletableFuture<List<Long>> {

    final Script script;
    final List<byte[]> keys;
    final List<byte[]> arguments;

    ScriptCall(Script script, List<byte[]> keys, List<byte[]> arguments) {
        this.script = script;
        this.keys = keys;
        this.arguments = arguments;
    }
}
