package dev.gatehouse.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;

/** An application that does whatever the path says that applications do with an answer. */
public final class Behaving extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getDispatcherType() == DispatcherType.INCLUDE) {
            print(response, "included");
            return;
        }
        switch (request.getPathInfo()) {
            case "/reset" -> {
                response.setHeader("X-Early", "gone");
                print(response, "gone");
                response.reset();
                print(response, "reset");
            }
            case "/send-error" -> response.sendError(409);
            case "/send-error-without-page" -> response.sendError(410);
            case "/throw" -> throw new IllegalStateException("the application's");
            case "/throw-without-page" -> throw new UnsupportedOperationException("the application's");
            case "/error-page" -> print(response, "error page");
            case "/forward" -> request.getRequestDispatcher("/does/answer").forward(request, response);
            case "/include" -> request.getRequestDispatcher("/does/answer").include(request, response);
            case "/async" -> {
                var async = request.startAsync(request, response);
                async.start(() -> {
                    try {
                        print(response, "async");
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    } finally {
                        async.complete();
                    }
                });
            }
            case "/async-dispatch" -> {
                if (request.getDispatcherType() == DispatcherType.REQUEST) {
                    request.startAsync(request, response).dispatch();
                } else {
                    print(response, "async dispatch");
                }
            }
            case "/async-timeout" -> request.startAsync(request, response).setTimeout(200);
            default -> print(response, "answer");
        }
    }

    private static void print(HttpServletResponse response, String text) throws IOException {
        response.setContentType("text/plain");
        response.getOutputStream().print(text);
    }

    /** Has the container open WebSockets at {@code /echo}. */
    public static final class Sockets implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            var container = (ServerContainer) event.getServletContext().getAttribute(ServerContainer.class.getName());
            try {
                container.addEndpoint(
                        ServerEndpointConfig.Builder.create(Echo.class, "/echo").build());
            } catch (DeploymentException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Says again what it is told. */
    public static final class Echo extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            // No lambda: its type would not say what messages it takes.
            session.addMessageHandler(new MessageHandler.Whole<String>() {
                @Override
                public void onMessage(String text) {
                    try {
                        session.getBasicRemote().sendText(text);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
        }
    }
}
