package dev.gatehouse.it.container;

import java.nio.file.Path;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.security.Password;

/**
 * Jetty with one WAR. It is loaded where nothing but Jetty is, and talks to the tests in types that the JDK has: it is
 * the port, what has loaded the WAR's classes, where its files are on disk, and it can be closed. Whoever logs in as
 * {@code jane} with {@code secret} is in the roles {@code staff} and {@code jolokia}.
 */
public final class WarServer implements IntSupplier, Supplier<ClassLoader>, UnaryOperator<String>, AutoCloseable {

    private final Server server = new Server();
    private final ServerConnector connector;
    private final Application context;

    /**
     * Starts it.
     *
     * @param folder where Jetty may unpack the WAR
     * @param lax whether it takes URIs that it would refuse by default
     * @throws Exception whatever the WAR could not start with
     */
    public WarServer(Path war, String contextPath, Path folder, boolean lax) throws Exception {
        var http = new HttpConfiguration();
        context = new Application(war.toString(), contextPath);
        if (lax) {
            http.setUriCompliance(UriCompliance.UNSAFE);
            context.takeAmbiguousUris();
        }
        connector = new ServerConnector(server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        context.setTempDirectory(folder.toFile());
        context.setThrowUnavailableOnStartupException(true);
        var users = new UserStore();
        users.addUser("jane", new Password("secret"), new String[] {"staff", "jolokia"});
        var login = new HashLoginService("test");
        login.setUserStore(users);
        context.getSecurityHandler().setLoginService(login);
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception | Error e) {
            close();
            throw e;
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
        return context.getClassLoader();
    }

    /** Returns where a file of the WAR is on disk. */
    @Override
    public String apply(String path) {
        return context.getServletContext().getRealPath(path);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server does not stop", e);
        }
    }
}
