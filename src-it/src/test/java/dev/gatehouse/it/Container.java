package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;

/** A servlet container that WARs are deployed to; each is a folder of {@code src-it/containers}. */
enum Container {
    JETTY_11("jetty-11", "j", "Jetty 11", "5.0", "jetty-server"),
    JETTY_12_0("jetty-12.0", "J", "Jetty 12.0, ee10", "6.0", "jetty-server"),
    JETTY_EE9("jetty-ee9", "J", "Jetty 12.1, ee9", "5.0", "jetty-server"),
    JETTY_EE10("jetty-ee10", "J", "Jetty 12.1, ee10", "6.0", "jetty-server"),
    JETTY_EE11("jetty-ee11", "J", "Jetty 12.1, ee11", "6.1", "jetty-server"),
    TOMCAT_10_1("tomcat-10.1", "T", "Tomcat 10.1", "6.0", "tomcat-embed-core"),
    TOMCAT_11("tomcat-11", "T", "Tomcat 11", "6.1", "tomcat-embed-core"),
    UNDERTOW("undertow", "U", "Undertow 2.3", "6.0", "undertow-servlet");

    private static final Path FOLDER = Path.of(System.getProperty("gatehouse.root"), "src-it/containers");

    static {
        // Containers that run at once have the same jars: closing one's would close the others' too.
        URLConnection.setDefaultUseCaches("jar", false);
    }

    private final String module;
    private final String family;
    private final String title;
    private final String servletVersion;
    private final String mainJar;

    Container(String module, String family, String title, String servletVersion, String mainJar) {
        this.module = module;
        this.family = family;
        this.title = title;
        this.servletVersion = servletVersion;
        this.mainJar = mainJar;
    }

    /**
     * Returns a class loader of the container's own jars, and of the one class that starts it.
     *
     * @param folder for the jars
     */
    URLClassLoader alone(Path folder) throws IOException {
        return alone(FOLDER.resolve(module), folder);
    }

    /**
     * Returns a class loader of a module's classes, and of the jars that it needs. The jars are in a folder of its own:
     * Jetty opens them as file systems, which a JVM has once for a path, and closes them for everybody.
     */
    static URLClassLoader alone(Path module, Path folder) throws IOException {
        var target = module.resolve("target");
        var jars = Files.createTempDirectory(folder, "jars");
        var urls = new ArrayList<URL>();
        urls.add(target.resolve("classes").toUri().toURL());
        for (var jar : Files.readString(target.resolve("classpath")).strip().split(File.pathSeparator, -1)) {
            var own = jars.resolve(Path.of(jar).getFileName());
            urls.add(linked(Path.of(jar), own).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static Path linked(Path jar, Path own) throws IOException {
        try {
            return Files.createLink(own, jar);
        } catch (IOException | UnsupportedOperationException e) {
            // On another disk, say.
            return Files.copy(jar, own);
        }
    }

    /** Returns its name as people know it. */
    String title() {
        return title;
    }

    /** Returns which version of the servlet API it has. */
    String servletVersion() {
        return servletVersion;
    }

    /** Returns its own version, which its jar's name says. */
    String version() throws IOException {
        var classPath = Files.readString(FOLDER.resolve(module).resolve("target/classpath"));
        var name = Pattern.compile("/" + mainJar + "-([^/]+)\\.jar").matcher(classPath);
        assertThat(name.find()).as(mainJar).isTrue();
        return name.group(1);
    }

    /** Returns the letter of those that take requests apart alike. */
    String family() {
        return family;
    }

    @Override
    public String toString() {
        return module;
    }
}
