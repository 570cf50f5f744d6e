package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WARs with one jar more, and a store in their policy file: they count together, and leave nothing behind. */
final class WarRedisIT {

    private static Redis redis;

    @BeforeAll
    static void start() throws IOException {
        redis = Redis.start();
    }

    @AfterAll
    static void stop() throws IOException {
        redis.close();
    }

    private static War war(String prefix) throws IOException {
        return War.withPolicyFile()
                .withRedis()
                .replacing("WEB-INF/gatehouse.json", "3/3s", "3/hour")
                .replacing(
                        "WEB-INF/gatehouse.json",
                        "\"rateLimit\": {",
                        "\"rateLimit\": { \"store\": { \"redis\": \"redis://127.0.0.1:%d\", \"deadline\": \"2s\", \"prefix\": \"%s\" },"
                                .formatted(redis.port(), prefix));
    }

    @Test
    void countTogetherWhateverTheContainer(@TempDir Path one, @TempDir Path other) throws Exception {
        try (var tomcat = war("together").deploy(Container.TOMCAT_11, one);
                var jetty = war("together").deploy(Container.JETTY_EE10, other)) {
            var clients = new Client[] {new Client(tomcat.port()), new Client(jetty.port())};
            for (var i = 0; i < 3; i++) {
                assertThat(clients[i % 2]
                                .send("GET /courses.json", "X-API-Key: reader")
                                .value("X-RateLimit-Remaining"))
                        .isEqualTo(String.valueOf(2 - i));
            }
            for (var client : clients) {
                assertThat(client.send("GET /courses.json", "X-API-Key: reader").status())
                        .isEqualTo(429);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void leaveNothingThatHoldsTheirClasses(Container container, @TempDir Path folder) throws Exception {
        var classes = useAndUndeploy(container, folder);
        for (var n = 0; n < 200 && classes.get() != null; n++) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(classes.get()).isNull();
    }

    private static WeakReference<ClassLoader> useAndUndeploy(Container container, Path folder) throws Exception {
        try (var war = war(container.name().toLowerCase(Locale.ROOT)).deploy(container, folder)) {
            var client = new Client(war.port());
            assertThat(client.send("GET /courses.json", "X-API-Key: reader").value("X-RateLimit-Remaining"))
                    .isEqualTo("2");
            return war.classes();
        }
    }

    @Test
    void theJarHasEveryClassUnderTheProjectsOwnName() throws IOException {
        try (var jar = new JarFile(War.redisJar().toFile())) {
            assertThat(FiltersJarIT.classesOfOthers(jar)).isEmpty();
            assertThat(jar.stream()
                            .map(entry -> entry.getName())
                            .filter(name -> name.startsWith("META-INF/services/") && !name.endsWith("/")))
                    .allMatch(name -> name.startsWith("META-INF/services/dev.gatehouse."));
            assertThat(List.of("META-INF/LICENSE", "META-INF/NOTICE")).allMatch(name -> jar.getEntry(name) != null);
        }
    }
}
