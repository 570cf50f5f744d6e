package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.Shows;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whom requests are counted for, by each way of telling callers apart, through a real container. */
final class CountedByTest extends ServedPolicy {

    private static RateLimitPolicy.Builder limits(String... limits) {
        return RateLimitPolicy.builder().limits(limits);
    }

    private void start(RateLimitPolicy.Builder policy, Filter... before) throws Exception {
        start(policy.build(), before);
    }

    /** Two requests are the same caller's if the second finds one request used. */
    private boolean isSameCaller(String one, String other) throws Exception {
        pass(3_600);
        status("GET / HTTP/1.1\n" + one);
        return header("X-RateLimit-Remaining", "GET / HTTP/1.1\n" + other).equals("8");
    }

    @Shows("rateLimit.apiKeyHeader")
    @Test
    void countsByTheConfiguredKeyHeader() throws Exception {
        start(limits("10/minute").by("apiKey").apiKeyHeader("X-Token"));
        assertThat(isSameCaller("X-Token: one", "X-Token: two")).isFalse();
        assertThat(isSameCaller("X-API-Key: one", "X-API-Key: two")).isTrue();
    }

    @Shows("rateLimit.trustedProxies")
    @Test
    void countsByAddressBehindATrustedProxy() throws Exception {
        start(limits("10/minute").trustedProxies("0.0.0.0", "127.0.0.1", "10.0.0.0/8"));
        assertThat(isSameCaller("X-Forwarded-For: 192.0.2.1", "X-Forwarded-For: 192.0.2.1, 10.1.2.3"))
                .isTrue();
        assertThat(isSameCaller("X-Forwarded-For: 192.0.2.1", "X-Forwarded-For: 192.0.2.2"))
                .isFalse();
    }

    @Shows("rateLimit.forwardedHeader")
    @Test
    void readsTheForwardedHeaderIfThatIsConfigured() throws Exception {
        start(limits("10/minute").trustedProxies("0.0.0.0", "127.0.0.1").forwardedHeader("Forwarded"));
        assertThat(isSameCaller("Forwarded: for=192.0.2.1", "Forwarded: proto=https;for=\"192.0.2.1:80\""))
                .isTrue();
        assertThat(isSameCaller("Forwarded: for=192.0.2.1", "X-Forwarded-For: 192.0.2.1"))
                .isFalse();
    }

