package dev.gatehouse.example;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which handler answers which method and path. Filled before the server starts; thread-safe from then on. */
final class Routes {

    private final List<Route> routes = new ArrayList<>();

    /** Answers one kind of request. */
    @FunctionalInterface
    interface Handler {

        /**
         * Answers a request.
         *
         * @throws ApiException to turn it down
         */
        Answer answer(Call call) throws IOException;
    }

    /**
     * One kind of request.
     *
     * @param pattern a path; {@code {name}} stands for any one segment
     * @param async whether the handler runs after the container's thread has gone
     */
    record Route(String method, String pattern, Handler handler, boolean async) {

        /** Returns what the pattern's names stand for in this path, or null if the path is not of this pattern. */
        @Nullable
        Map<String, String> variables(String path) {
            // -1 keeps a trailing slash as an empty segment: "/courses/" is another path than "/courses".
            var wanted = pattern.split("/", -1);
            var given = path.split("/", -1);
            if (wanted.length != given.length) {
                return null;
            }
            var variables = new LinkedHashMap<String, String>();
            for (var i = 0; i < wanted.length; i++) {
                if (wanted[i].startsWith("{") && !given[i].isEmpty()) {
                    variables.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
                } else if (!wanted[i].equals(given[i])) {
                    return null;
                }
            }
            return variables;
        }
    }

    /** Answers GET, and HEAD with it. */
    Routes get(String pattern, Handler handler) {
        routes.add(new Route("GET", pattern, handler, false));
        return this;
    }

    /** Answers POST. */
    Routes post(String pattern, Handler handler) {
        routes.add(new Route("POST", pattern, handler, false));
        return this;
    }

    /** Answers POST, asynchronously. */
    Routes postAsync(String pattern, Handler handler) {
        routes.add(new Route("POST", pattern, handler, true));
        return this;
    }

    /** Returns the route of a request, or null if there is none; the first that was added wins. */
    @Nullable
    Route find(String method, String path) {
        var wanted = method.equals("HEAD") ? "GET" : method;
        for (var route : routes) {
            if (route.method.equals(wanted) && route.variables(path) != null) {
                return route;
            }
        }
        return null;
    }

    /** Returns the value of {@code Allow} for a path, empty if no method has such a path. */
    String allowed(String path) {
        var methods = new TreeSet<String>();
        for (var route : routes) {
            if (route.variables(path) != null) {
                methods.add(route.method);
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        if (!methods.isEmpty()) {
            methods.add("OPTIONS");
        }
        return String.join(", ", methods);
    }
}
