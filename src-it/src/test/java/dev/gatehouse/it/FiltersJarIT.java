package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar that users put into their WAR: it needs nothing beside it and gets in nobody's way. */
final class FiltersJarIT {

    @Test
    void hasEveryClassUnderTheProjectsOwnName() throws Exception {
        try (var jar = new JarFile(War.filtersJar().toFile())) {
            assertThat(classesOfOthers(jar)).isEmpty();
            assertThat(jar.getEntry("META-INF/versions")).isNull();
            assertThat(jar.stream().filter(entry -> entry.getName().endsWith("module-info.class")))
                    .isEmpty();
            // Found by name when a cache is made, not by reference.
            assertThat(jar.stream().filter(entry -> entry.getName().startsWith("dev/gatehouse/shaded/caffeine/")))
                    .hasSizeGreaterThan(100);
        }
    }

    /** Returns what is in a jar under other names than the project's own. */
    static List<String> classesOfOthers(JarFile jar) {
        return jar.stream()
                .filter(entry -> !entry.isDirectory())
                .map(entry -> entry.getName())
                .filter(name -> !name.startsWith("dev/gatehouse/") && !name.startsWith("META-INF/"))
                .toList();
    }

    @Test
    void saysInItsManifestWhatItIs() throws Exception {
        try (var jar = new JarFile(War.filtersJar().toFile())) {
            var manifest = jar.getManifest().getMainAttributes();

            assertThat(manifest.getValue("Automatic-Module-Name")).isEqualTo("dev.gatehouse.filter");
            assertThat(manifest.getValue("Implementation-Version")).isEqualTo(System.getProperty("gatehouse.version"));
            assertThat(manifest.getValue("Main-Class")).isEqualTo("dev.gatehouse.check.Check");
            // A library's own: there are no versions in this jar.
            assertThat(manifest.getValue("Multi-Release")).isNull();
        }
    }

    @Test
    void hasTheLicencesAndNoticesOfWhatIsInIt() throws Exception {
        try (var jar = new JarFile(War.filtersJar().toFile())) {
            assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License", "Version 2.0");
            assertThat(text(jar, "META-INF/NOTICE"))
                    .startsWith("Gatehouse\n")
                    .contains("Caffeine", "jackson-core", "# Jackson JSON processor", "FastDoubleParser");
            assertThat(text(jar, "META-INF/FastDoubleParser-ThirdParty-LICENSE"))
                    .contains("Copyright");
            assertThat(text(jar, "META-INF/FastDoubleParser-LICENSE")).contains("MIT License");
            assertThat(text(jar, "META-INF/Schubfach-LICENSE")).contains("Raffaello Giulietti");
        }
    }

    private static String text(JarFile jar, String name) throws IOException {
        try (var stream = jar.getInputStream(jar.getEntry(name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What Maven Central asks of a pom; and one that stands alone, since it takes no parent with it. */
    @Test
    void isPublishedWithAPomThatStandsAlone() throws Exception {
        var pom = Page.read("filter-core/target/flattened-pom.xml").replaceAll(">\\s+", ">");

        assertThat(pom)
                .contains(
                        "<groupId>dev.gatehouse</groupId>",
                        "<artifactId>filter-core</artifactId>",
                        "<version>" + System.getProperty("gatehouse.version") + "</version>",
                        "<name>",
                        "<description>",
                        "<url>https://gatehouse.dev</url>",
                        "<licenses><license><name>Apache-2.0</name>",
                        "<developers><developer><name>",
                        "<connection>scm:git:https://gatehouse.dev/gatehouse.git</connection>",
                        "<developerConnection>scm:git:https://gatehouse.dev/gatehouse.git</developerConnection>",
                        "<url>https://gatehouse.dev/gatehouse</url>")
                .doesNotContain("<parent>", "<scope>test</scope>", "${");
    }

    @Test
    void offersTheWebApplicationNoService() throws Exception {
        try (var jar = new JarFile(War.filtersJar().toFile())) {
            var services = jar.stream()
                    .filter(entry -> !entry.isDirectory() && entry.getName().startsWith("META-INF/services/"))
                    .map(entry -> entry.getName().substring("META-INF/services/".length()))
                    .toList();

            // A filter must not register itself by being on the class path, and Jackson's factory is relocated.
            assertThat(services).allMatch(name -> name.startsWith("dev.gatehouse.shaded."));
        }
    }

    @Test
    void namesNoLibraryByItsOldNameEvenInText() throws Exception {
        try (var jar = new JarFile(War.filtersJar().toFile())) {
            for (var entry : jar.stream()
                    .filter(entry -> entry.getName().endsWith(".class"))
                    .toList()) {
                try (var stream = jar.getInputStream(entry)) {
                    var content = new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);

                    assertThat(content)
                            .as(entry.getName())
                            .doesNotContain("com/fasterxml/", "com.fasterxml.")
                            .doesNotContain("com/github/benmanes/", "com.github.benmanes.")
                            .doesNotContain("org/slf4j/", "org.slf4j.");
                }
            }
        }
    }

    @Test
    void needsTheServletApiAndTheJdkOnly() {
        var jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        var out = new StringWriter();

        var status = jdeps.run(
                new PrintWriter(out, true),
                new PrintWriter(out, true),
                "--multi-release",
                "base",
                "--missing-deps",
                War.filtersJar().toString());

        assertThat(status).as(out.toString()).isZero();
        var missing = missing(out.toString()).toList();
        assertThat(missing).anyMatch(name -> name.startsWith("jakarta.servlet."));
        // Annotations are for compilers: the JVM does not miss them.
        assertThat(missing)
                .allMatch(name -> name.startsWith("jakarta.servlet.")
                        || name.matches("(org\\.jspecify|com\\.google\\.errorprone)" + "\\.annotations\\.\\w+"));
    }

    /** Reads lines such as {@code dev.gatehouse.cors.CorsFilter -> jakarta.servlet.Filter not found}. */
    private static Stream<String> missing(String report) {
        return report.lines()
                .filter(line -> line.contains("->") && line.endsWith("not found") && line.startsWith("   "))
                .map(line -> line.replaceAll(".*-> +(\\S+) .*", "$1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.gatehouse.cors.CorsFilter",
                "com.fasterxml.jackson.core.JsonFactory",
                "com.github.benmanes.caffeine.cache.Caffeine",
                "org.junit.jupiter.api.Test"
            })
    void isNotHelpedByTheServersOfTheWarTests(String name, @TempDir Path folder) throws Exception {
        for (var container : Container.values()) {
            try (var server = container.alone(folder)) {
                assertThatThrownBy(() -> server.loadClass(name))
                        .as(container.toString())
                        .isInstanceOf(ClassNotFoundException.class);
            }
        }
    }
}
