package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code CorsFilter} promises whoever talks to a service behind both filters, however it is put together. The
 * service lets the pages of {@link #ORIGIN} send {@code X-API-Key}, and lets each key send {@code 3/3s}; all else is as
 * it is by default. Every test counts on a key of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
abstract class CorsContract {

    static final String ORIGIN = "Origin: https://app.example.com";
    static final String EXPOSED = "Access-Control-Expose-Headers: X-RateLimit-Limit, X-RateLimit-Remaining,"
            + " X-RateLimit-Reset, RateLimit-Policy, RateLimit, Retry-After";

    static final String STRANGER = "Origin: https://evil.example";
    private static final String PREFLIGHT_VARY =
            "Vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
    private static final List<String> ADMITTED_PREFLIGHT = List.of(
            "Access-Control-Allow-Origin: https://app.example.com",
            "Access-Control-Allow-Methods: GET, HEAD, POST",
            "Access-Control-Allow-Headers: Accept, Accept-Language, Content-Language, Content-Type, Range, X-API-Key",
            "Access-Control-Max-Age: 1800",
            PREFLIGHT_VARY);
    private static final String ORIGIN_NOT_ALLOWED =
            error("cors_origin_not_allowed", "Requests from this origin are not allowed.");

    private static final String[] SET_BY_THE_FILTERS = {
        "access-control-", "timing-allow-origin", "vary", "x-ratelimit-", "ratelimit", "retry-after"
    };
    static final String[] SET_BY_THE_SERVER = {"date:", "server:", "connection:"};

    private static final AtomicInteger KEYS = new AtomicInteger();

    final String key = "X-API-Key: key-" + KEYS.incrementAndGet();

    /** Returns where the service listens, on 127.0.0.1. */
    abstract int port();

    /** Returns a path that answers GET with 200. */
    abstract String path();

    @Test
    void letsAnAllowedOriginRead() throws Exception {
        var answer = get(ORIGIN, key);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headersOf(SET_BY_THE_FILTERS))
                .containsExactlyInAnyOrderElementsOf(and(
                        rateLimitHeaders(2, answer),
                        "Access-Control-Allow-Origin: https://app.example.com",
                        EXPOSED,
                        "Vary: Origin"));
    }

    @Test
    void servesARequestWithoutOriginUnmarked() throws Exception {
        var answer = get(key);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headersOf(SET_BY_THE_FILTERS))
                .containsExactlyInAnyOrderElementsOf(and(rateLimitHeaders(2, answer), "Vary: Origin"));
    }

    @Test
    void servesItsOwnPagesUnmarked() throws Exception {
        var byOrigin = get("Origin: http://127.0.0.1:" + port(), key);
        var bySite = get("Origin: null", "Sec-Fetch-Site: same-origin", key);

        assertThat(List.of(byOrigin.status(), bySite.status())).containsOnly(200);
        assertThat(byOrigin.headersOf(SET_BY_THE_FILTERS))
                .containsExactlyInAnyOrderElementsOf(and(rateLimitHeaders(2, byOrigin), "Vary: Origin"));
        assertThat(bySite.headersOf(SET_BY_THE_FILTERS))
                .containsExactlyInAnyOrderElementsOf(and(rateLimitHeaders(1, bySite), "Vary: Origin"));
    }

    @Test
    void takesOptionsForAnActualRequestWhereItAsksForNoMethodOrHasNoOrigin() throws Exception {
        var withoutMethod = send("OPTIONS " + path(), ORIGIN, key);
        var withoutOrigin = send("OPTIONS " + path(), "Access-Control-Request-Method: GET", key);

        assertThat(withoutMethod.headersOf("access-control-"))
                .containsExactlyInAnyOrder("Access-Control-Allow-Origin: https://app.example.com", EXPOSED);
        assertThat(withoutMethod.value("X-RateLimit-Remaining")).isEqualTo("2");
        assertThat(withoutOrigin.headersOf("access-control-")).isEmpty();
        assertThat(withoutOrigin.value("X-RateLimit-Remaining")).isEqualTo("1");
    }

    @Test
    void letsAnAllowedOriginReadThatThereIsNoSuchPage() throws Exception {
        var answer = send("GET /no/such/page", ORIGIN, key);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.value("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
        assertThat(answer.headersOf("x-ratelimit-", "ratelimit"))
                .containsExactlyInAnyOrderElementsOf(rateLimitHeaders(2, answer));
    }

    static final List<Arguments> FOREIGN_ORIGINS = List.of(
            Arguments.of("another site", List.of(STRANGER)),
            Arguments.of("another scheme", List.of("Origin: http://app.example.com")),
            Arguments.of("another port", List.of("Origin: https://app.example.com:8443")),
            Arguments.of("a name that begins alike", List.of("Origin: https://app.example.com.evil.example")),
            Arguments.of("a name that ends alike", List.of("Origin: https://not-app.example.com")),
            Arguments.of("upper case", List.of("Origin: https://APP.example.com")),
            Arguments.of("a slash behind", List.of("Origin: https://app.example.com/")),
            Arguments.of("null", List.of("Origin: null")),
            Arguments.of("empty", List.of("Origin:")),
            Arguments.of("the same twice", List.of(ORIGIN, ORIGIN)),
            Arguments.of("an allowed one and another", List.of(ORIGIN, STRANGER)),
            Arguments.of("two in a line", List.of(ORIGIN + ", https://evil.example")),
            Arguments.of("very long", List.of("Origin: https://app.example.com." + "a".repeat(4000))));

    @ParameterizedTest(name = "{0}")
    @FieldSource("FOREIGN_ORIGINS")
    void refusesAnyOtherOriginAndDoesNotCountIt(String description, List<String> origin) throws Exception {
        for (var n = 0; n < 4; n++) {
            var answer = get(and(origin, key));

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.headersBut(SET_BY_THE_SERVER))
                    .containsExactlyInAnyOrder(
                            "Vary: Origin",
                            "Cache-Control: no-store",
                            "Content-Type: application/json",
                            "Content-Length: " + ORIGIN_NOT_ALLOWED.length());
            assertThat(answer.body()).isEqualTo(ORIGIN_NOT_ALLOWED);
        }
        assertThat(get(key).value("X-RateLimit-Remaining")).isEqualTo("2");
    }

    static final List<Arguments> ALLOWED_PREFLIGHTS = List.of(
            Arguments.of("a method that always may", List.of("Access-Control-Request-Method: POST")),
            Arguments.of(
                    "headers as browsers write them",
                    List.of(
                            "Access-Control-Request-Method: POST",
                            "Access-Control-Request-Headers: content-type,x-api-key")),
            Arguments.of(
                    "headers in any order, case, spacing and number of lines",
                    List.of(
                            "Access-Control-Request-Method: GET",
                            "Access-Control-Request-Headers: X-Api-KEY ,, ",
                            "access-control-request-headers: CONTENT-TYPE")),
            Arguments.of(
                    "a private network, which browsers gave up",
                    List.of("Access-Control-Request-Method: GET", "Access-Control-Request-Private-Network: true")));

    @ParameterizedTest(name = "{0}")
    @FieldSource("ALLOWED_PREFLIGHTS")
    void answersAPreflightItself(String description, List<String> asked) throws Exception {
        var answer = preflight(and(asked, ORIGIN));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headersBut(SET_BY_THE_SERVER)).containsExactlyInAnyOrderElementsOf(ADMITTED_PREFLIGHT);
        assertThat(answer.body()).isEmpty();
    }

    static Stream<Arguments> refusedPreflights() {
        var post = "Access-Control-Request-Method: POST";
        var method = error("cors_method_not_allowed", "Requests from other origins may not use this method.");
        var headers =
                error("cors_headers_not_allowed", "Requests from other origins may not send all of these headers.");
        var malformed = error("cors_malformed_preflight", "A preflight names exactly one method.");
        return Stream.of(
                Arguments.of("another site", List.of(STRANGER, post), ORIGIN_NOT_ALLOWED),
                Arguments.of("two origins", List.of(ORIGIN, ORIGIN, post), ORIGIN_NOT_ALLOWED),
                Arguments.of("an empty origin", List.of("Origin:", post), ORIGIN_NOT_ALLOWED),
                Arguments.of("a sandboxed page", List.of("Origin: null", post), ORIGIN_NOT_ALLOWED),
                Arguments.of(
                        "a method that is not allowed",
                        List.of(ORIGIN, "Access-Control-Request-Method: DELETE"),
                        method),
                Arguments.of("a method in lower case", List.of(ORIGIN, "Access-Control-Request-Method: post"), method),
                Arguments.of(
                        "a header that is not allowed",
                        List.of(ORIGIN, post, "Access-Control-Request-Headers: content-type,x-other"),
                        headers),
                Arguments.of(
                        "thousands of commas",
                        List.of(ORIGIN, post, "Access-Control-Request-Headers: content-type" + ",".repeat(4000)),
                        headers),
                Arguments.of("two methods", List.of(ORIGIN, post, post), malformed),
                Arguments.of("an empty method", List.of(ORIGIN, "Access-Control-Request-Method:"), malformed));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedPreflights")
    void refusesAPreflight(String description, List<String> asked, String body) throws Exception {
        var answer = preflight(asked);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headersBut(SET_BY_THE_SERVER))
                .containsExactlyInAnyOrder(
                        PREFLIGHT_VARY,
                        "Cache-Control: no-store",
                        "Content-Type: application/json",
                        "Content-Length: " + body.length());
        assertThat(answer.body()).isEqualTo(body);
    }

    @Test
    void countsNoPreflight() throws Exception {
        // No browser sends the key in one; here it does, so that the count would be seen.
        for (var n = 0; n < 5; n++) {
            assertThat(preflight(List.of(ORIGIN, "Access-Control-Request-Method: GET", key))
                            .status())
                    .isEqualTo(204);
            assertThat(preflight(List.of(ORIGIN, "Access-Control-Request-Method: PUT", key))
                            .status())
                    .isEqualTo(403);
        }
        assertThat(get(key).value("X-RateLimit-Remaining")).isEqualTo("2");
    }

    @Test
    void answersPreflightsOfAClientThatHasUsedUpItsLimit() throws Exception {
        useUp();

        assertThat(preflight(List.of(ORIGIN, "Access-Control-Request-Method: GET", key))
                        .status())
                .isEqualTo(204);
    }

    final void useUp() throws IOException {
        for (var n = 0; n < 3; n++) {
            assertThat(get(key).status()).isEqualTo(200);
        }
    }

    final Answer get(String... headers) throws IOException {
        return send("GET " + path(), headers);
    }

    final Answer get(List<String> headers) throws IOException {
        return get(headers.toArray(String[]::new));
    }

    private Answer preflight(List<String> headers) throws IOException {
        return send("OPTIONS " + path(), headers.toArray(String[]::new));
    }

    final Answer send(String method, String... headers) throws IOException {
        return new Client(port()).send(method, headers);
    }

    /** Returns the rate limit's headers as they must be, with this answer's times once those have been found likely. */
    static List<String> rateLimitHeaders(int remaining, Answer answer) {
        var reset = Long.parseLong(answer.value("X-RateLimit-Reset"));
        var now = Instant.now().getEpochSecond();
        assertThat(reset).isBetween(now - 1, now + 5);
        var rateLimit = answer.value("RateLimit");
        var expected = "\"3/3s\";r=" + remaining + ";t=";
        assertThat(rateLimit).matches(Pattern.quote(expected) + "[1-4]");
        return List.of(
                "X-RateLimit-Limit: 3",
                "X-RateLimit-Remaining: " + remaining,
                "X-RateLimit-Reset: " + reset,
                "RateLimit-Policy: \"3/3s\";q=3;w=3",
                "RateLimit: " + rateLimit);
    }

    static List<String> and(List<String> some, String... more) {
        var all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }

    private static String error(String code, String message) {
        return "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}";
    }
}
