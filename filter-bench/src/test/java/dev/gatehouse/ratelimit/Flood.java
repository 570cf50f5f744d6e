package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.StubChain;
import dev.gatehouse.bench.StubConfig;
import dev.gatehouse.bench.StubRequest;
import dev.gatehouse.bench.StubResponse;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * Callers whom an attacker makes up, in a JVM that {@link FloodTest} gives little memory, and two who are real: one
 * that has used its limit up, and one that stays within it. Both look in all the time.
 *
 * <p>Time is a variable: the flood takes most of a window of a minute, and then that passes.
 */
final class Flood {

    private static final long SECOND = Timeline.SECOND;
    private static final int A_MINUTE = 100;
    private static final int CHECKS = 50;

    /** From the beginning of a minute on. */
    private final AtomicLong clock = new AtomicLong(1_700_006_400 * SECOND);

    private final StubRequest request = new StubRequest();
    private final StubResponse response = new StubResponse();
    private final StubChain application = new StubChain();
    private final Filter filter;
    private final long flood;

    private Flood(Algorithm algorithm, String by) {
        // Tokens flow back all the time: there, whoever is used up is so for this instant only.
        flood = algorithm == Algorithm.TOKEN_BUCKET ? 0 : 50 * SECOND;
        var policy = RateLimitPolicy.builder()
                .limits("1000/hour", A_MINUTE + "/minute")
                .algorithm(algorithm)
                .by(by)
                .build();
        filter = StubConfig.start(new RateLimitFilter(policy, new Timeline(clock::get, clock::get)), Map.of());
    }

    /**
     * Lets them come, and prints what the heap then holds. It ends in an exception if one of the two does not get what
     * is due to it.
     *
     * @param arguments the algorithm, what tells callers apart, how many are made up, and how often each comes
     */
    public static void main(String... arguments) throws IOException, ServletException {
        var by = arguments[1];
        IntFunction<String> caller = by.equals("apiKey") ? Flood::key : Flood::address;
        var made = Integer.parseInt(arguments[2]);
        var times = Integer.parseInt(arguments[3]);
        var flood = new Flood(Algorithm.valueOf(arguments[0]), by);
        flood.run(caller, made, times);
        System.gc();
        var runtime = Runtime.getRuntime();
        System.out.println(runtime.totalMemory() - runtime.freeMemory());
        flood.filter.destroy();
    }

    private void run(IntFunction<String> caller, int made, int times) throws IOException, ServletException {
        var usedUp = caller.apply(-1);
        var forgotten = caller.apply(-2);
        var behaved = caller.apply(-3);
        for (var i = 0; i < A_MINUTE; i++) {
            expect(200, usedUp);
            expect(200, forgotten);
        }
        for (var i = 0; i < made; i++) {
            clock.addAndGet(flood / made);
            var other = caller.apply(i);
            for (var time = 0; time < times; time++) {
                expect(200, other);
            }
            if (i % (made / CHECKS) == 0) {
                expect(429, usedUp);
                expect(200, behaved);
            }
        }
        expect(429, usedUp);
        // Nobody has asked for it, so that it was pushed out long ago.
        expect(429, forgotten);
        clock.addAndGet(14 * SECOND);
        expect(200, usedUp);
        expect(200, forgotten);
        expect(200, behaved);
    }

    private void expect(int status, String caller) throws IOException, ServletException {
        response.reset();
        request.next("GET", "/courses", caller.indexOf(':') < 0 ? "192.0.2.1" : caller)
                .header("X-API-Key", caller);
        filter.doFilter(request, response, application);
        if (response.getStatus() != status) {
            throw new IllegalStateException(caller + " is answered " + response.getStatus());
        }
    }

    private static String key(int number) {
        return "2c1743a3-91f4-4bd1-b8f0-" + (100_000_000_000L + number);
    }

    /** Each in a /48 of its own. */
    private static String address(int number) {
        return "2a01:" + Integer.toHexString(number >>> 16) + ":" + Integer.toHexString(number & 0xffff) + "::1";
    }
}
