package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A WAR whose filters share a policy file, in which each has a section. */
final class WarPolicyFileIT extends FiltersContract {

    private static Deployment war;

    @BeforeAll
    static void deploy(@TempDir Path folder) throws Exception {
        war = War.withPolicyFile().deploy(folder);
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
    void readsTheFileAgainWhereTheServerHasUnpackedIt(@TempDir Path folder) throws Exception {
        try (var unpacked = War.withPolicyFile().deploy(folder)) {
            assertThat(unpacked.file("/")).startsWith(folder);
            assertReadsAgain(unpacked);
        }
    }

    @Test
    void readsTheFileAgainInAFolder(@TempDir Path folder) throws Exception {
        try (var unpacked = War.withPolicyFile().deployUnpacked(Container.JETTY_EE10, folder)) {
            assertReadsAgain(unpacked);
        }
    }

    private static void assertReadsAgain(Deployment war) throws Exception {
        var client = new Client(war.port());
        assertThat(client.send("GET /courses.json", ORIGIN, "X-API-Key: reader").status())
                .isEqualTo(200);

        var file = war.file("/WEB-INF/gatehouse.json");
        var written = Files.readString(file);
        Files.writeString(
                file, written.replace("app.example.com", "next.example.com").replace("3/3s", "40/hour"));
        var origin = "Origin: https://next.example.com";
        Await.until(
                "the new origin",
                () -> client.send("OPTIONS /courses.json", origin, "Access-Control-Request-Method: GET"),
                answer -> answer.status() == 204);
        Await.until("the new limit", () -> client.send("HEAD /courses.json").value("X-RateLimit-Limit"), "40"::equals);

        var answer = client.send("GET /courses.json", origin, "X-API-Key: another");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.value("Access-Control-Allow-Origin")).isEqualTo("https://next.example.com");
        assertThat(answer.value("X-RateLimit-Remaining")).isEqualTo("39");
        assertThat(client.send("GET /courses.json", ORIGIN, "X-API-Key: another")
                        .status())
                .isEqualTo(403);
        assertThat(client.send("GET /WEB-INF/gatehouse.json").status()).isEqualTo(404);
    }

    @Test
    void doesNotStartWithAFileThatCannotBeRightAndNamesEveryProblem(@TempDir Path folder) throws Exception {
        var file = "WEB-INF/gatehouse.json";
        var bad = War.withPolicyFile()
                .replacing(file, "allowedHeaders", "alowedHeaders")
                .replacing(file, "https://app.example.com", "https://app.example.com/")
                .replacing(file, "3/3s", "100/fortnight");

        assertThat(Failure.of(() -> bad.deploy(folder)))
                .contains("The CORS policy has 2 problems:")
                .contains("gatehouse.json:3:24 (/cors/allowedOrigins/0): 'https://app.example.com/' ends with a slash;")
                .contains("gatehouse.json:4:5 (/cors/alowedHeaders): there is no setting 'alowedHeaders'")
                .contains("The rate limit policy has one problem:")
                .contains("gatehouse.json:7:16 (/rateLimit/limits/0): '100/fortnight' is not a limit:");
    }

    @Test
    void doesNotStartWithoutItsFile(@TempDir Path folder) throws Exception {
        var bad = War.ofReadme()
                .replacing(
                        "<param-name>by</param-name> <param-value>apiKey<",
                        "<param-name>policyFile</param-name> <param-value>/WEB-INF/none.json<");

        assertThat(Failure.of(() -> bad.deploy(folder)))
                .contains("init-params stand beside policyFile: limits", "/WEB-INF/none.json: there is no such file");
    }
}
