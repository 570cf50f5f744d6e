package dev.gatehouse.ratelimit;

import dev.gatehouse.client.Digest;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Section;
import dev.gatehouse.store.ScriptServer;
import dev.gatehouse.store.ScriptServerProvider;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The store that a policy asks for.
 *
 * @param settings where it is; null if in this process
 * @param buckets whoever has it closes it
 * @param secret what callers are digested with: wherever their buckets are shared, each node finds the same
 */
record OpenStore(@Nullable StoreSettings settings, BucketStore buckets, Digest.Secret secret) {

    /**
     * Opens it.
     *
     * @throws dev.gatehouse.InvalidPolicyException if nothing here knows how
     */
    static OpenStore of(RateLimitPolicy policy, Timeline timeline) {
        var settings = policy.store();
        if (settings == null) {
            return new OpenStore(null, new CaffeineStore(policy.maxSubjects(), timeline), Digest.Secret.random());
        }
        var given = settings.server();
        var server = given == null ? connect(settings) : given;
        var keys = new SubjectKeys(settings.prefix(), settings.secret());
        var store = new FallbackStore(settings, server, keys, policy.maxSubjects(), timeline);
        store.start(FallbackStore.PATIENCE);
        store.warmUp(policy.rules().allowances());
        return new OpenStore(settings, store, keys.callers());
    }

    private static ScriptServer connect(StoreSettings settings) {
        var problems = new Problems();
        var providers = ServiceLoader.load(ScriptServerProvider.class, ScriptServerProvider.class.getClassLoader());
        for (var provider : providers) {
            try {
                return provider.connect(settings.redis());
            } catch (IllegalArgumentException e) {
                // Its message may hold the password.
                problems.add(
                        "store",
                        "store.url",
                        "redis is " + settings.where() + ", which is no address of a Redis",
                        "write redis://host:6379");
            }
        }
        if (problems.isEmpty()) {
            problems.add(
                    "store",
                    "store.no-library",
                    "the store is a Redis, but filter-redis is not there",
                    "put the jar of filter-redis beside that of filter-core");
        }
        problems.throwIfAny(Section.RATE_LIMIT.subject());
        throw new IllegalStateException("there is a problem");
    }

    /** Returns whether another policy's buckets are in the same store. */
    boolean isFor(RateLimitPolicy policy) {
        var others = policy.store();
        return settings == null ? others == null : settings.isLike(others);
    }
}
