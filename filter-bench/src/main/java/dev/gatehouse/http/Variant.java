package dev.gatehouse.http;

import dev.gatehouse.cors.CorsFilter;
import dev.gatehouse.cors.CorsPolicy;
import dev.gatehouse.ratelimit.Dialect;
import dev.gatehouse.ratelimit.RateLimitFilter;
import dev.gatehouse.ratelimit.RateLimitPolicy;
import jakarta.servlet.Filter;
import java.util.List;
import java.util.stream.Stream;

/** What stands before the application: nothing, our filters, or others. Nobody reaches a limit of any of them. */
enum Variant {
    NOTHING("/a", "no filter"),
    NOTHING_AGAIN("/b", "no filter, once more"),
    CONSTANTS("/c", "the headers of both, without logic"),
    BOTH("/d", "**`CorsFilter` and `RateLimitFilter`**"),
    RATE_LIMIT("/e", "**`RateLimitFilter`**"),
    TOMCAT("/f", "Tomcat's RateLimitFilter"),
    BUCKET4J("/g", "Bucket4j in Caffeine");

    /** The origin whose pages may read answers. */
    static final String ORIGIN = "https://app.example.com";

    /** What each API key may do in a minute. */
    static final int A_MINUTE = 100_000;

    /** What each API key may do in an hour. */
    static final int AN_HOUR = 1_000_000;

    /** What Tomcat's filter lets an address do in a minute: all requests come from one. */
    private static final int AN_ADDRESS_A_MINUTE = 100_000_000;

    private static final List<String> CORS =
            List.of("Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Vary");

    private static final List<String> X_RATE_LIMIT =
            List.of("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset");

    private final String path;
    private final String title;

    Variant(String path, String title) {
        this.path = path;
        this.title = title;
    }

    /** Returns its context's path; all are of one length. */
    String path() {
        return path;
    }

    /** Returns what it is called in tables. */
    String title() {
        return title;
    }

    /** Returns the names of the headers that its filters set, in the order that they come in. */
    List<String> headers() {
        return switch (this) {
            case NOTHING, NOTHING_AGAIN -> List.of();
            case CONSTANTS, BOTH ->
                Stream.of(CORS, X_RATE_LIMIT).flatMap(List::stream).toList();
            case RATE_LIMIT, BUCKET4J -> X_RATE_LIMIT;
            case TOMCAT -> List.of("RateLimit-Policy", "RateLimit");
        };
    }

    /** Makes its filters, in the order of the chain. */
    List<Filter> filters() {
        return switch (this) {
            case NOTHING, NOTHING_AGAIN -> List.of();
            case CONSTANTS -> List.of(new ConstantFilter());
            case BOTH -> List.of(cors(), rateLimit());
            case RATE_LIMIT -> List.of(rateLimit());
            case TOMCAT -> List.of(tomcat());
            case BUCKET4J -> List.of(new Bucket4jFilter());
        };
    }

    private static Filter cors() {
        return new CorsFilter(CorsPolicy.builder()
                .allowedOrigins(ORIGIN)
                .allowedHeaders("X-API-Key")
                .build());
    }

    private static Filter rateLimit() {
        return new RateLimitFilter(RateLimitPolicy.builder()
                .limits(A_MINUTE + "/minute", AN_HOUR + "/hour")
                .by("apiKey")
                .dialects(Dialect.X_RATELIMIT)
                .build());
    }

    private static Filter tomcat() {
        var filter = new org.apache.catalina.filters.RateLimitFilter();
        filter.setBucketRequests(AN_ADDRESS_A_MINUTE);
        filter.setBucketDuration(60);
        filter.setExposeHeaders(true);
        return filter;
    }
}
