package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Makes .war files: a web.xml, files for the container to serve, and the filters' jar as it is released. */
final class War {

    private static final Path ROOT = Path.of(System.getProperty("gatehouse.root"));
    private static final String VERSION = System.getProperty("gatehouse.version");

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    private War() {}

    /** Returns the WAR of the README, with all limits as they are there. */
    static War ofReadme() throws IOException {
        return of("war");
    }

    /** Returns the WAR of the README, with limits short enough to wait for. */
    static War withShortLimits() throws IOException {
        return ofReadme().replacing("1000/hour, 100/minute", "3/3s");
    }

    /** Returns the WAR whose filters read a policy file. */
    static War withPolicyFile() throws IOException {
        var war = of("war-policy-file");
        war.files.put("WEB-INF/gatehouse.json", resource("gatehouse.json"));
        return war;
    }

    /**
     * Returns the WAR of {@code disguises.txt}.
     *
     * @param limit what its rules limit everybody to
     */
    static War guarded(String limit) throws IOException {
        var war = new War();
        for (var name :
                new String[] {"WEB-INF/web.xml", "WEB-INF/gatehouse.json", "files/report.txt", "home/index.html"}) {
            war.files.put(name, resource("war-guarded/" + name));
        }
        war.withText(
                "WEB-INF/gatehouse.json", war.text("WEB-INF/gatehouse.json").replace("100000/day", limit));
        war.files.put("WEB-INF/lib/filter-core.jar", Files.readAllBytes(filtersJar()));
        return war.withClass(Guarded.class);
    }

    private static War of(String folder) throws IOException {
        var war = new War();
        for (var name : new String[] {"index.html", "courses.json", "secure/grades.json"}) {
            war.files.put(name, resource("war/" + name));
        }
        war.files.put("WEB-INF/web.xml", resource(folder + "/WEB-INF/web.xml"));
        war.files.put("WEB-INF/lib/filter-core.jar", Files.readAllBytes(filtersJar()));
        return war;
    }

    /**
     * Returns somebody's WAR.
     *
     * @param name of the file that the build has copied, without its end
     */
    static War unchanged(String name) throws IOException {
        var war = new War();
        try (var zip = new ZipFile(
                ROOT.resolve("src-it/target/wars").resolve(name + ".war").toFile())) {
            for (var entry : zip.stream().filter(one -> !one.isDirectory()).toList()) {
                try (var content = zip.getInputStream(entry)) {
                    war.files.put(entry.getName(), content.readAllBytes());
                }
            }
        }
        return war;
    }

    /**
     * Returns somebody's WAR with the filters' jar, and the README's filters before whatever its web.xml has.
     *
     * @param name of the file that the build has copied, without its end
     * @param origin that is allowed
     */
    static War existing(String name, String origin) throws IOException {
        var war = unchanged(name);
        war.files.put("WEB-INF/lib/filter-core-all.jar", Files.readAllBytes(filtersJar()));
        var theirs = war.text("WEB-INF/web.xml");
        var readmes = new String(resource("war/WEB-INF/web.xml"), StandardCharsets.UTF_8);
        var filters = readmes.substring(readmes.indexOf("<filter>"), readmes.indexOf("<!-- README end"));
        var start = theirs.indexOf('>', theirs.indexOf("<web-app")) + 1;
        return war.withText("WEB-INF/web.xml", theirs.substring(0, start) + filters + theirs.substring(start))
                .replacing("1000/hour, 100/minute", "3/hour")
                .replacing("https://app.example.com", origin);
    }

    /** Returns a WAR with {@link Behaving} in it. */
    static War ofBehaving() throws IOException, ClassNotFoundException {
        var war = new War();
        war.files.put("WEB-INF/web.xml", resource("war-application/WEB-INF/web.xml"));
        war.files.put("WEB-INF/lib/filter-core.jar", Files.readAllBytes(filtersJar()));
        return war.withClass(Behaving.class)
                .withClass(Behaving.Sockets.class)
                .withClass(Behaving.Echo.class)
                .withClass(Class.forName(Behaving.Echo.class.getName() + "$1"));
    }

    /** Returns a WAR with limits short enough to wait for, and an application that brings old libraries. */
    static War withOldLibraries() throws IOException {
        var war = withShortLimits().replacing("</web-app>", """
                <servlet>
                  <servlet-name>old</servlet-name> <servlet-class>dev.gatehouse.it.OldLibraries</servlet-class>
                </servlet>
                <servlet-mapping><servlet-name>old</servlet-name> <url-pattern>/old</url-pattern></servlet-mapping>
                </web-app>
                """).withClass(OldLibraries.class);
        for (var type : OldLibraries.TYPES) {
            var jar = OldLibraries.jarOf(type);
            war.files.put("WEB-INF/lib/" + jar.getFileName(), Files.readAllBytes(jar));
        }
        return war;
    }

    private War withClass(Class<?> type) {
        var file = type.getName().replace('.', '/') + ".class";
        files.put("WEB-INF/classes/" + file, resource(file));
        return this;
    }

    /** Returns the filters' jar without the libraries it needs. */
    static Path thinJar() {
        return ROOT.resolve("filter-core/target/filter-core-" + VERSION + ".jar");
    }

    /** Returns the jar that users put into their WAR. */
    static Path filtersJar() {
        return ROOT.resolve("filter-core/target/filter-core-" + VERSION + "-all.jar");
    }

    /** Returns the jar that a store in Redis takes beside it. */
    static Path redisJar() {
        return ROOT.resolve("filter-redis/target/filter-redis-" + VERSION + "-all.jar");
    }

    /** Adds the jar that a store in Redis takes. */
    War withRedis() throws IOException {
        files.put("WEB-INF/lib/filter-redis.jar", Files.readAllBytes(redisJar()));
        return this;
    }

    /** Changes web.xml in one place. */
    War replacing(String written, String replacement) {
        return replacing("WEB-INF/web.xml", written, replacement);
    }

    /** Changes a file in one place. */
    War replacing(String file, String written, String replacement) {
        var text = text(file);
        assertThat(text).containsOnlyOnce(written);
        return withText(file, text.replace(written, replacement));
    }

    private String text(String file) {
        return new String(files.getOrDefault(file, new byte[0]), StandardCharsets.UTF_8);
    }

    private War withText(String file, String text) {
        files.put(file, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Deploys it. The folder is for the .war and for what the container makes of it. */
    Deployment deploy(Path folder) throws Exception {
        return deploy(Container.JETTY_EE10, folder);
    }

    /** Deploys it to a container, for all paths. */
    Deployment deploy(Container container, Path folder) throws Exception {
        return deploy(container, "/", folder, false);
    }

    /**
     * Deploys it.
     *
     * @param lax whether the container takes URIs that it would refuse by default
     */
    Deployment deploy(Container container, String contextPath, Path folder, boolean lax) throws Exception {
        var war = Files.createTempFile(folder, "app", ".war");
        try (var zip = new ZipOutputStream(Files.newOutputStream(war))) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return Deployment.of(container, war, contextPath, Files.createTempDirectory(folder, "server"), lax);
    }

    /** Deploys it as a folder, which the container serves as it is. */
    Deployment deployUnpacked(Container container, Path folder) throws Exception {
        var root = Files.createTempDirectory(folder, "app");
        for (var file : files.entrySet()) {
            var path = root.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        return Deployment.of(container, root, "/", Files.createTempDirectory(folder, "server"), false);
    }

    /** Returns a file that the tests have beside them. */
    static byte[] resource(String name) {
        try (var stream = War.class.getResourceAsStream("/" + name)) {
            assertThat(stream).as(name).isNotNull();
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
