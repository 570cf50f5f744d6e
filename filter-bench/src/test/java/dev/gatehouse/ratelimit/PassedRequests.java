package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Row.byKey;
import static dev.gatehouse.ratelimit.Row.fromAddress;
import static dev.gatehouse.ratelimit.Row.get;
import static dev.gatehouse.ratelimit.Row.key;
import static dev.gatehouse.ratelimit.Row.limits;
import static dev.gatehouse.ratelimit.Row.rule;
import static dev.gatehouse.ratelimit.Row.two;

import dev.gatehouse.bench.StubRequest;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.security.Principal;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Requests that reach the application: not counted, admitted, or refused on trial only. */
final class PassedRequests {

    private PassedRequests() {}

    static Stream<Row> rows() {
        return Stream.of(
                        uncounted(),
                        algorithms(),
                        dialects(),
                        addresses(),
                        keys(),
                        others(),
                        rules(),
                        answers(),
                        shadow())
                .flatMap(List::stream);
    }

    private static Row row(String what, RateLimitPolicy.Builder policy, IntFunction<StubRequest> request, long bytes) {
        return new Row(what, policy, request, 200, bytes);
    }

    private static List<Row> uncounted() {
        return List.of(
                row("mode off", two().mode(Mode.OFF), Row::byKey, 0),
                row("a preflight", two(), i -> preflight(), 0),
                row("an exempt request", two().exempt("GET /courses"), Row::byKey, 0),
                row("an exempt path of 8 KB", two().exempt("* /a/*"), i -> path("/a" + "/b".repeat(4_096)), 0),
                row("a request that another filter of this name has counted", two(), Row::byKey, 0)
                        .mappedTwice(),
                row("an error's dispatch", two(), i -> byKey(i).dispatched(DispatcherType.ERROR), 0),
                row("no rule matches", rule(rule -> rule.match("POST /x").limits("1/hour")), Row::byKey, 0),
                row("the plan has no limit", unlimited(), Row::byKey, 0));
    }

    private static StubRequest preflight() {
        return new StubRequest()
                .next("OPTIONS", "/courses", "192.0.2.1")
                .header("Origin", "https://a.example")
                .header("Access-Control-Request-Method", "PUT");
    }

    private static StubRequest path(String path) {
        return new StubRequest().next("GET", path, "192.0.2.1");
    }

    private static RateLimitPolicy.Builder unlimited() {
        return rule(rule -> rule.limitsOf("free", "1/hour").limitsOf("paid")).defaultPlan("paid");
    }

    private static List<Row> algorithms() {
        return List.of(
                row("a sliding window", limits("4000/hour"), Row::byKey, 0),
                row("two sliding windows", two(), Row::byKey, 0),
                row("two sliding windows, and somebody reads what is decided", two(), Row::byKey, 0)
                        .watched(),
                row("a fixed window", limits("4000/hour").algorithm(Algorithm.FIXED_WINDOW), Row::byKey, 0),
                row("two fixed windows", two().algorithm(Algorithm.FIXED_WINDOW), Row::byKey, 0),
                row(
                        "a window of the calendar",
                        rule(rule -> rule.limit(limit -> calendar(limit, "month"))),
                        Row::byKey,
                        0),
                row(
                        "two windows of the calendar",
                        rule(rule ->
                                rule.limit(limit -> calendar(limit, "month")).limit(limit -> calendar(limit, "day"))),
                        Row::byKey,
                        0),
                row("a token bucket", limits("4000/hour").algorithm(Algorithm.TOKEN_BUCKET), Row::byKey, 0),
                row("two token buckets", two().algorithm(Algorithm.TOKEN_BUCKET), Row::byKey, 0),
                row(
                        "requests at once beside a sliding window: what is to be given back",
                        rule(rule -> rule.limits("4000/hour").limit(limit -> limit.concurrent(5))),
                        Row::byKey,
                        192),
                row(
                        "requests at once alone: the caller is as good as new each time",
                        rule(rule -> rule.limit(limit -> limit.concurrent(5))),
                        Row::byKey,
                        832));
    }

    private static void calendar(LimitBuilder limit, String window) {
        limit.requests(window.equals("month") ? 4_000 : 3_900)
                .window(window)
                .algorithm(Algorithm.FIXED_WINDOW)
                .align(Alignment.CALENDAR)
                .zone("Europe/Berlin");
    }

