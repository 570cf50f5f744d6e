package dev.gatehouse.ratelimit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Callers whom an operator has blocked for a time, in this process. There are few: looking for one costs nothing while
 * there is none. Thread-safe.
 */
final class Blocks {

    /** More than somebody blocks by hand. */
    private static final int MOST = 10_000;

    private final Map<Subject, Long> until = new ConcurrentHashMap<>();
    private volatile boolean isEmpty = true;

    boolean isEmpty() {
        return isEmpty;
    }

    /** Blocks a subject until a time; not at all, if that is over. */
    synchronized void put(Subject subject, long time, long now) {
        until.values().removeIf(end -> end <= now);
        if (time > now) {
            if (until.size() >= MOST) {
                throw new IllegalStateException("more than " + MOST + " callers are blocked");
            }
            until.put(subject, time);
        } else {
            until.remove(subject);
        }
        isEmpty = until.isEmpty();
    }

    /** Returns for how long a subject is blocked from now on; 0 if it is not. */
    long left(Subject subject, long now) {
        var end = until.get(subject);
        return end == null ? 0 : Math.max(0, end - now);
    }
}
