package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipes of docs/frameworks.md, each in an application of its framework. */
@ParameterizedClass
@ValueSource(strings = {"spring-boot", "spring-boot-jetty", "javalin"})
final class FrameworkIT extends FiltersContract {

    private static final Path FOLDER = Path.of(System.getProperty("gatehouse.root"), "src-it/frameworks");

    private static final Map<String, App> APPS = new ConcurrentHashMap<>();

    /** An application that runs, and what has loaded it. */
    private record App(URLClassLoader loader, AutoCloseable server) {

        static App start(String framework, Path folder) throws Exception {
            var loader = Container.alone(FOLDER.resolve(framework), folder);
            var thread = Thread.currentThread();
            var own = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                var server = loader.loadClass("dev.gatehouse.it.framework.App")
                        .getConstructor()
                        .newInstance();
                return new App(loader, (AutoCloseable) server);
            } finally {
                thread.setContextClassLoader(own);
            }
        }

        void stop() throws Exception {
            try (loader) {
                server.close();
            }
        }
    }

    private final String framework;

    FrameworkIT(String framework) {
        this.framework = framework;
    }

    @BeforeParameterizedClassInvocation
    static void start(String framework, @TempDir Path folder) throws Exception {
        APPS.put(framework, App.start(framework, folder));
    }

    @AfterParameterizedClassInvocation
    static void stop(String framework) throws Exception {
        Objects.requireNonNull(APPS.remove(framework)).stop();
    }

    @Override
    int port() {
        return ((IntSupplier) Objects.requireNonNull(APPS.get(framework)).server()).getAsInt();
    }

    @Override
    String path() {
        return "/courses";
    }

    @Test
    void isWhatTheDocsShow() throws IOException {
        var isSpring = framework.startsWith("spring");
        var source = "src-it/frameworks/" + (isSpring ? "spring-boot" : framework)
                + "/src/main/java/dev/gatehouse/it/framework/" + (isSpring ? "Filters" : "App") + ".java";

        assertThat(Page.fences("docs/frameworks.md", "java").get(isSpring ? 0 : 1))
                .isEqualTo(Page.between("// docs begin", "// docs end", source)
                        .replace("\"3/3s\"", "\"1000/hour\", \"100/minute\""));
    }
}
