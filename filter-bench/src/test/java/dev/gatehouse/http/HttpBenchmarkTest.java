package dev.gatehouse.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** That every variant can be measured, and that no server is left; how fast they are is not looked at. */
final class HttpBenchmarkTest {

    @Test
    void measuresEveryVariantAndEndsTheServer() {
        var measured = HttpBenchmark.measure(1, 1, Duration.ofMillis(25));

        for (var variant : Variant.values()) {
            assertThat(HttpAnswer.of(measured)).contains("\n| " + variant.title() + " | ");
            assertThat(measured.of(variant, Measured::bytes).least())
                    .as("the answers of %s", variant)
                    .isGreaterThan(VariantServer.BODY_LENGTH);
        }
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    @Test
    void measuresNoOtherAnswersThanItShould() throws Exception {
        try (var server = new ServerProcess();
                var load = new Load(server)) {
            var requests = new Requests(Variant.RATE_LIMIT.path(), new AnswerShape(Variant.TOMCAT), server.port());

            assertThatThrownBy(() -> load.send(requests, Duration.ofMillis(25), new Tally()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("X-RateLimit-Remaining: ");
        }
    }
}
