package dev.gatehouse.it;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** A servlet container that WARs are deployed to; each is a folder of {@code src-it/containers}. */
enum Container {
    JETTY_11("jetty-11", "j"),
    JETTY_12_0("jetty-12.0", "J"),
    JETTY_EE9("jetty-ee9", "J"),
    JETTY_EE10("jetty-ee10", "J"),
    JETTY_EE11("jetty-ee11", "J"),
    TOMCAT_10_1("tomcat-10.1", "T"),
    TOMCAT_11("tomcat-11", "T"),
    UNDERTOW("undertow", "U");

    private static final Path FOLDER = Path.of(System.getProperty("gatehouse.root"), "src-it/containers");

    static {
        // Containers that run at once have the same jars: closing one's would close the others' too.
        URLConnection.setDefaultUseCaches("jar", false);
    }

    private final String folder;
    private final String family;

    Container(String folder, String family) {
        this.folder = folder;
        this.family = family;
    }

    /** Returns a class loader of the container's own jars, and of the one class that starts it. */
    URLClassLoader alone() throws IOException {
        var target = FOLDER.resolve(folder).resolve("target");
        var urls = new ArrayList<URL>();
        urls.add(target.resolve("classes").toUri().toURL());
        for (var jar : Files.readString(target.resolve("classpath")).strip().split(File.pathSeparator, -1)) {
            urls.add(Path.of(jar).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** Returns the letter of those that take requests apart alike. */
    String family() {
        return family;
    }

    @Override
    public String toString() {
        return folder;
    }
}
