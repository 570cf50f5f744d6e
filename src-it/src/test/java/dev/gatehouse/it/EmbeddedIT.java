package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.cors.CorsFilter;
import dev.gatehouse.cors.CorsPolicy;
import dev.gatehouse.ratelimit.RateLimitFilter;
import dev.gatehouse.ratelimit.RateLimitPolicy;
import dev.gatehouse.ratelimit.UnknownKey;
import jakarta.servlet.DispatcherType;
import java.nio.file.Path;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filters in a Jetty of one's own, with policies that are made in Java. */
final class EmbeddedIT extends FiltersContract {

    private static EmbeddedServer server;

    @BeforeAll
    static void start() throws Exception {
        var cors = CorsPolicy.builder()
                .allowedOrigins("https://app.example.com")
                .allowedHeaders("X-API-Key")
                .build();
        var rateLimit = RateLimitPolicy.builder().limits("3/3s").by("apiKey").build();
        var context = new ServletContextHandler("/");
        context.addFilter(new CorsFilter(cors), "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR));
        context.addFilter(new RateLimitFilter(rateLimit), "/*", EnumSet.of(DispatcherType.REQUEST));
        server = new EmbeddedServer(context);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    int port() {
        return server.port();
    }

    @Override
    String path() {
        return "/courses";
    }

    @Test
    void startsAsTheReadmeHasIt() throws Exception {
        try (var readme = new EmbeddedServer(EmbeddedExample.context())) {
            var client = new Client(readme.port());
            var answer = client.send("GET /courses", ORIGIN, "X-API-Key: reader");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.value("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
            assertThat(answer.value("X-RateLimit-Limit")).isEqualTo("100");
            assertThat(answer.value("X-RateLimit-Remaining")).isEqualTo("99");
            assertThat(answer.value("RateLimit-Policy"))
                    .isEqualTo("\"1000/hour\";q=1000;w=3600, \"100/minute\";q=100;w=60");

            for (var n = 1; n < 100; n++) {
                assertThat(client.send("GET /courses", "X-API-Key: reader").status())
                        .isEqualTo(200);
            }
            assertThat(client.send("GET /courses", "X-API-Key: reader").status())
                    .isEqualTo(429);
        }
    }

    @Test
    void letsAServletBehindBothFiltersAnswerLater() throws Exception {
        var answer = new Client(port()).send("GET /later", ORIGIN, "X-API-Key: patient");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("later");
        assertThat(answer.value("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
        assertThat(answer.value("X-RateLimit-Remaining")).isEqualTo("2");
    }

    @Test
    void countsNoPreflightWhereTheRateLimitStandsAlone() throws Exception {
        var context = new ServletContextHandler("/");
        var rateLimit = RateLimitPolicy.builder().limits("3/hour").build();
        context.addFilter(new RateLimitFilter(rateLimit), "/*", EnumSet.of(DispatcherType.REQUEST));
        try (var alone = new EmbeddedServer(context)) {
            var client = new Client(alone.port());
            for (var n = 0; n < 5; n++) {
                var preflight = client.send("OPTIONS /courses", ORIGIN, "Access-Control-Request-Method: GET");

                assertThat(preflight.status()).isEqualTo(200);
                assertThat(preflight.headersOf("x-ratelimit", "ratelimit")).isEmpty();
            }
            assertThat(client.send("GET /courses", ORIGIN).value("X-RateLimit-Remaining"))
                    .isEqualTo("2");
        }
    }

    @Test
    void takesKeysThatComeIntoTheFileOfAPolicyFromJava(@TempDir Path folder) throws Exception {
        var keys = KeyFile.write(folder.resolve("keys.json"), "one");
        var rateLimit = RateLimitPolicy.builder()
                .limits("7/hour")
                .by("apiKey")
                .keys(keys.toString())
                .unknown(UnknownKey.REJECT)
                .build();
        var context = new ServletContextHandler("/");
        context.addFilter(new RateLimitFilter(rateLimit), "/*", EnumSet.of(DispatcherType.REQUEST));
        try (var watching = new EmbeddedServer(context)) {
            var client = new Client(watching.port());
            assertThat(client.send("GET /courses", "X-API-Key: one").status()).isEqualTo(200);
            assertThat(client.send("GET /courses", "X-API-Key: two").status()).isEqualTo(401);

            KeyFile.write(keys, "one", "two");
            var first = Await.until(
                    "the new key",
                    () -> client.send("GET /courses", "X-API-Key: two"),
                    answer -> answer.status() == 200);
            assertThat(first.value("X-RateLimit-Remaining")).isEqualTo("6");
            assertThat(client.send("GET /courses", "X-API-Key: one").value("X-RateLimit-Remaining"))
                    .isEqualTo("5");
        }
    }

    @Test
    void makesNoPolicyThatCannotBeRightAndNamesEveryProblem() {
        assertThatThrownBy(() -> CorsPolicy.builder()
                        .allowedOrigins("https://app.example.com/", "*")
                        .allowedMethods("put")
                        .build())
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessage("""
                        The CORS policy has 3 problems:
                        CorsPolicy.builder().allowedOrigins(…), argument 1: 'https://app.example.com/' ends with a slash; an \
                        origin does not [origin.trailing-slash]
                            fix: write https://app.example.com
                        CorsPolicy.builder().allowedOrigins(…), argument 2: '*' has a wildcard; a policy names each origin \
                        [origin.wildcard]
                            fix: write each origin in full, such as https://app.example.com
                        CorsPolicy.builder().allowedMethods(…), argument 1: 'put' is not in upper case, and methods are \
                        compared exactly [method.case]
                            fix: write PUT""");
        assertThatThrownBy(() -> RateLimitPolicy.builder()
                        .limits("100/fortnight")
                        .by("ip")
                        .build())
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageContainingAll(
                        "The rate limit policy has 2 problems:",
                        "'100/fortnight' is not a limit: there is no window 'fortnight' [limit.syntax]",
                        "fix: write 100/14d",
                        "'ip' is nothing to count by;");
    }

    @Test
    void doesNotStartWithInitParamsThatCannotBeRightAndNamesEveryProblem() {
        var cors = new FilterHolder(CorsFilter.class);
        cors.setName("cors");
        cors.setInitParameter("alowedOrigins", "https://app.example.com/");
        cors.setInitParameter("timingAllowOrigins", "https://app.example.com/");
        var rateLimit = new FilterHolder(RateLimitFilter.class);
        rateLimit.setName("rateLimit");
        rateLimit.setInitParameter("limits", "100/fortnight");
        var context = new ServletContextHandler("/");
        context.addFilter(cors, "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addFilter(rateLimit, "/*", EnumSet.of(DispatcherType.REQUEST));

        assertThat(Failure.of(() -> new EmbeddedServer(context)))
                .contains("The CORS policy has 3 problems:")
                .contains("CorsFilter 'cors', init-param alowedOrigins: there is no setting 'alowedOrigins'")
                .contains("CorsFilter 'cors': allowedOrigins is missing;")
                .contains(
                        "CorsFilter 'cors', init-param timingAllowOrigins: 'https://app.example.com/' ends with a slash;")
                .contains("The rate limit policy has one problem:")
                .contains("RateLimitFilter 'rateLimit', init-param limits: '100/fortnight' is not a limit:");
    }

    @Test
    void doesNotStartWithAPolicyFromJavaAndInitParamsBesideIt() {
        var rateLimit = new FilterHolder(new RateLimitFilter(
                RateLimitPolicy.builder().limits("100/minute").build()));
        rateLimit.setName("rateLimit");
        rateLimit.setInitParameter("limits", "1000/minute");
        var context = new ServletContextHandler("/");
        context.addFilter(rateLimit, "/*", EnumSet.of(DispatcherType.REQUEST));

        assertThat(Failure.of(() -> new EmbeddedServer(context)))
                .contains("RateLimitFilter 'rateLimit': init-params stand beside the policy that the constructor was"
                        + " given: limits");
    }
}
