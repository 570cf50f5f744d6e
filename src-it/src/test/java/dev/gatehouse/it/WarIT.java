package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The README's web.xml in a WAR whose only code is the filters' jar, on every container. */
@ParameterizedClass
@EnumSource
final class WarIT extends FiltersContract {

    /** The containers may be tried at the same time. */
    private static final Map<Container, Deployment> WARS = new ConcurrentHashMap<>();

    private final Container container;

    WarIT(Container container) {
        this.container = container;
    }

    @BeforeParameterizedClassInvocation
    static void deploy(Container container, @TempDir Path folder) throws Exception {
        WARS.put(container, War.withShortLimits().deploy(container, folder));
    }

    private static Deployment war(Container container) {
        return Objects.requireNonNull(WARS.get(container));
    }

    @AfterParameterizedClassInvocation
    static void undeploy(Container container) {
        war(container).close();
    }

    @Override
    int port() {
        return war(container).port();
    }

    @Override
    String path() {
        return "/courses.json";
    }

    @Test
    void startsAsTheReadmeHasIt(@TempDir Path folder) throws Exception {
        try (var readme = War.ofReadme().deploy(container, folder)) {
            var client = new Client(readme.port());
            var page = client.send("GET /index.html", ORIGIN, "X-API-Key: reader");

            assertThat(page.status()).isEqualTo(200);
            assertThat(page.value("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
            assertThat(page.value("X-RateLimit-Limit")).isEqualTo("100");
            assertThat(page.value("X-RateLimit-Remaining")).isEqualTo("99");
            assertThat(page.value("RateLimit-Policy"))
                    .isEqualTo("\"1000/hour\";q=1000;w=3600, \"100/minute\";q=100;w=60");

            for (var n = 1; n < 100; n++) {
                assertThat(client.send("GET /index.html", "X-API-Key: reader").status())
                        .isEqualTo(200);
            }
            assertThat(client.send("GET /index.html", "X-API-Key: reader").status())
                    .isEqualTo(429);
        }
    }

    @Test
    void doesNotStartWithAConfigurationThatCannotBeRightAndNamesEveryProblem(@TempDir Path folder) throws Exception {
        var bad = War.ofReadme()
                .replacing("<param-name>allowedHeaders<", "<param-name>alowedHeaders<")
                .replacing("https://app.example.com", "https://app.example.com/")
                .replacing("100/minute", "100/fortnight");

        var failure = Failure.of(() -> bad.deploy(container, folder));
        assertThat(failure)
                .contains("The CORS policy has 2 problems:")
                .contains("""
                        CorsFilter 'cors', init-param allowedOrigins: 'https://app.example.com/' ends with a slash; an origin \
                        does not [origin.trailing-slash]
                            fix: write https://app.example.com
                        """)
                .contains("""
                        CorsFilter 'cors', init-param alowedHeaders: there is no setting 'alowedHeaders' [setting.unknown]
                            fix: write allowedHeaders
                        """);
        // Undertow stops at the first filter that does not start.
        if (container != Container.UNDERTOW) {
            assertThat(failure).contains("""
                        The rate limit policy has one problem:
                        RateLimitFilter 'rateLimit', init-param limits, value 2: '100/fortnight' is not a limit: there is no \
                        window 'fortnight' [limit.syntax]
                            fix: write 100/14d
                        """);
        }
    }

    @Test
    void doesNotStartWithoutAnyOriginBecauseTheSettingIsMisspelt(@TempDir Path folder) throws Exception {
        var bad = War.ofReadme().replacing("allowedOrigins", "alowedOrigins");

        assertThat(Failure.of(() -> bad.deploy(container, folder)))
                .contains("The CORS policy has 2 problems:")
                .contains("CorsFilter 'cors': allowedOrigins is missing;", "[setting.missing]")
                .contains("""
                        CorsFilter 'cors', init-param alowedOrigins: there is no setting 'alowedOrigins' [setting.unknown]
                            fix: write allowedOrigins
                        """);
    }
}
