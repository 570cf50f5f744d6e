package dev.gatehouse.redis;

import dev.gatehouse.store.ScriptServer;
import dev.gatehouse.store.ScriptServerProvider;
import java.util.List;

/** Makes a {@link RedisServer} of the addresses in a policy's setting {@code store}. */
public final class RedisServerProvider implements ScriptServerProvider {

    /** Called by {@link java.util.ServiceLoader}. */
    public RedisServerProvider() {}

    @Override
    public ScriptServer connect(List<String> urls) {
        return RedisServer.connect(urls);
    }
}
