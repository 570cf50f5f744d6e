package dev.gatehouse;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.ee9.servlet.ServletContextHandler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;

/** A real servlet container without a network: the text of a request in, the text of the whole answer out. */
public final class InMemoryServer implements AutoCloseable {

    /** An answer: its status, its headers in their order as {@code Name: value}, and its body. */
    public record Answer(int status, List<String> headers, String body) {

        /** Returns the values of a header, in their order. */
        public List<String> values(String name) {
            return headers.stream()
                    .filter(header -> header.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                    .map(header -> header.substring(name.length() + 2))
                    .toList();
        }
    }

    private final Server server = new Server();
    private final LocalConnector connector;

    /** Starts a server with one context, at the root, that the customizer has put filters and servlets into. */
    public InMemoryServer(Consumer<ServletContextHandler> customizer) throws Exception {
        var configuration = new HttpConfiguration();
        configuration.setSendDateHeader(false);
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(256 * 1024);
        connector = new LocalConnector(server, new HttpConnectionFactory(configuration));
        server.addConnector(connector);
        var context = new ServletContextHandler();
        context.setContextPath("/");
        customizer.accept(context);
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    /**
     * Sends a request as it stands, with line ends made HTTP's, and returns the answer as it stands. A request without
     * the empty line after its headers gets one, and one without Host is sent to {@code service.example}.
     */
    public String exchange(String request) throws Exception {
        var text = request.strip();
        if (!text.contains("\nHost:")) {
            text = text.replaceFirst("(?m)$", "\nHost: service.example");
        }
        if (!text.contains("\n\n")) {
            text += "\n\n";
        }
        return connector.getResponse(text.replace("\n", "\r\n"), text.startsWith("HEAD "), 10, TimeUnit.SECONDS);
    }

    /** Sends a request as {@link #exchange} does, and takes the answer apart. */
    public Answer send(String request) throws Exception {
        var answer = exchange(request);
        var end = answer.indexOf("\r\n\r\n");
        var lines = new ArrayList<>(answer.substring(0, end).lines().toList());
        var status = Integer.parseInt(lines.remove(0).substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        return new Answer(status, lines, answer.substring(end + 4));
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