    private static List<Row> dialects() {
        return List.of(
                row("no headers", two().dialects(), Row::byKey, 0),
                row("a number whose text is not remembered: that text", limits("1000000000/hour"), i -> byKey(1), 80),
                row(
                        "RateLimit of one limit: its text",
                        limits("4000/hour").dialects(Dialect.RATELIMIT),
                        Row::byKey,
                        72),
                row("RateLimit of two limits: its text", two().dialects(Dialect.RATELIMIT), Row::byKey, 96),
                row(
                        "both dialects: the text of RateLimit",
                        two().dialects(Dialect.X_RATELIMIT, Dialect.RATELIMIT),
                        Row::byKey,
                        96));
    }

    private static List<Row> addresses() {
        return List.of(
                row("an IPv4 address", two().by("address"), i -> fromAddress("192.0.2." + i), 0),
                row("an IPv6 address", two().by("address"), i -> fromAddress("2001:db8:" + i + "::1"), 0),
                row("no address", two().by("address"), i -> fromAddress("unix-" + i), 0),
                row(
                        "forwarded by nobody trusted",
                        two().by("address").trustedProxies("10.0.0.0/8"),
                        i -> fromAddress("192.0.2." + i).header("X-Forwarded-For", "198.51.100.7"),
                        0),
                row(
                        "forwarded by a trusted proxy: the walk",
                        proxied(),
                        i -> get().header("X-Forwarded-For", "198.51.100.7, 203.0.113." + i),
                        64),
                row(
                        "forwarded in 8 KB: the walk",
                        proxied(),
                        i -> get().header("X-Forwarded-For", "1.2.3.4, ".repeat(900) + "203.0.113." + i),
                        64),
                row(
                        "forwarded as RFC 7239 says: the walk",
                        proxied().forwardedHeader("Forwarded"),
                        i -> get().header("Forwarded", "for=203.0.113." + i + ";proto=https"),
                        64));
    }

    private static RateLimitPolicy.Builder proxied() {
        return two().by("address").trustedProxies("192.0.2.1");
    }

    private static List<Row> keys() {
        return List.of(
                row("an API key in the header", two(), Row::byKey, 0),
                row("an API key as a bearer token", two(), i -> get().header("Authorization", "Bearer " + key(i)), 0),
                row("a newcomer: its bucket, and a place in the cache", newcomers(), Row::byKey, 512),
                row("no API key, so the address", two(), i -> fromAddress("192.0.2." + i), 0),
                row("an API key of 8 KB", two(), i -> get().header("X-API-Key", i + "k".repeat(8_192)), 0),
                row(
                        "an API key of 8 KB beyond Latin-1",
                        two(),
                        i -> get().header("X-API-Key", i + "\u20ac".repeat(8_192)),
                        0),
                row("a known key", known(), Row::byKey, 0));
    }

    /** Returns a policy to which nobody ever comes twice. */
    private static RateLimitPolicy.Builder newcomers() {
        var keys = IntStream.range(0, 10_000).mapToObj(Row::key).toArray(String[]::new);
        var next = new AtomicInteger();
        return two().by(request -> keys[next.getAndIncrement()]);
    }

