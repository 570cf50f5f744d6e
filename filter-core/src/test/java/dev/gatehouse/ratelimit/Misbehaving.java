package dev.gatehouse.ratelimit;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** An application that does what its path says. */
final class Misbehaving extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Nobody answers within it. */
    private static final long SOON_MILLIS = 20;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        var path = request.getPathInfo();
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            return;
        }
        if (path.startsWith("/async-")) {
            later(path.substring("/async-".length()), request, response);
        } else if (path.startsWith("/forward-")) {
            request.getRequestDispatcher(path.replace("forward-", "")).forward(request, response);
        } else if (path.startsWith("/include-")) {
            request.getRequestDispatcher(path.replace("include-", "")).include(request, response);
        } else {
            now(path.substring(1), response);
        }
    }

    private static void now(String does, HttpServletResponse response) throws ServletException, IOException {
        switch (does) {
            case "ok" -> response.setContentLength(0);
            case "status-404" -> response.setStatus(404);
            case "send-error-404" -> response.sendError(404);
            case "send-error-500" -> response.sendError(500);
            case "redirect" -> response.sendRedirect("/ok");
            case "throw-runtime" -> throw new IllegalStateException("the application's");
            case "throw-servlet" -> throw new ServletException("the application's");
            case "throw-io" -> throw new IOException("the application's");
            case "throw-error" -> throw new AssertionError("the application's");
            case "created-then-throw" -> {
                response.setStatus(201);
                response.getOutputStream().print("created");
                throw new IllegalStateException("the application's");
            }
            case "send-error-404-then-throw" -> {
                response.sendError(404);
                throw new IllegalStateException("the application's");
            }
            case "sent-then-throw" -> {
                send(200, response);
                throw new IOException("the client has hung up");
            }
            case "sent-404-then-throw" -> {
                send(404, response);
                throw new IOException("the client has hung up");
            }
            case "sent-then-send-error" -> {
                send(200, response);
                try {
                    response.sendError(500);
                } catch (IllegalStateException tooLate) {
                    response.getOutputStream().print("sent");
                }
            }
            case "reset" -> {
                response.setStatus(500);
                response.getOutputStream().print("an error");
                response.reset();
            }
            case "reset-then-404" -> {
                response.getOutputStream().print("an answer");
                response.reset();
                response.setStatus(404);
            }
            default -> throw new IllegalArgumentException(does);
        }
    }

    /** The status goes out, and the end of the answer does not. */
    private static void send(int status, HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.getOutputStream().print("the beginning");
        response.flushBuffer();
    }

    private static void later(String does, HttpServletRequest request, HttpServletResponse response) {
        var async = request.startAsync();
        async.setTimeout(0);
        switch (does) {
            case "twice" -> {
                if (request.getDispatcherType() == DispatcherType.REQUEST) {
                    async.dispatch();
                } else {
                    async.start(async::complete);
                }
            }
            case "status-404" ->
                async.start(() -> {
                    response.setStatus(404);
                    async.complete();
                });
            case "then-throw" -> throw new IllegalStateException("the application's");
            case "complete" -> async.complete();
            case "timeout" -> async.setTimeout(SOON_MILLIS);
            case "timeout-answered" -> {
                async.setTimeout(SOON_MILLIS);
                async.addListener(new Unavailable(async, response));
            }
            default -> async.dispatch("/" + does);
        }
    }

    /** Answers when nobody else has. */
    private record Unavailable(AsyncContext async, HttpServletResponse response) implements AsyncListener {

        @Override
        public void onTimeout(AsyncEvent event) {
            response.setStatus(503);
            async.complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
