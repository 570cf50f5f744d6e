package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's web.xml in a WAR whose only code is the filters' jar. */
final class WarIT extends FiltersContract {

    private static Deployment war;

    @BeforeAll
    static void deploy(@TempDir Path folder) throws Exception {
        war = War.withShortLimits().deploy(folder);
    }

    @AfterAll
    static void undeploy() {
        war.close();
    }

    @Override
    int port() {
        return war.port();
    }

    @Override
    String path() {
        return "/courses.json";
    }

    @Test
    void startsAsTheReadmeHasIt(@TempDir Path folder) throws Exception {
        try (var readme = War.ofReadme().deploy(folder)) {
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

        assertThat(Failure.of(() -> bad.deploy(folder)))
                .contains("The CORS policy has 2 problems:")
                .contains("""
                        CorsFilter 'cors', init-param allowedOrigins: 'https://app.example.com/' ends with a slash; an origin \
                        does not [origin.trailing-slash]
                            fix: write https://app.example.com
                        """)
                .contains("""
                        CorsFilter 'cors', init-param alowedHeaders: there is no setting 'alowedHeaders' [setting.unknown]
                            fix: write allowedHeaders
                        """)
                .contains("""
                        The rate limit policy has one problem:
                        RateLimitFilter 'rateLimit', init-param limits, value 2: '100/fortnight' is not a limit: there is no \
                        window 'fortnight' [limit.syntax]
                            fix: write 100/14d
                        """);
    }

    @Test
    void doesNotStartWithoutAnyOriginBecauseTheSettingIsMisspelt(@TempDir Path folder) throws Exception {
        var bad = War.ofReadme().replacing("allowedOrigins", "alowedOrigins");

        assertThat(Failure.of(() -> bad.deploy(folder)))
                .contains("The CORS policy has 2 problems:")
                .contains("CorsFilter 'cors': allowedOrigins is missing;", "[setting.missing]")
                .contains("""
                        CorsFilter 'cors', init-param alowedOrigins: there is no setting 'alowedOrigins' [setting.unknown]
                            fix: write allowedOrigins
                        """);
    }
}
