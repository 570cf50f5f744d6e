package dev.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.cors.CorsPolicy;
import dev.gatehouse.fuzz.Input;
import dev.gatehouse.fuzz.Report;
import dev.gatehouse.ratelimit.RateLimitPolicy;
import java.util.LinkedHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Init-params of both filters: they are a policy or a report. */
final class InitParamsFuzzTest {

    static Stream<byte[]> seeds() {
        return Input.seeds("""
                allowedOrigins=https://a.example, http://localhost:3000
                allowedMethods=PUT,DELETE
                allowedHeaders=X-Request-Id
                exposedHeaders=
                allowCredentials=true
                allowInsecureOrigins=false
                maxAge=10m
                onDisallowedOrigin=reject-unsafe
                selfOrigins=https://b.example
                preflightStatus=200
                checkWebSockets=no
                timingAllowOrigins=https://a.example
                diagnostics=1
                """, """
                limits=1000/hour, 100/minute
                algorithm=token-bucket
                by=apiKey, path
                apiKeyHeader=X-Key
                trustedProxies=10.0.0.0/8, ::1
                forwardedHeader=Forwarded
                exempt=GET /health, * /static/*
                dialects=x-ratelimit
                refusal=problem
                mode=shadow
                maxSubjects=1000
                """, """
                limits=1,000/hour
                by=header:X-Tenant, cookie:, user
                trustedProxies=proxy.example.com, 10.0.0.1/8, 0.0.0.0/0
                exempt=/health
                mode=enforced
                maxSubjects=1
                allowedOrigin=*
                maxAge=2 hours
                """);
    }

    @MethodSource("seeds")
    @FuzzTest
    void isAPolicyOrAReport(byte[] bytes) {
        var params = new LinkedHashMap<String, String>();
        for (var line : Input.ofFile(bytes).lines()) {
            var parts = line.split("=", 2);
            params.put(parts[0], parts.length < 2 ? "" : parts[1]);
        }
        for (var section : Section.values()) {
            try {
                var settings = Settings.ofInitParams("filter 'f'", params.keySet(), params::get);
                var explained = switch (section) {
                    case CORS -> CorsPolicy.of(settings).explained();
                    case RATE_LIMIT -> RateLimitPolicy.of(settings).explained();
                };
                assertThat(explained).isNotEmpty();
            } catch (InvalidPolicyException e) {
                Report.of(e);
            }
        }
    }
}
