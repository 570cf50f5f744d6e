package dev.gatehouse.it.framework;

import dev.gatehouse.cors.CorsFilter;
import dev.gatehouse.cors.CorsPolicy;
import dev.gatehouse.ratelimit.RateLimitFilter;
import dev.gatehouse.ratelimit.RateLimitPolicy;
import io.javalin.Javalin;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.function.IntSupplier;

/** A Javalin application with the filters. It is the port that the system chose, and can be closed. */
public final class App implements IntSupplier, AutoCloseable {

    private final Javalin server;

    /** Starts it. */
    public App() {
        // docs begin
        var cors = CorsPolicy.builder()
                .allowedOrigins("https://app.example.com")
                .allowedHeaders("X-API-Key")
                .build();
        var rateLimit = RateLimitPolicy.builder().limits("3/3s").by("apiKey").build();
        var javalin = Javalin.create(config -> {
            config.jetty.modifyServletContextHandler(context -> {
                context.addFilter(new CorsFilter(cors), "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR));
                context.addFilter(new RateLimitFilter(rateLimit), "/*", EnumSet.of(DispatcherType.REQUEST));
            });
            config.routes.get("/courses", request -> request.result("Algebra"));
        });
        // docs end
        server = javalin.start("127.0.0.1", 0);
    }

    @Override
    public int getAsInt() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
