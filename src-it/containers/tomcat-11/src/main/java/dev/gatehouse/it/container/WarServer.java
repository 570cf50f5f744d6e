package dev.gatehouse.it.container;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.coyote.http2.Http2Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat with one WAR. It is loaded where nothing but Tomcat is, and talks to the tests in types that the JDK has: it
 * is the port, what has loaded the WAR's classes, where its files are on disk, and it can be closed. Whoever logs in as
 * {@code jane} with {@code secret} is in the roles {@code staff} and {@code jolokia}.
 */
public final class WarServer implements IntSupplier, Supplier<ClassLoader>, UnaryOperator<String>, AutoCloseable {

    /** Tomcat only logs what a WAR could not start with. */
    private static final class Failures extends Handler {

        private final IllegalStateException all = new IllegalStateException("the WAR does not start");

        @Override
        public void publish(LogRecord entry) {
            var thrown = entry.getThrown();
            if (thrown != null) {
                all.addSuppressed(thrown);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private final Tomcat tomcat = new Tomcat();
    private final Connector connector = new Connector();
    private final Context context;

    /**
     * Starts it.
     *
     * @param folder where Tomcat may unpack the WAR
     * @param lax whether it takes URIs that it would refuse by default
     * @throws Exception whatever the WAR could not start with
     */
    public WarServer(Path war, String contextPath, Path folder, boolean lax) throws Exception {
        TomcatURLStreamHandlerFactory.disable();
        tomcat.setBaseDir(folder.toString());
        Files.createDirectories(folder.resolve("webapps"));
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.addUpgradeProtocol(new Http2Protocol());
        if (lax) {
            connector.setAllowBackslash(true);
            connector.setEncodedSolidusHandling("decode");
            connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
        }
        tomcat.setConnector(connector);
        tomcat.addUser("jane", "secret");
        tomcat.addRole("jane", "staff");
        tomcat.addRole("jane", "jolokia");
        // Several run at once: the names tell their logs apart.
        tomcat.getEngine().setName("Tomcat-" + folder.getFileName());
        tomcat.getEngine().setParentClassLoader(WarServer.class.getClassLoader());
        // The default web.xml would have a servlet for JSP, which is not there.
        tomcat.setAddDefaultWebXmlToWebapp(false);
        var config = new ContextConfig();
        config.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
        var path = contextPath.equals("/") ? "" : contextPath;
        context = tomcat.addWebapp(tomcat.getHost(), path, war.toString(), config);
        serveFiles();
        context.addWelcomeFile("index.html");
        context.addMimeMapping("html", "text/html");
        context.addMimeMapping("json", "application/json");
        start();
    }

    @SuppressWarnings("deprecation") // Tomcat 10.1 does not have the new name.
    private void serveFiles() {
        Tomcat.addServlet(context, "default", DefaultServlet.class.getName());
        context.addServletMappingDecoded("/", "default");
    }

    private void start() throws LifecycleException {
        var failures = new Failures();
        var logger = Logger.getLogger(context.getLogName());
        logger.addHandler(failures);
        logger.setUseParentHandlers(false);
        try {
            tomcat.start();
        } catch (LifecycleException | RuntimeException | Error e) {
            close();
            throw e;
        } finally {
            logger.setUseParentHandlers(true);
            logger.removeHandler(failures);
        }
        if (context.getState() != LifecycleState.STARTED) {
            close();
            throw failures.all;
        }
    }

    /** Returns the port that the system chose. */
    @Override
    public int getAsInt() {
        return connector.getLocalPort();
    }

    /** Returns what has loaded the WAR's classes. */
    @Override
    public ClassLoader get() {
        return context.getLoader().getClassLoader();
    }

    /** Returns where a file of the WAR is on disk. */
    @Override
    public @Nullable String apply(String path) {
        return context.getServletContext().getRealPath(path);
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException("the server does not stop", e);
        }
    }
}
