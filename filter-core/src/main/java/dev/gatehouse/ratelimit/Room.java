package dev.gatehouse.ratelimit;

import java.util.concurrent.atomic.AtomicLong;

/** So many bytes for all requests together that are under way. Thread-safe. */
final class Room {

    private final AtomicLong left;

    Room(long bytes) {
        left = new AtomicLong(bytes);
    }

    /** Returns a share for one request, which has nothing yet. */
    Share share() {
        return new Share();
    }

    private boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    /** What one request has of it. Used by one thread at a time. */
    final class Share {

        private long taken;

        private Share() {}

        /** Takes as much as is missing to so many bytes, if it is there. */
        boolean growTo(long bytes) {
            if (bytes > taken) {
                if (!take(bytes - taken)) {
                    return false;
                }
                taken = bytes;
            }
            return true;
        }

        /** Gives back all but so many bytes. */
        void shrinkTo(long bytes) {
            if (bytes < taken) {
                left.addAndGet(taken - bytes);
                taken = bytes;
            }
        }
    }
}
