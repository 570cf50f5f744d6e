package dev.gatehouse.cors;

import com.sun.management.ThreadMXBean;
import dev.gatehouse.bench.StubChain;
import dev.gatehouse.bench.StubRequest;
import dev.gatehouse.bench.StubResponse;
import dev.gatehouse.cors.CorsPolicy.OnDisallowedOrigin;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All ways through the filter, and what each allocates. Run in a JVM without the server's compiler, which leaves
 * objects out where it can: this measures what the code says.
 */
final class Ways {

    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Two pointers of its own, one that is inherited, and what every object has: 24 bytes with small pointers. */
    private static final long WRAPPER = 24;

    private Ways() {}

    private static final int BEFORE = 100;
    private static final int REQUESTS = 1_000;

    private static final String APP = "https://app.example";
    private static final String EVIL = "https://evil.example";
    private static final String SELF = "https://self.example";
    private static final String HUGE = "https://" + "a".repeat(8_192);

    private static CorsPolicy.Builder plain() {
        return CorsPolicy.builder()
                .allowedOrigins(APP, "https://www.example", "http://localhost:3000")
                .allowedMethods("PUT")
                .allowedHeaders("Authorization", "X-Request-Id")
                .selfOrigins(SELF)
                .exposedHeaders();
    }

    private static final CorsFilter PLAIN = new CorsFilter(plain().build());

    private static final CorsFilter FULL = new CorsFilter(plain().allowCredentials(true)
            .allowInsecureOrigins(true)
            .exposedHeaders("X-Total")
            .timingAllowOrigins(APP)
            .preflightStatus(200)
            .build());

    private static final CorsFilter UNSAFE_REFUSED = with(OnDisallowedOrigin.REJECT_UNSAFE, true);
    private static final CorsFilter PASSING = with(OnDisallowedOrigin.PASS, true);
    private static final CorsFilter SOCKETS_UNCHECKED = with(OnDisallowedOrigin.REJECT, false);
    private static final CorsFilter ALL_PASSING = with(OnDisallowedOrigin.PASS, false);

    private static final CorsFilter DIAGNOSTICS =
            new CorsFilter(plain().diagnostics(true).build());

    private static CorsFilter with(OnDisallowedOrigin what, boolean checkWebSockets) {
        return new CorsFilter(plain().onDisallowedOrigin(what)
                .checkWebSockets(checkWebSockets)
                .build());
    }

    /** A way through the filter: what comes in, what the application does, and what has come of it in the end. */
    record Way(
            String says,
            CorsFilter filter,
            String varyBefore,
            FilterChain application,
            int status,
            long bytes,
            List<? extends ServletRequest> requests) {

        Way afterVary(String vary) {
            return new Way(says, filter, vary, application, status, bytes, requests);
        }

        /** The same with an application that does something; it holds on to its answer first. */
        Way before(FilterChain doing) {
            FilterChain both = (request, response) -> {
                application.doFilter(request, response);
                doing.doFilter(request, response);
            };
            return new Way(says, filter, varyBefore, both, status, bytes, requests);
        }

        @Override
        public String toString() {
            return says;
        }
    }

    /** One that reaches an application, with the answer as it came. */
    private static Way unmarked(String says, CorsFilter filter, ServletRequest... requests) {
        return new Way(says, filter, "", new StubChain(), 200, 0, List.of(requests));
    }

    /** One that reaches an application, with a wrapped answer. */
    private static Way wrapped(String says, CorsFilter filter, ServletRequest... requests) {
        return new Way(says, filter, "", new StubChain(), 200, WRAPPER, List.of(requests));
    }

    /** One that the filter answers itself. */
    private static Way answered(String says, CorsFilter filter, int status, ServletRequest... requests) {
        return new Way(says, filter, "", Ways::unreachable, status, 0, List.of(requests));
    }

    private static void unreachable(Object request, Object response) {
        throw new AssertionError("the request has reached the application");
    }

    private static StubRequest request(String method) {
        return new StubRequest().next(method, "/", "192.0.2.1");
    }

    private static StubRequest from(String origin, String method) {
        return request(method).header("Origin", origin);
    }

    private static StubRequest handshake(String upgrade) {
        return from(EVIL, "GET").header("Upgrade", upgrade);
    }

    private static StubRequest preflight(String origin, String method) {
        return from(origin, "OPTIONS").header("Access-Control-Request-Method", method);
    }

    private static StubRequest asking(String headers) {
        return preflight(APP, "PUT").header("Access-Control-Request-Headers", headers);
    }

