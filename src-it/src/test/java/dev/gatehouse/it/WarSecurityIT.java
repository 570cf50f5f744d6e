package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The container's own security in front of the filters. It runs before them, so a preflight, which never has
 * credentials, is turned away before the CORS filter sees it, unless the constraint leaves OPTIONS out.
 */
final class WarSecurityIT {

    private static final String CONSTRAINT = """
            <!-- README end -->
              <security-constraint>
                <web-resource-collection>
                  <web-resource-name>grades</web-resource-name>
                  <url-pattern>/secure/*</url-pattern>
                  <http-method-omission>OPTIONS</http-method-omission>
                </web-resource-collection>
                <auth-constraint><role-name>staff</role-name></auth-constraint>
              </security-constraint>
              <login-config><auth-method>BASIC</auth-method><realm-name>test</realm-name></login-config>
              <security-role><role-name>staff</role-name></security-role>
            """;
    private static final String[] PREFLIGHT = {
        FiltersContract.ORIGIN, "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: authorization"
    };

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = "UNDERTOW", mode = EXCLUDE)
    void letsPreflightsThroughWhereTheConstraintLeavesOptionsOut(Container container) throws Exception {
        try (var war = guarded(CONSTRAINT).deploy(container, folder)) {
            var client = new Client(war.port());
            var preflight = client.send("OPTIONS /secure/grades.json", PREFLIGHT);

            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.value("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
            assertThat(preflight.value("Access-Control-Allow-Headers")).endsWith(", Authorization");

            var actual = client.send("GET /secure/grades.json", FiltersContract.ORIGIN, login("secret"));

            assertThat(actual.status()).isEqualTo(200);
            assertThat(actual.value("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
            assertThat(actual.body()).contains("grades");
            // The page cannot read this one: no filter has seen it.
            var wrong = client.send("GET /secure/grades.json", FiltersContract.ORIGIN, login("wrong"));
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.headersOf("access-control-")).isEmpty();
            // An actual OPTIONS request is not guarded either.
            assertThat(client.send("OPTIONS /secure/grades.json").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "UNDERTOW", mode = EXCLUDE)
    void turnsPreflightsAwayWhereTheConstraintGuardsOptionsToo(Container container) throws Exception {
        var all = CONSTRAINT.replaceFirst(".*<http-method-omission>.*\n", "");
        try (var war = guarded(all).deploy(container, folder)) {
            var preflight = new Client(war.port()).send("OPTIONS /secure/grades.json", PREFLIGHT);

            assertThat(preflight.status()).isEqualTo(401);
            assertThat(preflight.headersOf("access-control-")).isEmpty();
            assertThat(new Client(war.port())
                            .send("OPTIONS /courses.json", PREFLIGHT)
                            .status())
                    .isEqualTo(204);
        }
    }

    private static War guarded(String constraint) throws Exception {
        return War.ofReadme()
                .replacing(">X-API-Key<", ">Authorization<")
                .replacing("<!-- README end -->\n", constraint);
    }

    private static String login(String password) {
        var credentials = ("jane:" + password).getBytes(StandardCharsets.UTF_8);
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(credentials);
    }
}
