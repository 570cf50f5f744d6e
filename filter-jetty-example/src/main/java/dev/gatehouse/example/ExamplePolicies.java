package dev.gatehouse.example;

import dev.gatehouse.cors.CorsPolicy;
import dev.gatehouse.ratelimit.RateLimitPolicy;

/**
 * The policies that the example runs with when no file is given. They are small, so that a person sees them at work in
 * seconds. The file {@code gatehouse.json} beside the page says the same for the default ports.
 */
final class ExamplePolicies {

    private ExamplePolicies() {}

    /** Lets the pages of one origin call the API, with JSON and an API key. */
    static CorsPolicy cors(String allowedOrigin) {
        return CorsPolicy.builder()
                .allowedOrigins(allowedOrigin)
                .allowedHeaders("Content-Type", "X-API-Key")
                .build();
    }

    /** Gives each API key, or each address where there is none, 5 requests in 10 seconds and 20 in a minute. */
    static RateLimitPolicy rateLimit() {
        return RateLimitPolicy.builder()
                .limits("5/10s", "20/minute")
                .by("apiKey")
                .apiKeyHeader("X-API-Key")
                .exempt("GET /", "GET /assets/*", "GET /health", "GET /usage", "GET /usage/*")
                .build();
    }
}
