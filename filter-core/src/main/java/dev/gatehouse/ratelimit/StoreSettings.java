package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Durations;
import dev.gatehouse.config.SettingsReader;
import dev.gatehouse.store.ScriptServer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the buckets are that several nodes share. Immutable.
 *
 * @param redis the addresses of a Redis; empty if a server is given
 * @param server one that the application has made, and closes; null if there are addresses
 * @param deadline how long a request may wait for a decision
 * @param prefix what the names of all keys begin with
 * @param secret what callers' names there are made with; empty if none was written
 */
record StoreSettings(
        List<String> redis,
        @Nullable ScriptServer server,
        StoreMode mode,
        Duration deadline,
        OnFailure onFailure,
        String prefix,
        String secret) {

    /** Returns whether the other says the same, so that a policy which is read again can go on with the same store. */
    boolean isLike(@Nullable StoreSettings other) {
        // Not by equals: Java 17 keeps the class of the record whose equals it has linked last.
        return other != null
                && redis.equals(other.redis)
                && server == other.server
                && mode == other.mode
                && deadline.equals(other.deadline)
                && onFailure == other.onFailure
                && prefix.equals(other.prefix)
                && secret.equals(other.secret);
    }

    /** Returns where it is, without a password. */
    String where() {
        return server == null
                ? String.join(
                        ", ", redis.stream().map(StoreSettings::withoutPassword).toList())
                : "as given";
    }

    /** Returns it without what is secret: neither that of the names nor a password in an address. */
    @Override
    public String toString() {
        return "redis: " + where() + ", mode: " + SettingsReader.word(mode) + ", deadline: " + Durations.text(deadline)
                + ", onFailure: " + SettingsReader.word(onFailure) + ", prefix: " + prefix
                + (secret.isEmpty() ? ", no secret: who can read that Redis can find out addresses by trying" : "");
    }

    /** Returns an address from which everything that may be a password is gone: all before the last at sign. */
    static String withoutPassword(String url) {
        var at = url.lastIndexOf('@');
        if (at < 0) {
            return url;
        }
        var scheme = url.indexOf("://");
        return (scheme >= 0 && scheme < at ? url.substring(0, scheme + 3) : "") + "***" + url.substring(at);
    }
}