    /** Returns a policy with a file of the keys of all callers. */
    static RateLimitPolicy.Builder known() {
        var keys = IntStream.range(0, Allocation.CALLERS)
                .mapToObj(i -> "{\"sha256\":\"" + KnownKeys.sha256(key(i)) + "\",\"plan\":\"paid\"}")
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
        try {
            var file = Files.createTempFile("keys", ".json");
            file.toFile().deleteOnExit();
            return plans().keys(Files.writeString(file, keys).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RateLimitPolicy.Builder plans() {
        return rule(rule -> rule.limitsOf("free", "3000/hour").limitsOf("paid", "4000/hour", "3000/minute"))
                .defaultPlan("free");
    }

    private static List<Row> others() {
        return List.of(
                row("a user", two().by("user"), i -> get().user(user("user" + i)), 0),
                row("a session", two().by("session"), i -> get().session(session("session" + i)), 0),
                row(
                        "a cookie",
                        two().by("cookie:id"),
                        i -> get().cookies(new Cookie("a", "b"), new Cookie("id", "c" + i)),
                        0),
                row("a header", two().by("header:X-Tenant"), i -> get().header("X-Tenant", "tenant" + i), 0),
                row("an attribute", two().by("attribute:account"), i -> attribute("account", "account" + i, get()), 0),
                row("a path", two().by("path"), i -> path("/courses/" + i), 0),
                row("a path of 8 KB", two().by("path"), i -> path("/x" + i + "/x".repeat(4_096)), 0),
                row("everyone", two().by("everyone").dialects(), Row::byKey, 0),
                row("an API key and a path", two().by("apiKey", "path"), Row::byKey, 0),
                row("a KeyResolver", two().by(request -> request.getHeader("X-API-Key")), Row::byKey, 0));
    }

    private static StubRequest attribute(String name, String value, StubRequest request) {
        request.setAttribute(name, value);
        return request;
    }

    private static Principal user(String name) {
        return () -> name;
    }

    static HttpSession session(String id) {
        return (HttpSession) Proxy.newProxyInstance(
                HttpSession.class.getClassLoader(), new Class<?>[] {HttpSession.class}, (proxy, method, none) -> id);
    }

    private static List<Row> rules() {
        Consumer<RuleBuilder> two = rule -> rule.limits("4000/hour", "3000/minute");
        Consumer<RuleBuilder> another = rule ->
                rule.match("GET /courses", "GET /courses/*").by("address").limits("4000/day");
        return List.of(
                row(
                        "a path that the container does not tell",
                        rule(two).rule("courses", another),
                        i -> anywhere(i).withoutPath(),
                        0),
                row("two rules", rule(two).rule("courses", another), PassedRequests::anywhere, 0),
                row(
                        "two rules, both dialects: the texts of both headers",
                        rule(two).rule("courses", another).dialects(Dialect.X_RATELIMIT, Dialect.RATELIMIT),
                        PassedRequests::anywhere,
                        288),
                row("a limit that is described", rule(two).describe("account:4000/hour"), Row::byKey, 0),
                row("the default plan", plans(), Row::byKey, 0),
                row(
                        "the plan that an attribute names",
                        plans(),
                        i -> attribute(RateLimitFilter.PLAN_ATTRIBUTE, "paid", byKey(i)),
                        0),
                row("the plan that the application names", plans().plans(request -> "paid"), Row::byKey, 0),
                row("a cost of five", rule(rule -> rule.limits("4000/hour").cost(5)), Row::byKey, 0));
    }

    private static StubRequest anywhere(int caller) {
        return fromAddress("192.0.2." + caller).header("X-API-Key", key(caller));
    }

    private static List<Row> answers() {
        return List.of(
                row(
                        "an answer that counts: what could be given back",
                        rule(rule -> rule.limits("4000/hour").count("successes")),
                        Row::byKey,
                        192),
                row(
                        "an answer that does not, so the caller is as good as new each time",
                        rule(rule -> rule.limits("4000/hour").count("failures")),
                        Row::byKey,
                        880),
                row(
                        "an answer of a status that counts: what could be given back",
                        rule(rule -> rule.limits("4000/hour").count(200, 404)),
                        Row::byKey,
                        192),
                row(
                        "an asynchronous answer: what could be given back, and what is to do it",
                        rule(rule -> rule.limits("4000/hour").count("successes")),
                        i -> byKey(i).async(),
                        200),
                row("three records: the body, and what counts them", records(3), i -> byKey(i).json("[1,2,3]"), 9680));
    }

    /** Returns a policy by which requests may have so many records. */
    static RateLimitPolicy.Builder records(long most) {
        return rule(rule -> rule.match("GET /courses").limits("4000/hour").maxRecords(most));
    }

    private static List<Row> shadow() {
        return List.of(
                row("mode shadow, admitted", two().mode(Mode.SHADOW), Row::byKey, 0),
                row("mode shadow, to be refused", limits("1/hour").mode(Mode.SHADOW), Row::byKey, 0),
                row(
                        "mode shadow, an answer that counts: what could be given back",
                        rule(rule -> rule.limits("4000/hour").count("successes"))
                                .mode(Mode.SHADOW),
                        Row::byKey,
                        192),
                row(
                        "a rule on trial beside another, to be refused",
                        rule(rule -> rule.limits("4000/hour"))
                                .rule(
                                        "trial",
                                        rule -> rule.by("apiKey")
                                                .limits("1/hour")
                                                .mode(Mode.SHADOW)),
                        Row::byKey,
                        0));
    }
}
