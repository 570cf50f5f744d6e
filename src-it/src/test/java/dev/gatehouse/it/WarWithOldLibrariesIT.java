package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The filters' jar in a WAR that has its own Caffeine and Jackson, much older: neither disturbs the other. */
final class WarWithOldLibrariesIT {

    @ParameterizedTest
    @EnumSource
    void servesBesideTheLibrariesOfTheApplication(Container container, @TempDir Path folder) throws Exception {
        try (var war = War.withOldLibraries().deploy(container, folder)) {
            var client = new Client(war.port());
            for (var remaining = 2; remaining >= 0; remaining--) {
                var answer = client.send("GET /old", FiltersContract.ORIGIN, "X-API-Key: one");

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("""
                        key by 2.9.10
                        caffeine-2.9.3.jar
                        jackson-core-2.9.10.jar
                        """);
                assertThat(answer.value("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
                assertThat(answer.value("X-RateLimit-Remaining")).isEqualTo(String.valueOf(remaining));
            }
            assertThat(client.send("GET /old", "X-API-Key: one").status()).isEqualTo(429);
        }
    }
}
