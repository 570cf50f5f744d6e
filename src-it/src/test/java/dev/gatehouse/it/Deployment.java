package dev.gatehouse.it;

import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A WAR on a running Jetty whose class path is Jetty's own jars and nothing else: neither the filters nor any library
 * of theirs is there, unless the WAR brings it.
 */
final class Deployment implements AutoCloseable {

    private final URLClassLoader loader;
    private final AutoCloseable server;
    private final int port;

    private Deployment(URLClassLoader loader, AutoCloseable server, int port) {
        this.loader = loader;
        this.server = server;
        this.port = port;
    }

    /**
     * Deploys a WAR.
     *
     * @param folder where Jetty may unpack it
     * @throws Exception what the deployment failed with
     */
    static Deployment of(Path war, Path folder) throws Exception {
        var loader = jettyAlone();
        var thread = Thread.currentThread();
        var own = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            var server = loader.loadClass(WarServer.class.getName())
                    .getConstructor(Path.class, Path.class)
                    .newInstance(war, folder);
            return new Deployment(loader, (AutoCloseable) server, ((IntSupplier) server).getAsInt());
        } catch (InvocationTargetException e) {
            loader.close();
            throw e.getCause() instanceof Exception failure ? failure : e;
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    /** Returns a class loader of Jetty's jars, and of the one class here that starts it. */
    static URLClassLoader jettyAlone() throws IOException {
        var urls = new ArrayList<URL>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            var name = Path.of(entry).getFileName().toString();
            if (name.matches("(jetty|jakarta\\.servlet-api|slf4j)-.*\\.jar") || isOurs(entry)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static boolean isOurs(String entry) throws MalformedURLException {
        var here = WarServer.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(entry).toUri().toURL().sameFile(here);
    }

    int port() {
        return port;
    }

    /** Returns where a file of the WAR is on disk, as it is served. */
    Path file(String path) {
        @SuppressWarnings("unchecked") // It is a WarServer, of another class loader.
        var paths = (UnaryOperator<String>) server;
        return Path.of(paths.apply(path));
    }

    /** Returns what can tell whether anything still holds the WAR's classes. */
    WeakReference<ClassLoader> classes() {
        return new WeakReference<>((ClassLoader) ((Supplier<?>) server).get());
    }

    @Override
    public void close() {
        try (loader) {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("the server does not stop", e);
        }
    }
}