    static Stream<Way> requestsWithoutOrigin() {
        return Stream.of(
                unmarked("no Origin", PLAIN, request("GET")),
                unmarked("no Origin, with Timing-Allow-Origin", FULL, request("GET")),
                unmarked("no Origin, and a Vary that fits", FULL, request("GET"))
                        .afterVary("Origin"),
                unmarked("no Origin, and another Vary", FULL, request("GET")).afterVary("Accept"),
                unmarked("no Origin, and a Vary that fits in a list", FULL, request("GET"))
                        .afterVary("accept , ORIGIN"),
                unmarked("no Origin, and a Vary of everything", FULL, request("GET"))
                        .afterVary("*"),
                unmarked("an application that undoes everything", FULL, request("GET"))
                        .before((request, response) -> response.reset()),
                unmarked("an application that has sent its answer", FULL, request("GET"))
                        .before((request, response) -> response.flushBuffer()),
                unmarked("an application that goes on", FULL, request("GET").async()),
                unmarked("OPTIONS without Origin", FULL, request("OPTIONS")),
                unmarked("no HTTP", FULL, new ServletRequestWrapper(request("GET"))));
    }

    static Stream<Way> allowedRequests() {
        return Stream.of(
                wrapped("allowed", PLAIN, from(APP, "GET")),
                wrapped("allowed, with credentials, exposed headers and Timing-Allow-Origin", FULL, from(APP, "GET")),
                wrapped("allowed, and another Vary", FULL, from(APP, "GET")).afterVary("Accept"),
                wrapped("allowed OPTIONS that is no preflight", FULL, from(APP, "OPTIONS")),
                wrapped(
                        "allowed on the way to an error page",
                        FULL,
                        preflight(APP, "PUT").dispatched(DispatcherType.ERROR)),
                wrapped("an application that sets CORS headers", FULL, from(APP, "GET"))
                        .before((request, response) -> {
                            var answer = (HttpServletResponse) response;
                            answer.setHeader("Access-Control-Allow-Origin", "*");
                            answer.addHeader("Access-Control-Expose-Headers", "X-Other");
                            answer.addHeader("Access-Control-Allow-Credentials", "false");
                        }),
                wrapped("an application that sets other headers", FULL, from(APP, "GET"))
                        .before((request, response) -> {
                            var answer = (HttpServletResponse) response;
                            answer.setHeader("Vary", "Accept");
                            answer.addHeader("Vary", "origin");
                            answer.setHeader("X-Total", "7");
                        }),
                wrapped("allowed, and an application that undoes everything", FULL, from(APP, "GET"))
                        .before((request, response) -> response.reset()),
                wrapped("a second filter", FULL, from(APP, "GET"))
                        .before((request, response) -> PLAIN.doFilter(request, response, (same, answer) -> {})));
    }

    static Stream<Way> sameOriginRequests() {
        return Stream.of(
                unmarked(
                        "the browser says same-origin",
                        FULL,
                        from("null", "POST").header("Sec-Fetch-Site", "same-origin")),
                unmarked("the browser says none", FULL, from("null", "GET").header("Sec-Fetch-Site", "none")),
                unmarked("its own host", FULL, from("http://service.example", "POST")),
                unmarked("one of selfOrigins", FULL, from(SELF, "POST")),
                answered("its own host, repeated", FULL, 403, from(SELF, "POST").header("Origin", SELF)));
    }

    static Stream<Way> disallowedRequests() {
        return Stream.of(
                answered("another origin", PLAIN, 403, from(EVIL, "POST")),
                answered("another origin, HEAD", PLAIN, 403, from(EVIL, "HEAD")),
                answered("another origin, and another Vary", PLAIN, 403, from(EVIL, "GET"))
                        .afterVary("Accept"),
                answered("a cross-site one", PLAIN, 403, from(EVIL, "POST").header("Sec-Fetch-Site", "cross-site")),
                answered("an origin of 8 KB", PLAIN, 403, from(HUGE, "POST")),
                answered(
                        "an allowed origin, repeated",
                        PLAIN,
                        403,
                        from(APP, "GET").header("Origin", APP)),
                answered("an unsafe method", UNSAFE_REFUSED, 403, from(EVIL, "POST")),
                wrapped("a safe method", UNSAFE_REFUSED, from(EVIL, "GET")),
                wrapped("any method", ALL_PASSING, from(EVIL, "POST")),
                wrapped("any method, and no WebSocket", PASSING, from(EVIL, "POST")),
                wrapped("an application that opens what is closed", PASSING, from(EVIL, "POST"))
                        .before((request, response) ->
                                ((HttpServletResponse) response).setHeader("Access-Control-Allow-Origin", "*")),
                wrapped(
                        "another origin on the way to an error page",
                        PLAIN,
                        from(EVIL, "GET").dispatched(DispatcherType.ERROR)),
                answered("a WebSocket", PLAIN, 403, handshake("websocket")),
                answered("a WebSocket, though others pass", PASSING, 403, handshake("WebSocket")),
                answered("a WebSocket in a list", UNSAFE_REFUSED, 403, handshake(",".repeat(1_000) + " websocket")),
                wrapped("another upgrade", PASSING, handshake("h2c")),
                wrapped("a WebSocket that is not checked", SOCKETS_UNCHECKED, handshake("websocket")),
                wrapped("a WebSocket, and all pass", ALL_PASSING, handshake("websocket")));
    }

