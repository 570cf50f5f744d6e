package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.fuzz.Input;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Origins as requests bring them: one is granted if it equals what is configured, or the address of the request. */
final class GrantFuzzTest {

    /** The request's origin; the scheme, host and port that it was sent to; what is configured. */
    static Stream<byte[]> seeds() {
        return Input.seeds("""
                https://app.example.com
                https api.example.com 443
                https://app.example.com
                http://localhost:3000
                """, """
                https://api.example.com:8443
                https api.example.com 8443
                https://app.example.com
                """, """
                http://[::1]:8080
                http ::1 8080
                http://[::1]
                """, """
                http://[::1]
                http [::1] 80
                http://[::1]:8080
                """, """
                https://a.example:65535
                https a.example 65535
                https://a.example:6553
                """);
    }

    @MethodSource("seeds")
    @FuzzTest
    void grantsWhatIsEqual(byte[] bytes) {
        var input = Input.ofHeaders(bytes);
        var origin = input.line(0);
        var configured = input.from(2).stream()
                .filter(text -> Origin.of(text).faults().isEmpty())
                .distinct()
                .toList();
        if (!configured.isEmpty()) {
            var policy = CorsPolicy.builder()
                    .allowedOrigins(configured.toArray(String[]::new))
                    .build();
            assertThat(policy.allowsOrigin(origin))
                    .as("%s is granted by %s", origin, configured)
                    .isEqualTo(configured.stream().anyMatch(origin::equals));
        }
        var target = input.line(1).split(" ", -1);
        if (target.length == 3 && target[2].matches("[1-9][0-9]{0,4}") && !target[1].isEmpty()) {
            var host = target[1].contains(":") && !target[1].startsWith("[") ? "[" + target[1] + "]" : target[1];
            var isStandard = (target[0] + " " + target[2]).matches("https 443|http 80");
            var own = target[0] + "://" + host + (isStandard ? "" : ":" + target[2]);
            assertThat(SameOrigin.matches(origin, target[0], target[1], Integer.parseInt(target[2])))
                    .as("%s is %s", origin, own)
                    .isEqualTo(origin.equals(own));
        }
    }
}
