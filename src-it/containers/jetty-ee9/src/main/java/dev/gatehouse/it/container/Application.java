package dev.gatehouse.it.container;

import org.eclipse.jetty.ee9.webapp.WebAppContext;
import org.eclipse.jetty.ee9.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;

/** A WAR, as this Jetty takes it. */
final class Application extends WebAppContext {

    Application(String war, String contextPath) {
        super(war, contextPath);
        JakartaWebSocketServletContainerInitializer.configure(this, null);
    }

    /** Has it tell paths that could mean several things, too: this one always does. */
    void takeAmbiguousUris() {}
}
