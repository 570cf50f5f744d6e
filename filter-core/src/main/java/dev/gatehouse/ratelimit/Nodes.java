package dev.gatehouse.ratelimit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.store.Script;
import dev.gatehouse.store.ScriptServer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The nodes that share a server: each says once a second, on a thread of its own, that it is there, and learns how many
 * are. What it hears of the server thereby, no request waits for.
 *
 * <p>Thread-safe.
 */
final class Nodes implements AutoCloseable {

    private static final Logger LOG = System.getLogger(RateLimitFilter.class.getName());

    private static final Script NODES = Scripts.nodes();

    private static final long MILLIS_BETWEEN = 1_000;
    private static final long MILLIS_TO_END = 5_000;

    /** As many seconds as a server remembers a node that says nothing, and one more. */
    private static final int REMEMBERED = 6;

    /** Answers in a row that do not come, after which another connection is made. */
    static final int PATIENCE = 5;

    private final ScriptServer server;
    private final List<byte[]> key;
    private final List<byte[]> name = List.of(UUID.randomUUID().toString().getBytes(UTF_8));
    private final long deadlineNanos;
    private final Consumer<Boolean> listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /**
     * What was heard the last times. The most of it counts: nodes that could not say for a while that they are there
     * say so again one after the other, and none is to take itself for more than it is meanwhile.
     */
    private final int[] heard = new int[REMEMBERED];

    private int answers;
    private volatile int count = 1;
    private int unanswered;

    /**
     * Makes one that has not begun.
     *
     * @param deadlineNanos how long an answer may take
     * @param listener hears once a second whether there was one
     */
    Nodes(ScriptServer server, SubjectKeys keys, long deadlineNanos, Consumer<Boolean> listener) {
        this.server = server;
        this.key = List.of(keys.nodes());
        this.deadlineNanos = deadlineNanos;
        this.listener = listener;
        // No thread-locals of whoever deploys: they would be kept as long as the application is.
        this.thread = new Thread(null, this::run, "gatehouse store", 0, false);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.setDaemon(true);
    }

    /** Begins, and waits until there is an answer, for so long at most. */
    void start(long patienceNanos) {
        var until = System.nanoTime() + patienceNanos;
        while (!beat() && System.nanoTime() < until) {
            try {
                if (closed.await(10, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        thread.start();
    }

    /** Returns how many nodes there are, this one included; as many as there were last, while nobody knows. */
    int count() {
        return count;
    }

    private void run() {
        try {
            while (!closed.await(MILLIS_BETWEEN, TimeUnit.MILLISECONDS)) {
                try {
                    beatOrReconnect();
                } catch (RuntimeException e) {
                    // Without another beat nobody would ever ask the server again.
                    LOG.log(Level.WARNING, "The store cannot be asked", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says that this node is there, and has another connection made if that was not answered a few times in a row. */
    void beatOrReconnect() {
        unanswered = beat() ? 0 : unanswered + 1;
        if (unanswered == PATIENCE) {
            unanswered = 0;
            server.reconnect();
        }
    }

    /** Says that this node is there; returns whether it was answered. */
    boolean beat() {
        var answered = false;
        var answer = server.run(NODES, key, name);
        try {
            heard[answers++ % REMEMBERED] = Math.toIntExact(
                    answer.get(deadlineNanos, TimeUnit.NANOSECONDS).get(0));
            count = Math.max(1, Arrays.stream(heard).max().orElse(1));
            answered = true;
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listener.accept(answered);
        return answered;
    }

    /** Ends it; its thread is gone when this returns, so that nothing keeps an application that is undeployed. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(MILLIS_TO_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
