package dev.gatehouse.cors;

import com.thetransactioncompany.cors.CORSFilter;
import dev.gatehouse.bench.StubConfig;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee11.servlets.CrossOriginFilter;
import org.jspecify.annotations.Nullable;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/** What is measured: our filter, those of other projects with the same policy, and none. */
public enum Candidate {
    /** Ours. */
    GATEHOUSE("Gatehouse", null, Outcome.REFUSED, Outcome.REFUSED) {
        @Override
        Filter start() {
            return StubConfig.start(
                    new CorsFilter(),
                    Map.of(
                            "allowedOrigins", ORIGINS,
                            "allowedMethods", "PUT",
                            "allowedHeaders", HEADERS,
                            "exposedHeaders", EXPOSED,
                            "allowCredentials", "true"));
        }
    },
    /** Tomcat's, without the attributes that it gives requests by default and nobody else does. */
    TOMCAT("Tomcat", org.apache.catalina.filters.CorsFilter.class, Outcome.ALLOWED, Outcome.REFUSED) {
        @Override
        Filter start() {
            return StubConfig.start(
                    new org.apache.catalina.filters.CorsFilter(),
                    Map.of(
                            "cors.allowed.origins", ORIGINS,
                            "cors.allowed.methods", METHODS,
                            "cors.allowed.headers", HEADERS,
                            "cors.exposed.headers", EXPOSED,
                            "cors.support.credentials", "true",
                            "cors.preflight.maxage", MAX_AGE,
                            "cors.request.decorate", "false"));
        }
    },
    /**
     * Spring's, with one policy for all paths: what its {@code CorsFilter} calls, in the same order. That class needs
     * all of spring-context to be loaded; it would also note on each request that it has been filtered.
     */
    SPRING("Spring", DefaultCorsProcessor.class, Outcome.ALLOWED_WITHOUT_HEADERS, Outcome.REFUSED) {
        @Override
        Filter start() {
            var policy = new CorsConfiguration();
            policy.setAllowedOrigins(list(ORIGINS));
            policy.setAllowedMethods(list(METHODS));
            policy.setAllowedHeaders(list(HEADERS));
            policy.setExposedHeaders(list(EXPOSED));
            policy.setAllowCredentials(true);
            policy.setMaxAge(Long.valueOf(MAX_AGE));
            var source = new UrlBasedCorsConfigurationSource();
            source.registerCorsConfiguration("/**", policy);
            var processor = new DefaultCorsProcessor();
            return (request, response, chain) -> {
                var http = (HttpServletRequest) request;
                var fits = processor.processRequest(
                        source.getCorsConfiguration(http), http, (HttpServletResponse) response);
                if (fits && !CorsUtils.isPreFlightRequest(http)) {
                    chain.doFilter(request, response);
                }
            };
        }
    },
    /** Jetty's, which answers preflights itself, as the others do. */
    @SuppressWarnings("removal") // Its successor is no filter.
    JETTY("Jetty", CrossOriginFilter.class, Outcome.ALLOWED, Outcome.PASSED) {
        @Override
        Filter start() {
            return StubConfig.start(
                    new CrossOriginFilter(),
                    Map.of(
                            "allowedOrigins", ORIGINS,
                            "allowedMethods", METHODS,
                            "allowedHeaders", HEADERS,
                            "exposedHeaders", EXPOSED,
                            "allowCredentials", "true",
                            "preflightMaxAge", MAX_AGE,
                            "chainPreflight", "false"));
        }
    },
    /** The filter of The Transaction Company. */
    CORS_FILTER("cors-filter", CORSFilter.class, Outcome.ALLOWED, Outcome.REFUSED) {
        @Override
        Filter start() {
            return StubConfig.start(
                    new CORSFilter(),
                    Map.of(
                            "cors.allowOrigin", ORIGINS,
                            "cors.supportedMethods", METHODS,
                            "cors.supportedHeaders", HEADERS,
                            "cors.exposedHeaders", EXPOSED,
                            "cors.supportsCredentials", "true",
                            "cors.maxAge", MAX_AGE));
        }
    },
    /** No filter: what the request, the answer and the application cost. */
    NONE("no filter", null, Outcome.PASSED, Outcome.PASSED) {
        @Override
        Filter start() {
            return (request, response, chain) -> chain.doFilter(request, response);
        }
    };

    private static final String ORIGINS = "https://app.example,https://www.example,https://admin.example";
    private static final String METHODS = "GET,HEAD,POST,PUT";
    private static final String HEADERS = "Authorization,X-Csrf-Token,X-Request-Id";
    private static final String EXPOSED = "X-RateLimit-Limit,X-RateLimit-Remaining,X-RateLimit-Reset";
    private static final String MAX_AGE = "1800";

    private final String title;
    private final Outcome ofCommas;
    private final Outcome ofHugeOrigin;

    Candidate(String name, @Nullable Class<?> versioned, Outcome ofCommas, Outcome ofHugeOrigin) {
        title = versioned == null ? name : name + " " + versioned.getPackage().getImplementationVersion();
        this.ofCommas = ofCommas;
        this.ofHugeOrigin = ofHugeOrigin;
    }

    /** Makes the filter, ready for requests. */
    abstract Filter start();

    /** Returns what people call it, with its version. */
    String title() {
        return title;
    }

    /** Returns what becomes of a preflight with 8 KB of commas. */
    Outcome ofCommas() {
        return ofCommas;
    }

    /** Returns what becomes of a request from an origin of 8 KB. */
    Outcome ofHugeOrigin() {
        return ofHugeOrigin;
    }

    private static List<String> list(String names) {
        return List.of(names.split(",", -1));
    }
}
