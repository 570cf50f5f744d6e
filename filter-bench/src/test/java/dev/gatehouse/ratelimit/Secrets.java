package dev.gatehouse.ratelimit;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.gatehouse.bench.StubChain;
import dev.gatehouse.bench.StubConfig;
import dev.gatehouse.bench.StubRequest;
import dev.gatehouse.bench.StubResponse;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Requests full of secrets, to filters that stay, in a JVM whose heap {@link SecretsTest} then looks through. No secret
 * is written anywhere: each is made from its number, here and there.
 */
final class Secrets {

    /** How many of each kind there are. */
    static final int EACH = 200;

    /** What stays in the heap on purpose, so that looking for it can fail. */
    @SuppressWarnings("unused") // Whoever reads the heap finds it.
    private static final String PLANTED = of(Kind.PLANTED, 0);

    /** Kept, as an application keeps them. */
    private static final List<Filter> FILTERS = new ArrayList<>();

    /** Where a secret comes in a request. */
    enum Kind {
        API_KEY,
        KNOWN_KEY,
        BEARER,
        HEADER,
        COOKIE,
        SESSION,
        USER,
        ATTRIBUTE,
        /** In none. */
        PLANTED
    }

    private Secrets() {}

    /** Returns a secret: 32 digits of hex. */
    static String of(Kind kind, int number) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom")
                .create(1_000_003L * kind.name().hashCode() + number);
        var digits = new char[32];
        for (var i = 0; i < digits.length; i++) {
            digits[i] = Character.forDigit(random.nextInt(16), 16);
        }
        return new String(digits);
    }

    /**
     * Sends the requests, and writes the heap to a file. What is logged, at every level, goes to standard output.
     *
     * @param arguments the file for the heap, and one with the known keys
     */
    public static void main(String... arguments) throws IOException, ServletException {
        logEverything();
        for (var by :
                new String[] {"apiKey", "header:X-Token", "cookie:login", "session", "user", "attribute:account"}) {
            FILTERS.add(filter(policy(by)));
        }
        FILTERS.add(filter(policy("apiKey").keys(arguments[1])));
        FILTERS.add(filter(policy("apiKey").keys(arguments[1]).unknown(UnknownKey.REJECT)));
        for (var filter : FILTERS) {
            for (var kind : Kind.values()) {
                send(filter, kind);
            }
        }
        var jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        jvm.dumpHeap(arguments[0], true);
    }

    private static RateLimitPolicy.Builder policy(String by) {
        return RateLimitPolicy.builder().limits("2/hour").by(by).refusal(RefusalBody.PROBLEM);
    }

    private static Filter filter(RateLimitPolicy.Builder policy) throws ServletException {
        var filter = new RateLimitFilter(policy.build());
        filter.init(StubConfig.of(Map.of()));
        return filter;
    }

    /** Each comes until it is refused. */
    private static void send(Filter filter, Kind kind) throws IOException, ServletException {
        for (var i = 0; kind != Kind.PLANTED && i < 3 * EACH; i++) {
            var request = new StubRequest().next("GET", "/courses", "192.0.2." + i % 200);
            put(kind, of(kind, i % EACH), request);
            filter.doFilter(request, new StubResponse(), new StubChain());
        }
    }

    private static void put(Kind kind, String secret, StubRequest request) {
        switch (kind) {
            case API_KEY, KNOWN_KEY -> request.header("X-API-Key", secret);
            case BEARER -> request.header("Authorization", "Bearer " + secret);
            case HEADER -> request.header("X-Token", secret);
            case COOKIE -> request.cookies(new Cookie("login", secret));
            case SESSION -> request.session(PassedRequests.session(secret));
            case USER -> request.user(() -> secret);
            case ATTRIBUTE -> request.setAttribute("account", secret);
            case PLANTED -> throw new IllegalArgumentException("in no request");
        }
    }

    private static void logEverything() {
        var all = new ConsoleHandler() {
            {
                setOutputStream(System.out);
            }
        };
        all.setLevel(Level.ALL);
        var root = Logger.getLogger("");
        root.setLevel(Level.ALL);
        for (var handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(all);
    }
}
