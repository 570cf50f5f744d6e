package dev.gatehouse.it;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A Jetty of one's own with one context and two servlets, {@code /courses} and the asynchronous {@code /later}. */
final class EmbeddedServer implements AutoCloseable {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    private static void answerLater(HttpServletRequest request, HttpServletResponse response) {
        var async = request.startAsync(request, response);
        async.start(() -> {
            try {
                response.getWriter().print("later");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                async.complete();
            }
        });
    }

    /**
     * Starts it.
     *
     * @throws Exception whatever a filter could not start with
     */
    EmbeddedServer(ServletContextHandler context) throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var courses = new Answering((request, response) -> {
            response.setContentType("application/json");
            response.getWriter().print("[\"Algebra\"]");
        });
        context.addServlet(new ServletHolder("courses", courses), "/courses");
        context.addServlet(new ServletHolder("later", new Answering(EmbeddedServer::answerLater)), "/later");
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    int port() {
        return connector.getLocalPort();
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
