package dev.gatehouse.ratelimit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.store.Script;
import dev.gatehouse.store.ScriptServer;
import dev.gatehouse.store.ScriptServerProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A server that says how many nodes there are, if there are any, and never decides anything: a store that is out of
 * order.
 */
public final class DeadServer implements ScriptServer {

    /** Makes one for each store that a policy names by its address. */
    public static final class Provider implements ScriptServerProvider {

        /** The addresses that were asked for last. */
        static volatile List<String> lastUrls = List.of();

        /** The server that was made last. */
        static volatile DeadServer last = new DeadServer(1);

        /** Called by {@link java.util.ServiceLoader}. */
        public Provider() {}

        @Override
        public ScriptServer connect(List<String> urls) {
            lastUrls = urls;
            last = new DeadServer(1);
            return last;
        }
    }

    private final int nodes;
    private int reconnections;
    private volatile boolean isClosed;
    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    private final List<CompletableFuture<List<Long>>> calls = Collections.synchronizedList(new ArrayList<>());

    DeadServer(int nodes) {
        this.nodes = nodes;
    }

    @Override
    public CompletableFuture<List<Long>> run(Script script, List<byte[]> names, List<byte[]> arguments) {
        names.forEach(name -> keys.add(new String(name, UTF_8)));
        if (arguments.size() == 1) {
            return nodes == 0
                    ? CompletableFuture.failedFuture(new IllegalStateException("it is away"))
                    : CompletableFuture.completedFuture(List.of((long) nodes));
        }
        if (names.isEmpty()) {
            // So that it knows the script.
            return CompletableFuture.completedFuture(List.of(1L, 0L, 0L));
        }
        var call = new CompletableFuture<List<Long>>();
        calls.add(call);
        return call;
    }

    /** Returns the keys of buckets that it was asked about. */
    List<String> keys() {
        return keys.stream().filter(key -> !key.endsWith(":{nodes}")).toList();
    }

    /** Returns the calls for decisions that it was sent. */
    List<CompletableFuture<List<Long>>> calls() {
        return List.copyOf(calls);
    }

    @Override
    public boolean isPartitioned() {
        return false;
    }

    @Override
    public void reconnect() {
        reconnections++;
    }

    /** Returns how often another connection was asked for. */
    int reconnections() {
        return reconnections;
    }

    @Override
    public void close() {
        isClosed = true;
    }

    /** Returns whether whoever has it has closed it. */
    boolean isClosed() {
        return isClosed;
    }
}
