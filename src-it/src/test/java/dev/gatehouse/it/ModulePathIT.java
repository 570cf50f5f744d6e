package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is a module, with the filters' jar and the libraries it needs on the module path. */
final class ModulePathIT {

    private static final Duration END = Duration.ofMinutes(1);

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void writeModule() throws Exception {
        write("module-info.java", """
                module school {
                    requires dev.gatehouse.filter;
                }
                """);
    }

    private void write(String name, String text) throws Exception {
        var file = folder.resolve("source").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String modulePath() throws Exception {
        return War.thinJar()
                + File.pathSeparator
                + Files.readString(War.thinJar().resolveSibling("classpath")).strip();
    }

    /** Compiles everything that was written, and returns what the compiler says. */
    private String compile() throws Exception {
        var out = new StringWriter();
        var javac = ToolProvider.findFirst("javac").orElseThrow();
        javac.run(
                new PrintWriter(out, true),
                new PrintWriter(out, true),
                "-Xlint:all",
                "-d",
                folder.resolve("classes").toString(),
                "--module-path",
                modulePath(),
                folder.resolve("source/module-info.java").toString(),
                folder.resolve("source/school/Main.java").toString());
        return out.toString();
    }

    @Test
    void usesTheFilters() throws Exception {
        write("school/Main.java", """
                package school;

                import dev.gatehouse.InvalidPolicyException;
                import dev.gatehouse.cors.CorsFilter;
                import dev.gatehouse.cors.CorsPolicy;
                import dev.gatehouse.ratelimit.RateLimitFilter;
                import dev.gatehouse.ratelimit.RateLimitPolicy;

                final class Main {
                    public static void main(String[] args) {
                        var cors = CorsPolicy.builder().allowedOrigins("https://app.example").build();
                        var limits = RateLimitPolicy.builder().limits("10/minute").build();
                        new CorsFilter(cors).destroy();
                        new RateLimitFilter(limits).destroy();
                        try {
                            CorsPolicy.builder().allowedOrigins("https://app.example/").build();
                        } catch (InvalidPolicyException e) {
                            System.out.println(e.problems().get(0).code());
                        }
                        System.out.println(CorsFilter.class.getModule());
                    }
                }
                """);
        assertThat(compile()).isEmpty();

        var ended = Program.java()
                .end(
                        folder,
                        END,
                        "--module-path",
                        modulePath() + File.pathSeparator + folder.resolve("classes"),
                        "--module",
                        "school/school.Main");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out().lines()).containsExactly("origin.trailing-slash", "module dev.gatehouse.filter");
        assertThat(ended.status()).isZero();
    }

    @Test
    void doesNotSeeWhatIsTheFiltersOwn() throws Exception {
        write("school/Main.java", """
                package school;

                import dev.gatehouse.config.SettingsReader;

                final class Main {}
                """);

        assertThat(compile()).contains("package dev.gatehouse.config is not visible");
    }
}
