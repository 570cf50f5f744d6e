package dev.gatehouse.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A Jetty as it is without settings, with a context for each variant: the same application behind other filters. All
 * are in one server, so that they share its threads, its heap and what its compiler has seen.
 */
final class VariantServer {

    /** Held, or its level would be forgotten. */
    private static final Logger LOG = Logger.getLogger("");

    /** How many bytes the application answers. */
    static final int BODY_LENGTH = 60;

    private VariantServer() {}

    /** The application: a small answer that is there already. */
    private static final class Course extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private static final byte[] BODY =
                "{\"id\":1042,\"title\":\"Linear Algebra\",\"seats\":120,\"open\":true}".getBytes(US_ASCII);

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.setContentLength(BODY.length);
            response.getOutputStream().write(BODY);
        }
    }

    /** Prints the port that it listens on, and runs until the end of its input: until whoever started it ends. */
    public static void main(String... args) throws Exception {
        LOG.setLevel(Level.WARNING);
        var threads = new QueuedThreadPool();
        threads.setDaemon(true);
        var server = new Server(threads);
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var contexts = new ContextHandlerCollection();
        for (var variant : Variant.values()) {
            contexts.addHandler(context(variant));
        }
        server.setHandler(contexts);
        server.start();
        System.out.println(connector.getLocalPort());
        System.in.readAllBytes();
        server.stop();
    }

    private static ServletContextHandler context(Variant variant) {
        var context = new ServletContextHandler(variant.path());
        for (var filter : variant.filters()) {
            var holder = new FilterHolder(filter);
            holder.setAsyncSupported(true);
            context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        var servlet = new ServletHolder(new Course());
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/courses/*");
        return context;
    }
}
