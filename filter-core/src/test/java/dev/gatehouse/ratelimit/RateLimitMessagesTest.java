package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.config.PolicyFile;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Settings;
import dev.gatehouse.config.SettingsReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Whole reports, as an operator reads them. What was written and what is told stand side by side as resources. */
final class RateLimitMessagesTest {

    @Test
    void tellsEverythingThatIsWrongWithAFile() throws IOException {
        var problems = new Problems();
        var file = Objects.requireNonNull(PolicyFile.parse("gatehouse.json", resource("file.json"), problems));
        var section = (Settings) Objects.requireNonNull(file.get("rateLimit")).value();
        assertThat(report(() -> new PolicyReader(new SettingsReader(section, problems)).read()))
                .isEqualTo(resource("file.txt"));
    }

    @Test
    void tellsEverythingThatIsWrongWithInitParams() throws IOException {
        var params = new Properties();
        params.load(new StringReader(resource("init-params.properties")));
        var settings =
                Settings.ofInitParams("RateLimitFilter 'limits'", params.stringPropertyNames(), params::getProperty);
        assertThat(report(() -> new PolicyReader(new SettingsReader(settings, new Problems())).read()))
                .isEqualTo(resource("init-params.txt"));
    }

    @Test
    void tellsEverythingThatIsWrongWithABuilder() throws IOException {
        var builder = RateLimitPolicy.builder()
                .limits("60/minute", "60/hour", "2000000000/day")
                .by("cookie:a b", "everyone")
                .apiKeyHeader("X-Key")
                .trustedProxies()
                .forwardedHeader("")
                .exempt("GET /a?b=c", "GET /{a}b")
                .dialects(Dialect.RATELIMIT, Dialect.RATELIMIT)
                .maxSubjects(10);
        assertThat(report(builder::build)).isEqualTo(resource("builder.txt"));
    }

    private static String report(ThrowingCallable attempt) {
        return Objects.requireNonNull(catchThrowableOfType(InvalidPolicyException.class, attempt))
                        .getMessage() + "\n";
    }

    private static String resource(String name) throws IOException {
        try (var stream = RateLimitMessagesTest.class.getResourceAsStream("/messages-ratelimit/" + name)) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
