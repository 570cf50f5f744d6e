package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.StubRequest;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * A request, and what it makes the filter allocate once its caller is known.
 *
 * @param what what happens to it, and where bytes are allocated, why
 * @param policy the filter's
 * @param request that of each caller, by its number
 * @param status how it is answered
 * @param bytes what is allocated
 * @param mappings how often the filter is mapped to it
 * @param room for the bodies of all requests, in bytes
 * @param isWatched whether somebody reads what is decided
 */
record Row(
        String what,
        RateLimitPolicy.Builder policy,
        IntFunction<StubRequest> request,
        int status,
        long bytes,
        int mappings,
        long room,
        boolean isWatched) {

    private static final long PLENTY = 1L << 30;

    Row(String what, RateLimitPolicy.Builder policy, IntFunction<StubRequest> request, int status, long bytes) {
        this(what, policy, request, status, bytes, 1, PLENTY, false);
    }

    /** Returns the same with the filter mapped twice. */
    Row mappedTwice() {
        return new Row(what, policy, request, status, bytes, 2, room, isWatched);
    }

    /** Returns the same where other requests' bodies have taken all room. */
    Row withoutRoom() {
        return new Row(what, policy, request, status, bytes, mappings, 0, isWatched);
    }

    /** Returns the same where somebody reads what is decided. */
    Row watched() {
        return new Row(what, policy, request, status, bytes, mappings, room, true);
    }

    /** Returns a policy for all requests by API key, with the X- headers. */
    static RateLimitPolicy.Builder limits(String... limits) {
        return RateLimitPolicy.builder().limits(limits).by("apiKey").dialects(Dialect.X_RATELIMIT);
    }

    /** Returns one with two limits that nobody reaches here, and whose numbers have texts that are remembered. */
    static RateLimitPolicy.Builder two() {
        return limits("4000/hour", "3000/minute");
    }

    /** Returns one with two limits that everybody has reached. */
    static RateLimitPolicy.Builder reached() {
        return limits("2/day", "1/hour");
    }

    /** Returns one with a rule for API keys, with the X- headers. */
    static RateLimitPolicy.Builder rule(Consumer<RuleBuilder> rule) {
        return RateLimitPolicy.builder()
                .rule("account", builder -> rule.accept(builder.by("apiKey")))
                .dialects(Dialect.X_RATELIMIT);
    }

    /** Returns a caller's request with its API key. */
    static StubRequest byKey(int caller) {
        return get().header("X-API-Key", key(caller));
    }

    /** Returns a request that nothing tells from others. */
    static StubRequest get() {
        return new StubRequest().next("GET", "/courses", "192.0.2.1");
    }

    /** Returns a caller's request from an address. */
    static StubRequest fromAddress(String address) {
        return new StubRequest().next("GET", "/courses", address);
    }

    static String key(int caller) {
        return "%036d".formatted(caller);
    }

    @Override
    public String toString() {
        return what;
    }
}
