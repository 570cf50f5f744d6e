package dev.gatehouse.it;

import java.nio.file.Path;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.security.Password;

/**
 * Jetty with one WAR. It is loaded where nothing but Jetty is, by {@link Deployment}, and talks to it in types that the
 * JDK has: it is the port, it tells where files are on disk, and it can be closed. Whoever logs in as {@code jane} with
 * {@code secret} is in the role {@code staff}.
 */
public final class WarServer implements IntSupplier, Supplier<ClassLoader>, UnaryOperator<String>, AutoCloseable {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final WebAppContext context;

    /**
     * Starts it.
     *
     * @param folder where Jetty may unpack the WAR
     * @throws Exception whatever the WAR could not start with
     */
    public WarServer(Path war, Path folder) throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        context = new WebAppContext(war.toString(), "/");
        context.setTempDirectory(folder.toFile());
        context.setThrowUnavailableOnStartupException(true);
        context.getHiddenClassMatcher().add("dev.gatehouse.it.");
        var users = new UserStore();
        users.addUser("jane", new Password("secret"), new String[] {"staff"});
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
