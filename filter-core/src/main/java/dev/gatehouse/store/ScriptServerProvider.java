package dev.gatehouse.store;

import java.util.List;

/**
 * Makes the servers that a policy's setting {@code store} names by their addresses. Found by
 * {@link java.util.ServiceLoader}; {@code filter-redis} brings one.
 */
public interface ScriptServerProvider {

    /**
     * Returns a server, to which it connects in the background, and again whenever the connection is lost.
     *
     * @param urls one address, or several nodes of one Cluster
     * @throws IllegalArgumentException if one of them is none, saying why
     */
    ScriptServer connect(List<String> urls);
}
