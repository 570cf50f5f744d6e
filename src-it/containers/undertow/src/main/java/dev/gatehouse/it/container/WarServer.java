package dev.gatehouse.it.container;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.zip.ZipFile;

/**
 * Undertow with one WAR. It is loaded where nothing but Undertow is, and talks to the tests in types that the JDK has:
 * it is the port, what has loaded the WAR's classes, where its files are on disk, and it can be closed. It knows what
 * {@link WebXml} reads, and so no security.
 */
public final class WarServer implements IntSupplier, Supplier<ClassLoader>, UnaryOperator<String>, AutoCloseable {

    private final URLClassLoader classes;
    private final DeploymentManager deployment;
    private final Undertow server;

    /**
     * Starts it.
     *
     * @param folder where the WAR is unpacked
     * @param lax whether it takes URIs that it would not take apart by default
     * @throws Exception whatever the WAR could not start with
     */
    public WarServer(Path war, String contextPath, Path folder, boolean lax) throws Exception {
        var root = (Files.isDirectory(war) ? war : unpack(war, folder)).toRealPath();
        classes = classes(root.resolve("WEB-INF"));
        var info = new DeploymentInfo()
                .setDeploymentName("war")
                .setContextPath(contextPath)
                .setClassLoader(classes)
                .setResourceManager(PathResourceManager.builder()
                        .setBase(root)
                        .setAllowResourceChangeListeners(false)
                        .build())
                .setEagerFilterInit(true)
                .addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, new WebSocketDeploymentInfo());
        new WebXml(root.resolve("WEB-INF/web.xml")).addTo(info);
        deployment = Servlets.newContainer().addDeployment(info);
        try {
            deployment.deploy();
            server = Undertow.builder()
                    .addHttpListener(0, "127.0.0.1")
                    .setIoThreads(2)
                    .setWorkerThreads(16)
                    .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                    .setServerOption(UndertowOptions.DECODE_SLASH, lax)
                    .setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, lax)
                    .setHandler(Handlers.path().addPrefixPath(contextPath, deployment.start()))
                    .build();
            server.start();
        } catch (ServletException | RuntimeException | Error e) {
            classes.close();
            throw e;
        }
    }

    private static Path unpack(Path war, Path folder) throws IOException {
        try (var zip = new ZipFile(war.toFile())) {
            for (var entry : zip.stream().filter(one -> !one.isDirectory()).toList()) {
                var file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                try (var content = zip.getInputStream(entry)) {
                    Files.copy(content, file);
                }
            }
        }
        return folder;
    }

    private static URLClassLoader classes(Path webInf) throws IOException {
        var urls = new ArrayList<URL>();
        urls.add(webInf.resolve("classes/").toUri().toURL());
        var lib = webInf.resolve("lib");
        if (Files.isDirectory(lib)) {
            try (var jars = Files.newDirectoryStream(lib, "*.jar")) {
                for (var jar : jars) {
                    urls.add(jar.toUri().toURL());
                }
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), WarServer.class.getClassLoader());
    }

    /** Returns the port that the system chose. */
    @Override
    public int getAsInt() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    /** Returns what has loaded the WAR's classes. */
    @Override
    public ClassLoader get() {
        return classes;
    }

    /** Returns where a file of the WAR is on disk. */
    @Override
    public String apply(String path) {
        return deployment.getDeployment().getServletContext().getRealPath(path);
    }

    @Override
    public void close() {
        try (classes) {
            server.stop();
            deployment.stop();
            deployment.undeploy();
        } catch (ServletException | IOException e) {
            throw new IllegalStateException("the server does not stop", e);
        }
    }
}
