package dev.gatehouse.example;

import dev.gatehouse.ConfigProblem;
import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.cors.CorsFilter;
import dev.gatehouse.dashboard.UsageServlet;
import dev.gatehouse.ratelimit.RateLimitFilter;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * Jetty with both filters in front of a small API, listening on the loopback address only. A second port serves the
 * page as another origin, without the filters. Thread-safe once started.
 */
public final class ExampleServer implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int EXIT_TROUBLE = 1;
    private static final int EXIT_USAGE = 2;

    /** Held, as the next one is, because a logger that nobody holds forgets its level. */
    private static final Logger JETTY_LOG = Logger.getLogger("org.eclipse.jetty");

    private static final Logger FILTER_LOG = Logger.getLogger("dev.gatehouse");

    private final Server api = new Server();
    private final Server site = new Server();
    private final ServerConnector apiPort = connector(api);
    private final ServerConnector sitePort = connector(site);

    /** A server that could not start; the message is for its operator. */
    static final class StartException extends Exception {

        private static final long serialVersionUID = 1L;

        StartException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private ExampleServer() {}

    /** Runs the server until it is stopped. */
    public static void main(String[] args) {
        var status = run(args, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Does what {@link #main} does, and returns the exit status. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        try {
            var options = Options.parse(args);
            if (options.help()) {
                out.print(Options.HELP);
                return 0;
            }
            try (var running = start(options)) {
                running.api.setStopAtShutdown(true);
                running.site.setStopAtShutdown(true);
                out.print(running.greeting(options));
                out.flush();
                running.api.join();
                return 0;
            }
        } catch (Options.UsageException e) {
            err.println("filter-jetty-example: " + e.getMessage() + "\nThe options are shown by --help.");
            return EXIT_USAGE;
        } catch (StartException e) {
            err.println(e.getMessage());
            return EXIT_TROUBLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /**
     * Starts a server.
     *
     * @throws StartException if a port cannot be had or a filter refuses its policy
     */
    static ExampleServer start(Options options) throws StartException {
        // What Jetty would say at start is in the greeting, or in the one message of a failure.
        JETTY_LOG.setLevel(Level.SEVERE);
        // The filters log the policy that they go by; the greeting tells the example's own.
        FILTER_LOG.setLevel(options.policy() == null ? Level.WARNING : Level.INFO);
        var started = new ExampleServer();
        try {
            // Opened before the rest is made, because the policy names the port that was really given.
            open(started.apiPort, "--port", options.port());
            open(started.sitePort, "--other-port", options.otherPort());
            started.assemble(options);
            started.api.start();
            started.site.start();
            JETTY_LOG.setLevel(Level.WARNING);
            return started;
        } catch (StartException e) {
            started.close();
            throw e;
        } catch (Exception e) {
            started.close();
            throw new StartException(report(e), e);
        }
    }

    private void assemble(Options options) {
        var wire = new WireLog();
        var page = new Page(options.policy(), port(), otherPort());

        var apiRoutes = new Routes();
        page.addTo(apiRoutes);
        School.withExamples().addTo(apiRoutes);
        var apiContext = context(apiRoutes);
        withFilters(apiContext, options.policy());
        apiContext.addServlet(usage(), "/usage/*");
        api.setHandler(apiContext);
        api.setRequestLog(wire);

        var siteRoutes = new Routes();
        page.addTo(siteRoutes);
        wire.addTo(siteRoutes);
        site.setHandler(context(siteRoutes));
    }

    private void withFilters(ServletContextHandler context, @Nullable String policyFile) {
        var cors = new FilterHolder();
        var rateLimit = new FilterHolder();
        if (policyFile == null) {
            cors.setFilter(new CorsFilter(ExamplePolicies.cors("http://localhost:" + otherPort())));
            rateLimit.setFilter(new RateLimitFilter(ExamplePolicies.rateLimit()));
        } else {
            cors.setHeldClass(CorsFilter.class);
            cors.setInitParameter("policyFile", policyFile);
            rateLimit.setHeldClass(RateLimitFilter.class);
            rateLimit.setInitParameter("policyFile", policyFile);
        }
        cors.setName("cors");
        cors.setAsyncSupported(true);
        rateLimit.setName("rateLimit");
        rateLimit.setAsyncSupported(true);
        // CORS first, so that a page can read the 429 that it caused.
        context.addFilter(cors, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR));
        context.addFilter(rateLimit, "/*", EnumSet.of(DispatcherType.REQUEST));
    }

    private static ServletHolder usage() {
        var usage = new ServletHolder("usage", new UsageServlet());
        usage.setInitParameter("access", "loopback");
        usage.setInitOrder(1);
        return usage;
    }

    private static ServletContextHandler context(Routes routes) {
        var context = new ServletContextHandler("/");
        context.setErrorHandler(new JsonErrors());
        var servlet = new ServletHolder("api", new ApiServlet(routes));
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/");
        return context;
    }

    private static ServerConnector connector(Server server) {
        server.setErrorHandler(new JsonErrors());
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        var connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(HOST);
        server.addConnector(connector);
        return connector;
    }

    private static void open(ServerConnector connector, String option, int port) throws StartException {
        connector.setPort(port);
        try {
            connector.open();
        } catch (IOException e) {
            throw new StartException(
                    "Port " + port + " of " + HOST + " cannot be had: " + whyNot(e) + ".\nChoose another with " + option
                            + ", or let the system choose with " + option + " 0.",
                    e);
        }
    }

    private static String whyNot(IOException e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof BindException && String.valueOf(at.getMessage()).contains("in use")) {
                return "another program listens there";
            }
        }
        var cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    }

    /** Finds the filters' own reports in what Jetty wrapped around them. Both filters may have one. */
    private static String report(Throwable failure) {
        var reports = new ArrayList<String>();
        var reported = new HashSet<ConfigProblem>();
        collect(failure, reports, reported, Collections.newSetFromMap(new IdentityHashMap<>()));
        return reports.isEmpty() ? "The server did not start: " + failure : String.join("\n\n", reports);
    }

    private static void collect(
            @Nullable Throwable at, List<String> reports, Set<ConfigProblem> reported, Set<Throwable> seen) {
        if (at == null || !seen.add(at)) {
            return;
        }
        // A file that cannot be read at all is the same problem to both filters.
        if (at instanceof InvalidPolicyException policy && reported.addAll(policy.problems())) {
            reports.add(String.valueOf(policy.getMessage()));
        }
        collect(at.getCause(), reports, reported, seen);
        for (var suppressed : at.getSuppressed()) {
            collect(suppressed, reports, reported, seen);
        }
    }

    String greeting(Options options) {
        return """
                Gatehouse example
                  open    http://localhost:%d/
                  or as   http://localhost:%d/  (another origin)
                  usage   http://localhost:%d/usage/
                  policy  %s
                  stop    Ctrl-C
                """.formatted(port(), otherPort(), port(), policyName(options.policy()));
    }

    private static String policyName(@Nullable String policyFile) {
        return policyFile == null
                ? "the example's own: 5 requests in 10 s and 20 a minute for each API key"
                : policyFile;
    }

    /** Returns the port of the API, as it was given by the system where 0 was asked for. */
    int port() {
        return apiPort.getLocalPort();
    }

    /** Returns the port where the page is another origin. */
    int otherPort() {
        return sitePort.getLocalPort();
    }

    @Override
    public void close() {
        for (var server : List.of(site, api)) {
            try {
                server.stop();
            } catch (Exception e) {
                JETTY_LOG.log(Level.SEVERE, "The server did not stop cleanly", e);
            }
            server.destroy();
        }
        // Stopping closes only what was started; these are opened before.
        apiPort.close();
        sitePort.close();
    }
}
