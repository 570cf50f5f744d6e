package dev.gatehouse.cors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.InvalidPolicyException;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole text that an operator reads: for each configuration in {@code messages}, the report stands beside it. */
final class PolicyMessagesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cors-many.json",
                "cors-missing-origins.json",
                "cors-no-section.json",
                "cors-null-section.json",
                "cors-syntax.json",
                "cors-twice.json",
                "cors-init-params.properties",
                "cors-two-sources.properties",
                "cors-missing-file.properties",
                "cors-empty-file.properties",
                "cors-unknown-name.properties",
                "cors-one-origin.properties",
            })
    void reportsEveryProblemWithItsPlaceAndItsFix(String configuration) throws Exception {
        var params = configuration.endsWith(".json")
                ? Map.of("policyFile", "classpath:messages/" + configuration)
                : properties(configuration);

        var failure =
                catchThrowableOfType(ServletException.class, () -> new CorsFilter().init(new StubFilterConfig(params)));

        assertThat(failure.getMessage() + "\n").isEqualTo(resource(configuration.replaceFirst("\\.\\w+$", ".txt")));
        assertThat(failure.getCause()).isInstanceOf(InvalidPolicyException.class);
    }

    private static Map<String, String> properties(String name) throws IOException {
        var properties = new Properties();
        properties.load(new StringReader(resource(name)));
        var params = new HashMap<String, String>();
        properties.forEach((key, value) -> params.put((String) key, (String) value));
        return params;
    }

    private static String resource(String name) throws IOException {
        try (var stream = PolicyMessagesTest.class.getResourceAsStream("/messages/" + name)) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), UTF_8);
        }
    }
}
