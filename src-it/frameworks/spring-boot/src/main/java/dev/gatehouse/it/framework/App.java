package dev.gatehouse.it.framework;

import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A Spring Boot application with the filters. It is the port that the system chose, and can be closed. */
public final class App implements IntSupplier, AutoCloseable {

    /** What {@code SpringApplication} runs. */
    @SpringBootApplication
    @RestController
    static class Courses {
        @GetMapping("/courses")
        Map<String, String> courses() {
            return Map.of("title", "Algebra");
        }
    }

    private final ServletWebServerApplicationContext context;

    /** Starts it. */
    public App() {
        var application = new SpringApplication(Courses.class);
        application.setDefaultProperties(Map.of(
                "server.port", "0",
                "server.address", "127.0.0.1",
                "spring.main.banner-mode", "off",
                "logging.level.root", "warn"));
        application.setRegisterShutdownHook(false);
        context = (ServletWebServerApplicationContext) application.run();
    }

    @Override
    public int getAsInt() {
        return Objects.requireNonNull(context.getWebServer()).getPort();
    }

    @Override
    public void close() {
        context.close();
    }
}
