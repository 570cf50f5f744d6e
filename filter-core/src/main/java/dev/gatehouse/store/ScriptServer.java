package dev.gatehouse.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A server that several nodes share: it keeps values under keys, and runs scripts on them, each as one step. Made by
 * {@code filter-redis}; whoever has a client of another kind can write one.
 *
 * <p>Thread-safe. Nothing here waits.
 */
public interface ScriptServer extends AutoCloseable {

    /**
     * Has a script run. Where there is no connection, or more is under way than may be, what is returned has failed
     * already. A script is run once or not at all, and never again after a connection was lost. What is returned can be
     * cancelled until it is sent, and is not run then; later {@link CompletableFuture#cancel} returns false, and the
     * answer may come yet.
     *
     * @param keys what the script reads and writes; if the server is {@linkplain #isPartitioned partitioned}, all with
     *     the same text in braces
     * @param arguments what else it is told
     * @return the whole numbers that it returns; those of this call, if the script {@linkplain Script#takesSeveral
     *     takes several}
     */
    CompletableFuture<List<Long>> run(Script script, List<byte[]> keys, List<byte[]> arguments);

    /** Returns whether a script can only have keys of one part of the server, as in a Redis Cluster. */
    boolean isPartitioned();

    /** Gives up a connection on which nothing has been answered for some time, and makes another. */
    void reconnect();

    /** Ends the connection, and every thread of it. */
    @Override
    void close();
}
