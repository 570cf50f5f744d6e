package dev.gatehouse.ratelimit;

import dev.gatehouse.store.ScriptServer;

/** A server that has what it is asked for done by another, but for what a test changes. */
abstract class ServerOver implements ScriptServer {

    final ScriptServer server;

    ServerOver(ScriptServer server) {
        this.server = server;
    }

    @Override
    public boolean isPartitioned() {
        return server.isPartitioned();
    }

    @Override
    public void reconnect() {
        server.reconnect();
    }

    @Override
    public void close() {
        server.close();
    }
}
