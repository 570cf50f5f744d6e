package dev.gatehouse.it;

import dev.gatehouse.cors.CorsFilter;
import dev.gatehouse.cors.CorsPolicy;
import dev.gatehouse.ratelimit.RateLimitFilter;
import dev.gatehouse.ratelimit.RateLimitPolicy;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;

/** The lines that the README shows for a Jetty of one's own. */
final class EmbeddedExample {

    private EmbeddedExample() {}

    static ServletContextHandler context() {
        // README begin
        var cors = CorsPolicy.builder()
                .allowedOrigins("https://app.example.com")
                .allowedHeaders("X-API-Key")
                .build();
        var rateLimit = RateLimitPolicy.builder()
                .limits("1000/hour", "100/minute")
                .by("apiKey")
                .build();
        var context = new ServletContextHandler("/");
        context.addFilter(new CorsFilter(cors), "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR));
        context.addFilter(new RateLimitFilter(rateLimit), "/*", EnumSet.of(DispatcherType.REQUEST));
        // README end
        return context;
    }
}
