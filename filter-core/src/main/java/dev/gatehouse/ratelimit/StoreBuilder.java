package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Settings;
import dev.gatehouse.store.ScriptServer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Collects where the buckets are that several nodes share, each part under the name that it has in a policy file. Not
 * thread-safe.
 */
public final class StoreBuilder {

    private final Settings settings = Settings.ofBuilder("RateLimitPolicy.builder().store(…)");
    private @Nullable ScriptServer server;

    StoreBuilder() {}

    Settings settings() {
        return settings;
    }

    @Nullable
    ScriptServer server() {
        return server;
    }

    /**
     * Sets the Redis or Valkey, which {@code filter-redis} must be beside this library for.
     *
     * @param urls {@code redis://host:6379}, {@code rediss://user:password@host:6380/1} for TLS,
     *     {@code redis-sentinel://a:26379,b:26379#master}; or several nodes of one Cluster
     */
    public StoreBuilder redis(String... urls) {
        settings.setAll("redis", urls);
        return this;
    }

    /**
     * Sets a server that the application has made, instead of {@link #redis}, such as one over a connection that it
     * has. The application closes it, after the filter.
     */
    public StoreBuilder server(ScriptServer itsServer) {
        server = itsServer;
        return this;
    }

    /** Sets how nodes keep a limit together; {@link StoreMode#EXACT} by default. */
    public StoreBuilder mode(StoreMode mode) {
        settings.set("mode", mode);
        return this;
    }

    /** Sets how long a request may wait for a decision, from 1 ms to 10 s; 25 ms by default. */
    public StoreBuilder deadline(Duration deadline) {
        settings.set("deadline", deadline);
        return this;
    }

    /** Sets what becomes of requests while there is no answer; {@link OnFailure#LOCAL} by default. */
    public StoreBuilder onFailure(OnFailure onFailure) {
        settings.set("onFailure", onFailure);
        return this;
    }

    /**
     * Sets what the names of all keys begin with; {@code gatehouse} by default. Applications that share a Redis, and no
     * limits, have one each: up to 64 letters, digits, {@code .}, {@code _}, {@code -} and {@code :}.
     */
    public StoreBuilder prefix(String prefix) {
        settings.set("prefix", prefix);
        return this;
    }

    /**
     * Sets what callers' names in the store are made with: the same for all nodes, at least 16 characters, and known to
     * nobody else. Without one, who can read the store can find out callers by trying all addresses there are.
     */
    public StoreBuilder secret(String secret) {
        settings.set("secret", secret);
        return this;
    }
}
