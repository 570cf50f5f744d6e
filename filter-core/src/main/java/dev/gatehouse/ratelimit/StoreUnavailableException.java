package dev.gatehouse.ratelimit;

/** Says that a store has not decided in time: nobody knows whether it took anything. */
final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoreUnavailableException(String why) {
        // Without a stack trace: where a store is gone, one would be made for each request.
        super(why, null, false, false);
    }
}