    static Stream<Way> preflights() {
        return Stream.of(
                answered("preflight", PLAIN, 204, preflight(APP, "PUT")),
                answered("preflight with credentials", FULL, 200, preflight(APP, "PUT")),
                answered("preflight, and another Vary", FULL, 200, preflight(APP, "PUT"))
                        .afterVary("Accept"),
                answered("preflight, and a Vary that fits", FULL, 200, preflight(APP, "PUT"))
                        .afterVary("Origin, access-control-request-headers, Access-Control-Request-Method"),
                answered("preflight with headers", PLAIN, 204, asking("authorization,content-type,x-request-id")),
                answered(
                        "preflights with other headers each time",
                        PLAIN,
                        204,
                        asking("authorization"),
                        asking("x-request-id"),
                        asking(" AUTHORIZATION\t,, X-Request-ID "),
                        asking("")),
                answered(
                        "preflight with headers on two lines",
                        PLAIN,
                        204,
                        asking("AUTHORIZATION").header("Access-Control-Request-Headers", " X-REQUEST-ID ,")),
                answered("preflight without a method", PLAIN, 403, preflight(APP, "")),
                answered(
                        "preflight with two methods",
                        PLAIN,
                        403,
                        preflight(APP, "PUT").header("Access-Control-Request-Method", "PUT")),
                answered("preflight of another origin", PLAIN, 403, preflight(EVIL, "PUT")),
                answered("preflight of an origin of 8 KB", PLAIN, 403, preflight(HUGE, "PUT")),
                answered(
                        "preflight of a repeated origin",
                        PLAIN,
                        403,
                        preflight(APP, "PUT").header("Origin", APP)),
                answered("preflight for another method", PLAIN, 403, preflight(APP, "DELETE")),
                answered("preflight for a method of 8 KB", PLAIN, 403, preflight(APP, "P".repeat(8_192))),
                answered("preflight for another header", PLAIN, 403, asking("authorization,x-other")),
                answered("preflight for 8 KB of commas", PLAIN, 403, asking(",".repeat(8_192))),
                answered("preflight for a header of 4 KB", PLAIN, 403, asking("x".repeat(4_096))),
                answered("preflight for a header of 8 KB", PLAIN, 403, asking("x".repeat(8_192))),
                answered("preflight for 100 headers", PLAIN, 403, asking("authorization,".repeat(100))),
                answered("diagnostics", DIAGNOSTICS, 204, asking("authorization")),
                answered("diagnostics of another origin", DIAGNOSTICS, 204, preflight(EVIL, "PUT")),
                answered("diagnostics of another method", DIAGNOSTICS, 204, preflight(APP, "DELETE")),
                answered("diagnostics of another header", DIAGNOSTICS, 204, asking("x-other")),
                answered("diagnostics without a method", DIAGNOSTICS, 403, preflight(APP, "")));
    }

    /** Returns all of them. */
    static Stream<Way> all() {
        return Stream.of(
                        requestsWithoutOrigin(),
                        allowedRequests(),
                        sameOriginRequests(),
                        disallowedRequests(),
                        preflights())
                .flatMap(Function.identity());
    }

    /** Measures all and prints the status and the bytes of each. */
    public static void main(String... none) throws IOException, ServletException {
        for (var way : all().toList()) {
            System.out.println(way + "=" + of(way));
        }
    }

    /**
     * Returns the status, and the most bytes that a request took, but for the few in which the JVM itself allocates.
     */
    private static String of(Way way) throws IOException, ServletException {
        var response = new StubResponse();
        var bytes = new long[REQUESTS];
        for (var i = -BEFORE; i < REQUESTS; i++) {
            response.reset();
            if (!way.varyBefore().isEmpty()) {
                response.setHeader("Vary", way.varyBefore());
            }
            var request = way.requests().get(Math.floorMod(i, way.requests().size()));
            var before = MEMORY.getCurrentThreadAllocatedBytes();
            way.filter().doFilter(request, response, way.application());
            if (i >= 0) {
                bytes[i] = MEMORY.getCurrentThreadAllocatedBytes() - before;
            }
        }
        Arrays.sort(bytes);
        return response.getStatus() + ", " + bytes[REQUESTS * 98 / 100] + " bytes";
    }
}
