package dev.gatehouse.example;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Takes each request to its route and writes what that answers. Thread-safe. */
@SuppressWarnings("serial") // Nobody writes a servlet to a stream.
final class ApiServlet extends HttpServlet {

    private static final Logger LOG = Logger.getLogger(ApiServlet.class.getName());

    private final Routes routes;

    ApiServlet(Routes routes) {
        this.routes = routes;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var method = request.getMethod();
        var path = request.getServletPath();
        var route = routes.find(method, path);
        if (route == null) {
            unrouted(method, path).write(method, response);
            return;
        }
        var call = new Call(request, Objects.requireNonNullElse(route.variables(path), Map.of()));
        if (route.async()) {
            var async = request.startAsync();
            async.start(() -> {
                try {
                    answer(route, call).write(method, response);
                } catch (IOException e) {
                    LOG.log(Level.FINE, "The client went away", e);
                } finally {
                    async.complete();
                }
            });
            return;
        }
        answer(route, call).write(method, response);
    }

    private static Answer answer(Routes.Route route, Call call) throws IOException {
        try {
            return route.handler().answer(call);
        } catch (ApiException e) {
            return e.answer();
        }
    }

    private Answer unrouted(String method, String path) {
        var allowed = routes.allowed(path);
        if (allowed.isEmpty()) {
            return Answer.error(404, "not_found", "There is nothing at " + path + ".");
        }
        if (method.equals("OPTIONS")) {
            return Answer.options(allowed);
        }
        return Answer.error(405, "method_not_allowed", path + " understands " + allowed + ".")
                .with("Allow", allowed);
    }
}
