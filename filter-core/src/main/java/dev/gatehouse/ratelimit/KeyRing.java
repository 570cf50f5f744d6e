package dev.gatehouse.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The known API keys, found quickly: a key that was found once is found again by its keyed digest, without a SHA-256.
 * Keys that are not known are never remembered. Thread-safe.
 */
final class KeyRing {

    private static final long REMEMBERED = 10_000;

    private final KnownKeys keys;
    private final Cache<Subject, KnownKeys.Key> found = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .executor(Runnable::run)
            .build();

    KeyRing(KnownKeys keys) {
        this.keys = keys;
    }

    int size() {
        return keys.size();
    }

    /** Returns the keys that have a label, as an operator knows them. */
    List<String> labelled() {
        return keys.labelled();
    }

    /**
     * Finds a key.
     *
     * @param text what the key came in, from the given character on
     * @param subject the key's digest; used to look it up
     */
    KnownKeys.@Nullable Key find(String text, int from, Subject subject) {
        var known = found.getIfPresent(subject);
        if (known == null) {
            known = keys.find(text.substring(from));
            if (known != null) {
                found.put(subject.copy(), known);
            }
        }
        return known;
    }
}
