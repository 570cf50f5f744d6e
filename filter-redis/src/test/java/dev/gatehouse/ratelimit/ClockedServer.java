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
final class ClockedServer extends ServerOver {

    private static final String CLOCK = """
            local server = redis
            local clock = %s
            local redis = {call = function(name, ...)
              if name == 'TIME' then return {string.sub(clock, 1, -7), string.sub(clock, -6)} end
              return server.call(name, ...)
            end}
            """;

    /** In a Cluster a script has only the keys that it is given: there each call brings the time, and is sent alone. */
    private static final String BROUGHT = CLOCK.formatted("table.remove(ARGV)");

    /** Elsewhere the server has the time, so that calls can be sent together as they are. */
    private static final String KEPT = CLOCK.formatted("server.call('GET', 'clock')");

    private static final Script SET = new Script("redis.call('SET', 'clock', ARGV[1]) return {1}", false);

    private final LongSupplier micros;
    private final Map<Script, Script> clocked = new ConcurrentHashMap<>();
    private long set = Long.MIN_VALUE;

    ClockedServer(ScriptServer server, LongSupplier micros) {
        super(server);
        this.micros = micros;
        if (!server.isPartitioned()) {
            // So that it knows the script: else the next call would overtake it.
            server.run(SET, List.of(), List.of(number(0))).join();
        }
    }

    @Override
    public CompletableFuture<List<Long>> run(Script script, List<byte[]> keys, List<byte[]> arguments) {
        var now = micros.getAsLong();
        if (server.isPartitioned()) {
            var more = new ArrayList<>(arguments);
            more.add(number(now));
            var alone = clocked.computeIfAbsent(script, one -> new Script(BROUGHT + one.text(), false));
            return server.run(alone, keys, more)
                    .thenApply(numbers -> script.answers(numbers).get(0));
        }
        var kept = clocked.computeIfAbsent(script, one -> new Script(KEPT + one.text(), one.takesSeveral()));
        synchronized (this) {
            if (now != set) {
                set = now;
                var unused = server.run(SET, List.of(), List.of(number(now)));
            }
            return server.run(kept, keys, arguments);
        }
    }

    private static byte[] number(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }
}
