package dev.gatehouse.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.client.Digest;
import java.time.Duration;
import java.util.Objects;

/**
 * What ours promises, written for two token buckets and nothing else: bounded memory, both limits or none under a lock,
 * and exactly what is left and when all is back. Thread-safe.
 */
final class BucketsByHand {

    private final TokenBucket first;
    private final TokenBucket second;
    private final Digests digests;
    private final Cache<Subject, long[]> buckets;

    /**
     * Makes the buckets of all keys, and charges each once.
     *
     * @param requests how many come back in a day, and in two
     * @param burst how many each holds
     * @param room how many buckets there may be
     */
    BucketsByHand(Keys keys, long requests, long burst, long room) {
        first = new TokenBucket(0, requests, Duration.ofDays(1).toNanos(), burst);
        second = new TokenBucket(2, requests, Duration.ofDays(2).toNanos(), burst);
        digests = new Digests(keys, Digest.Secret.random());
        buckets =
                Caffeine.newBuilder().maximumSize(room).executor(Runnable::run).build();
        for (var i = 0; i < keys.count(); i++) {
            var words = new long[first.words() + second.words()];
            decide(words);
            buckets.put(subject(i, new Subject()), words);
        }
    }

    private Subject subject(int number, Subject wanted) {
        wanted.set(0, digests.high(number), digests.low(number));
        return wanted;
    }

    /**
     * Returns a key's bucket.
     *
     * @param wanted is used on the way
     */
    long[] find(int number, Subject wanted) {
        return Objects.requireNonNull(buckets.getIfPresent(subject(number, wanted)));
    }

    /** Does no more than to lock a bucket and to change it. */
    static long lock(long[] words) {
        var now = System.nanoTime();
        synchronized (words) {
            words[0] += 1;
            return now + words[0];
        }
    }

    /** Takes one of both limits or none, and returns the sum of all that can be told. */
    long decide(long[] words) {
        var now = System.nanoTime();
        synchronized (words) {
            var leftOfFirst = first.refresh(words, now);
            var leftOfSecond = second.refresh(words, now);
            var told = leftOfFirst + leftOfSecond;
            if (leftOfFirst < 1 || leftOfSecond < 1) {
                told += first.untilRoomFor(words, now, 1) + second.untilRoomFor(words, now, 1);
            } else {
                first.take(words, 1);
                second.take(words, 1);
            }
            return told + first.untilWhole(words, now) + second.untilWhole(words, now);
        }
    }
}
