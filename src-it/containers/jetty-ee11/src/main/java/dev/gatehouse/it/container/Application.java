package dev.gatehouse.it.container;

import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;

/** A WAR, as this Jetty takes it. */
final class Application extends WebAppContext {

    Application(String war, String contextPath) {
        super(war, contextPath);
        JakartaWebSocketServletContainerInitializer.configure(this, null);
    }

    /** Has it tell paths that could mean several things, too. */
    void takeAmbiguousUris() {
        getServletHandler().setDecodeAmbiguousURIs(true);
    }
}
