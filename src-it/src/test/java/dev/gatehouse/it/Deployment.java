package dev.gatehouse.it;

import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A WAR on a running container whose class path is the container's own jars and nothing else: neither the filters nor
 * any library of theirs is there, unless the WAR brings it.
 */
final class Deployment implements AutoCloseable {

    private static final String SERVER = "dev.gatehouse.it.container.WarServer";

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
     * @param contextPath under which path; {@code /} for all
     * @param folder where the container may unpack it
     * @param lax whether the container takes URIs that it would refuse by default
     * @throws Exception what the deployment failed with
     */
    static Deployment of(Container container, Path war, String contextPath, Path folder, boolean lax) throws Exception {
        var loader = container.alone(Files.createDirectories(folder.resolveSibling("container")));
        var thread = Thread.currentThread();
        var own = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            var server = loader.loadClass(SERVER)
                    .getConstructor(Path.class, String.class, Path.class, boolean.class)
                    .newInstance(war, contextPath, folder, lax);
            return new Deployment(loader, (AutoCloseable) server, ((IntSupplier) server).getAsInt());
        } catch (InvocationTargetException e) {
            loader.close();
            throw e.getCause() instanceof Exception failure ? failure : e;
        } finally {
            thread.setContextClassLoader(own);
        }
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
