package dev.gatehouse.ratelimit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.store.Script;
import dev.gatehouse.store.ScriptServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** A server whose scripts are told another time than its own: all else of it is real. */
final class ClockedServer implements ScriptServer {

    private static final String CLOCK = """
            local server = redis
            local clock = table.remove(ARGV)
            local redis = {call = function(name, ...)
              if name == 'TIME' then return {string.sub(clock, 1, -7), string.sub(clock, -6)} end
              return server.call(name, ...)
            end}
            """;

    private final ScriptServer server;
    private final LongSupplier micros;
    private final Map<Script, Script> clocked = new ConcurrentHashMap<>();

    ClockedServer(ScriptServer server, LongSupplier micros) {
        this.server = server;
        this.micros = micros;
    }

    @Override
    public CompletableFuture<List<Long>> run(Script script, List<byte[]> keys, List<byte[]> arguments) {
        var more = new ArrayList<>(arguments);
        more.add(Long.toString(micros.getAsLong()).getBytes(UTF_8));
        var clockedScript = clocked.computeIfAbsent(script, one -> new Script(CLOCK + one.text(), false));
        return server.run(clockedScript, keys, more)
                .thenApply(numbers -> script.answers(numbers).get(0));
    }

    @Override
    public boolean isPartitioned() {
        return server.isPartitioned();
    }

    @Override
    public void reconnect() {
        server.reconnect();
    }

    @Override
    public void close() {
        server.close();
    }
}
