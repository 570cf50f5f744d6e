package dev.gatehouse.it;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A handler that says that it ran, and how often all of them have, but for the one that is exempt. With {@code route}
 * it runs only for paths that this regular expression matches, as an application's own router does; {@code reads} says
 * what such a router goes by.
 */
public final class Guarded extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final AtomicInteger RUNS = new AtomicInteger();

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        @Nullable String methods = getInitParameter("methods");
        var isOurs = methods == null || List.of(methods.split(" ", -1)).contains(request.getMethod());
        // What applications leave to the container, which answers it without them.
        if (!isOurs || request.getMethod().equals("OPTIONS") || !isRouted(request)) {
            response.setStatus(404);
            return;
        }
        response.setHeader("Reached", getServletName());
        response.setIntHeader("Runs", RUNS.addAndGet(getServletName().equals("open") ? 0 : 1));
        response.setContentType("text/plain");
        response.getOutputStream().print("Reached: " + getServletName() + "\n");
    }

    private boolean isRouted(HttpServletRequest request) {
        @Nullable String route = getInitParameter("route");
        if (route == null) {
            return true;
        }
        @Nullable String reads = getInitParameter("reads");
        try {
            var path = switch (reads == null ? "servlet" : reads) {
                case "uri" -> pathOfUri(request);
                case "file" -> file(request);
                default -> path(request);
            };
            return Pattern.matches(route, path);
        } catch (IllegalArgumentException e) {
            // The container does not tell the path, or what it tells is none here.
            return false;
        }
    }

    /** Goes by what the container says. */
    private static String path(HttpServletRequest request) {
        @Nullable String info = request.getPathInfo();
        return request.getServletPath() + (info == null ? "" : info);
    }

    /** Takes the URI apart as frameworks do: each segment by itself, without its parameters; dots are a segment. */
    private static String pathOfUri(HttpServletRequest request) {
        var uri = request.getRequestURI().substring(request.getContextPath().length());
        return Stream.of(uri.split("/", -1))
                .map(segment -> segment.replaceFirst(";.*", ""))
                .map(Guarded::decoded)
                .map(segment -> segment.replace('/', '\u2044'))
                .collect(Collectors.joining("/"));
    }

    /** Looks for a file as careless applications do: decoding once more, with Windows' separators too. */
    private static String file(HttpServletRequest request) {
        try {
            return Path.of(decoded(path(request)).replace('\\', '/'))
                    .normalize()
                    .toString();
        } catch (InvalidPathException e) {
            return "";
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