    /** Whoever holds a /48 has 65,536 networks of /64; together they get 64 times the limit, not 65,536 times. */
    @Test
    void holdsAllNetworksOfOneCustomerToAWiderLimit() throws Exception {
        start(limits("2/minute").trustedProxies("0.0.0.0", "127.0.0.1"));
        var admitted = 0;
        for (var network = 0; network < 300; network++) {
            var from = "X-Forwarded-For: 2001:db8:1:" + Integer.toHexString(network) + "::1";
            admitted += status("GET / HTTP/1.1\n" + from) == 200 ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(128);
        assertThat(exchange("GET / HTTP/1.1\nX-Forwarded-For: 2001:db8:1:ffff::1"))
                .contains("429\nX-RateLimit-Limit: 2\nX-RateLimit-Remaining: 0\n")
                .contains("\"2/minute\";r=0;t=63\n");
        assertThat(status("GET / HTTP/1.1\nX-Forwarded-For: 2001:db8:2::1")).isEqualTo(200);
    }

    @Shows("rateLimit.by")
    @Test
    void countsByHeaderCookieAndTheirCombination() throws Exception {
        start(limits("10/minute").by("header:X-Tenant", "cookie:device"));
        assertThat(isSameCaller("X-Tenant: a\nCookie: device=1", "X-Tenant: a\nCookie: x=2; device=1"))
                .isTrue();
        assertThat(isSameCaller("X-Tenant: a\nCookie: device=1", "X-Tenant: a\nCookie: device=2"))
                .isFalse();
        assertThat(isSameCaller("X-Tenant: a\nCookie: device=1", "X-Tenant: b\nCookie: device=1"))
                .isFalse();
        assertThat(isSameCaller("X-Tenant: ab\nCookie: device=c", "X-Tenant: a\nCookie: device=bc"))
                .isFalse();
        assertThat(isSameCaller("X-Tenant: a", "Cookie: device=a")).isFalse();
    }

    @Test
    void countsByPathHoweverItIsSpelt() throws Exception {
        start(limits("10/minute").by("address", "path"));
        pass(3_600);
        status("GET /courses HTTP/1.1");
        assertThat(header("X-RateLimit-Remaining", "GET /other HTTP/1.1")).isEqualTo("9");
        assertThat(header("X-RateLimit-Remaining", "GET /courses/ HTTP/1.1")).isEqualTo("8");
        assertThat(header("X-RateLimit-Remaining", "GET /courses;a=b HTTP/1.1")).isEqualTo("7");
        assertThat(header("X-RateLimit-Remaining", "GET /%63ourses HTTP/1.1")).isEqualTo("6");
        assertThat(header("X-RateLimit-Remaining", "GET /COURSES HTTP/1.1")).isEqualTo("5");
        assertThat(header("X-RateLimit-Remaining", "GET /./courses?q HTTP/1.1")).isEqualTo("4");
    }

    @Test
    void countsBySession() throws Exception {
        start(limits("10/minute").by("session"));
        var cookie = header("Set-Cookie", "GET /login HTTP/1.1").replaceFirst(";.*", "");
        var other = header("Set-Cookie", "GET /login HTTP/1.1").replaceFirst(";.*", "");
        assertThat(isSameCaller("Cookie: " + cookie, "Cookie: " + cookie)).isTrue();
        assertThat(isSameCaller("Cookie: " + cookie, "Cookie: " + other)).isFalse();
        assertThat(isSameCaller("Cookie: JSESSIONID=made-up", "Accept: */*"))
                .as("both by address")
                .isTrue();
    }

    @Test
    void countsByAttributeThatSomethingBeforeItHasSet() throws Exception {
        var tenant = new String[] {"a"};
        start(limits("10/minute").by("attribute:tenant"), (request, response, chain) -> {
            request.setAttribute("tenant", tenant[0]);
            chain.doFilter(request, response);
        });
        assertThat(header("X-RateLimit-Remaining", "GET / HTTP/1.1")).isEqualTo("9");
        tenant[0] = "b";
        assertThat(header("X-RateLimit-Remaining", "GET / HTTP/1.1")).isEqualTo("9");
        tenant[0] = "a";
        assertThat(header("X-RateLimit-Remaining", "GET / HTTP/1.1")).isEqualTo("8");
    }

    @Test
    void countsByUser() throws Exception {
        start(
                limits("10/minute").by("user"),
                (request, response, chain) ->
                        chain.doFilter(new Authenticated((HttpServletRequest) request), response));
        assertThat(isSameCaller("User: ada", "User: ada")).isTrue();
        assertThat(isSameCaller("User: ada", "User: bob")).isFalse();
        assertThat(isSameCaller("Accept: a", "Accept: b")).as("both by address").isTrue();
    }

    /** A request whose user is in a header. */
    private static final class Authenticated extends HttpServletRequestWrapper {

        Authenticated(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable Principal getUserPrincipal() {
            @Nullable String user = getHeader("User");
            return user == null ? null : () -> user;
        }
    }

    @Test
    void countsByWhatTheApplicationSays() throws Exception {
        start(RateLimitPolicy.builder().limits("10/minute").by(request -> request.getHeader("Tenant")));
        assertThat(isSameCaller("Tenant: a", "Tenant: a")).isTrue();
        assertThat(isSameCaller("Tenant: a", "Tenant: b")).isFalse();
        assertThat(isSameCaller("Accept: a", "Accept: b")).as("both by address").isTrue();
    }

    @Test
    void countsEveryoneTogether() throws Exception {
        start(limits("10/minute").by("everyone").trustedProxies("0.0.0.0", "127.0.0.1"));
        assertThat(isSameCaller("X-Forwarded-For: 192.0.2.1", "X-Forwarded-For: 192.0.2.2"))
                .isTrue();
    }
}
