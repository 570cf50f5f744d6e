package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.gatehouse.InMemoryServer;
import dev.gatehouse.Shows;
import dev.gatehouse.ThreadLog;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How RateLimitFilter comes by its policy in a container, and what happens if it does not. */
final class RateLimitFilterStartTest {

    private static InMemoryServer serving(RateLimitFilter filter, Map<String, String> initParams) throws Exception {
        var holder = new FilterHolder(filter);
        holder.setName("limit");
        holder.setInitParameters(initParams);
        return new InMemoryServer(context -> context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST)));
    }

    @Test
    void readsItsPolicyFromInitParams() throws Exception {
        var initParams = Map.of(
                "limits", "2/hour, 1/minute", "by", "apiKey, path", "dialects", "x-ratelimit", "refusal", "problem");
        try (var server = serving(new RateLimitFilter(), initParams)) {
            assertThat(server.send("GET / HTTP/1.1\nX-API-Key: a").values("X-RateLimit-Limit"))
                    .containsExactly("1");
            assertThat(server.send("GET / HTTP/1.1\nX-API-Key: a").values("Content-Type"))
                    .containsExactly("application/problem+json");
        }
    }

    /** What is in another filter's section, right or wrong, and where editors find the schema are nothing to it. */
    @Shows({"policyFile", "rateLimit", "$schema"})
    @Test
    void readsItsPolicyFromItsSectionOfAFile(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("gatehouse.json"), """
                { "$schema": "nowhere.json", "cors": { "allowedOrigins": [] }, "rateLimit": { "limits": ["1/minute"] } }
                """);
        try (var server = serving(new RateLimitFilter(), Map.of("policyFile", file.toString()))) {
            assertThat(server.send("GET / HTTP/1.1").values("RateLimit-Policy"))
                    .containsExactly("\"1/minute\";q=1;w=60");
            assertThat(server.send("GET / HTTP/1.1").status()).isEqualTo(429);
        }
    }

    @Test
    void failsTheStartWithEveryProblem() {
        var initParams = Map.of("limts", "100/hour", "limits", "100/fortnight", "mode", "enforced");
        assertThatThrownBy(() -> serving(new RateLimitFilter(), initParams))
                .rootCause()
                .hasMessage("""
                        The rate limit policy has 3 problems:
                        RateLimitFilter 'limit', init-param limits: '100/fortnight' is not a limit: there is no window \
                        'fortnight' [limit.syntax]
                            fix: write 100/14d
                        RateLimitFilter 'limit', init-param mode: mode is 'enforced'; it can be enforce, shadow, off \
                        [setting.unknown-value]
                            fix: write enforce
                        RateLimitFilter 'limit', init-param limts: there is no setting 'limts' [setting.unknown]
                            fix: write limits""");
    }

    @Test
    void refusesInitParamsBesideAPolicyInJava() {
        var policy = RateLimitPolicy.builder().limits("1/minute").build();
        assertThatThrownBy(() -> serving(new RateLimitFilter(policy), Map.of("limits", "100/hour")))
                .rootCause()
                .hasMessageContaining(
                        "init-params stand beside the policy that the constructor was given: limits [settings.two-sources]");
    }

    @Test
    void saysWhatIsInForceAndThatKeysAreTakenAsTheyCome() {
        var policy = RateLimitPolicy.builder().limits("1/minute").build();
        var byKey = RateLimitPolicy.builder().limits("1/minute").by("apiKey").build();
        var filter = new RateLimitFilter();
        try (var log = ThreadLog.of(RateLimitFilter.class)) {
            filter.putIntoForce("the filter", policy);
            filter.putIntoForce("the filter", byKey);
            assertThat(log.lines())
                    .containsExactly(
                            "INFO: the filter: " + policy,
                            "INFO: the filter: " + byKey,
                            "INFO: the filter: any API key is taken as its own caller, as none is known; something"
                                    + " before this filter should check keys");
        }
        filter.destroy();
    }

    private static RateLimitPolicy storedIn(String redis) {
        return RateLimitPolicy.builder()
                .limits("1/minute")
                .store(store -> store.redis(redis))
                .build();
    }

    /** An application's own connection is the application's to close. */
    @Test
    void closesEachStoreThatItHasOpenedOnceItIsDoneWithIt() {
        var given = new DeadServer(1);
        var filter = new RateLimitFilter();
        filter.putIntoForce(
                "f",
                RateLimitPolicy.builder()
                        .limits("1/minute")
                        .store(store -> store.server(given))
                        .build());
        filter.putIntoForce("f", storedIn("redis://a"));
        var first = DeadServer.Provider.last;
        filter.putIntoForce("f", storedIn("redis://a"));
        assertThat(DeadServer.Provider.last).as("goes on with the same").isSameAs(first);
        assertThat(first.isClosed()).isFalse();
        filter.putIntoForce("f", storedIn("redis://b"));
        var second = DeadServer.Provider.last;
        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isFalse();
        filter.destroy();
        assertThat(second.isClosed()).isTrue();
        assertThat(given.isClosed()).isFalse();
        assertThatThrownBy(filter::policy).isInstanceOf(IllegalStateException.class);
        filter.destroy();
    }

    private static boolean isWatched() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("gatehouse watch of RateLimitFilter 'limit'"));
    }

    @Test
    void watchesItsFileForAsLongAsItServes(@TempDir Path folder) throws Exception {
        var file = Files.writeString(
                folder.resolve("gatehouse.json"), "{ \"rateLimit\": { \"limits\": [\"1/minute\"] } }");
        try (var server = serving(new RateLimitFilter(), Map.of("policyFile", file.toString()))) {
            assertThat(server.send("GET / HTTP/1.1").status()).isNotEqualTo(429);
            assertThat(isWatched()).isTrue();
        }
        assertThat(isWatched()).isFalse();
    }

    @Test
    void handsOnWhatIsNotHttp() throws Exception {
        var filter = new RateLimitFilter();
        filter.putIntoForce("f", RateLimitPolicy.builder().limits("1/minute").build());
        var requests = new ServletRequest[] {mock(ServletRequest.class), mock(HttpServletRequest.class)};
        for (var request : requests) {
            for (var response : new ServletResponse[] {mock(ServletResponse.class), mock(HttpServletResponse.class)}) {
                var chain = mock(FilterChain.class);
                filter.doFilter(request, response, chain);
                verify(chain).doFilter(request, response);
            }
        }
        assertThat(filter.refused()).isZero();
        filter.destroy();
    }
}
