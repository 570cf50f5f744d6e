package dev.gatehouse.example;

import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for. Immutable.
 *
 * @param port the API's port; 0 is any free one
 * @param otherPort the port where the page is another origin; 0 is any free one
 * @param policy where the filters read their policy, or null for the example's own
 * @param help whether only the help is wanted
 */
record Options(int port, int otherPort, @Nullable String policy, boolean help) {

    static final String HELP = """
            Usage: java -jar filter-jetty-example.jar [options]

            A small JSON API behind CorsFilter and RateLimitFilter, and a page that shows
            them at work. It listens on 127.0.0.1 only.

              --port N         the port of the API and its page; 0 takes any free one
                               (default 8080)
              --other-port N   the port where the same page is another origin
                               (default the port after --port)
              --policy FILE    read both filters' policy from this JSON file, or from
                               classpath:NAME; classpath:gatehouse.json is an example
                               (default: the example's own, which fits the ports)
              --help           show this and stop
            """;

    private static final int DEFAULT_PORT = 8080;
    private static final int LAST_PORT = 65_535;

    /** A command line that cannot be followed; the message says why. */
    static final class UsageException extends Exception {

        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    /**
     * Reads a command line.
     *
     * @throws UsageException if an option is unknown, given twice, lacks its value or has an impossible one
     */
    static Options parse(String... args) throws UsageException {
        Integer port = null;
        Integer otherPort = null;
        String policy = null;
        for (var i = 0; i < args.length; i++) {
            var equals = args[i].indexOf('=');
            var name = equals < 0 ? args[i] : args[i].substring(0, equals);
            if (name.equals("--help") || name.equals("-h")) {
                return new Options(0, 0, null, true);
            }
            var given = switch (name) {
                case "--port" -> port;
                case "--other-port" -> otherPort;
                case "--policy" -> policy;
                default -> throw new UsageException("unknown option '" + args[i] + "'");
            };
            if (given != null) {
                throw new UsageException(name + " is given twice");
            }
            if (equals < 0 && i + 1 == args.length) {
                throw new UsageException(name + " needs a value");
            }
            var value = equals < 0 ? args[++i] : args[i].substring(equals + 1);
            switch (name) {
                case "--port" -> port = portNumber(name, value);
                case "--other-port" -> otherPort = portNumber(name, value);
                default -> policy = file(name, value);
            }
        }
        var first = port == null ? DEFAULT_PORT : port;
        return new Options(first, otherPort == null ? after(first) : other(otherPort, first), policy, false);
    }

    private static int portNumber(String name, String value) throws UsageException {
        try {
            var number = Integer.parseInt(value);
            if (number >= 0 && number <= LAST_PORT) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is no port.
        }
        throw new UsageException(name + " is '" + value + "', not a port: write a number from 0 to " + LAST_PORT);
    }

    private static String file(String name, String value) throws UsageException {
        if (value.isBlank()) {
            throw new UsageException(name + " needs the name of a file");
        }
        return value;
    }

    private static int after(int port) throws UsageException {
        if (port == LAST_PORT) {
            throw new UsageException("no port comes after " + LAST_PORT + ": choose the other with --other-port");
        }
        return port == 0 ? 0 : port + 1;
    }

    private static int other(int otherPort, int port) throws UsageException {
        if (otherPort == port && port != 0) {
            throw new UsageException(
                    "--port and --other-port are both " + port + "; another origin needs another port");
        }
        return otherPort;
    }
}
