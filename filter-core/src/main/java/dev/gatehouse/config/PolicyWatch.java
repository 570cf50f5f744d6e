package dev.gatehouse.config;

import dev.gatehouse.InvalidPolicyException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks once a second whether the files of a policy have changed, and reads the policy again if they have. What cannot
 * be right then leaves the one before in force; that is told once, and tried again when a file changes next.
 *
 * <p>It looks at the files' attributes, and not for events: those do not come from network drives, nor for the links
 * that containers are configured by. A file that is still being written is waited for: it counts as changed once it has
 * been the same for two looks.
 */
public final class PolicyWatch implements AutoCloseable {

    private static final long SECONDS_BETWEEN = 1;
    private static final long SECONDS_TO_END = 5;

    private final String filter;
    private final Logger log;
    private final SourceFiles files;
    private final Consumer<SourceFiles> reading;
    private final CountDownLatch closed = new CountDownLatch(1);

    private SourceFiles.State read;
    private SourceFiles.State seen;
    private @Nullable Thread thread;

    /**
     * Makes a watch that has not begun.
     *
     * @param filter how an operator knows the filter: {@code CorsFilter 'cors'}
     * @param log the filter's
     * @param files those that the policy in force was read from
     * @param reading reads the policy from the files that it is given, and puts it into force; throws
     *     {@link InvalidPolicyException} if it cannot be right
     */
    PolicyWatch(String filter, Logger log, SourceFiles files, Consumer<SourceFiles> reading) {
        this.filter = filter;
        this.log = log;
        this.files = files;
        this.reading = reading;
        this.read = files.state();
        this.seen = read;
    }

    /** Begins to watch, on a thread of its own; on none, if no file can change. Parameters as of the constructor. */
    public static PolicyWatch start(String filter, Logger log, SourceFiles files, Consumer<SourceFiles> reading) {
        var watch = new PolicyWatch(filter, log, files, reading);
        if (!watch.read.isEmpty()) {
            // No thread-locals of whoever deploys: they would be kept as long as the application is.
            var thread = new Thread(null, watch::run, "gatehouse watch of " + filter, 0, false);
            // From Java 19 on, a thread that inherits no locals inherits no class loader either; it finds the
            // application's files.
            thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
            thread.setDaemon(true);
            thread.start();
            watch.thread = thread;
        }
        return watch;
    }

    private void run() {
        try {
            while (!closed.await(SECONDS_BETWEEN, TimeUnit.SECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            log.log(Level.WARNING, "{0}: the policy is not watched any more, as the thread was interrupted", filter);
        }
    }

    /** Looks once. */
    synchronized void look() {
        var now = read.now();
        var isSettled = now.equals(seen);
        seen = now;
        if (isSettled && !now.equals(read)) {
            readAgain(now);
        }
    }

    private void readAgain(SourceFiles.State now) {
        var changed = String.join(" and ", now.changedSince(read));
        var again = files.again();
        try {
            reading.accept(again);
            read = again.state();
        } catch (RuntimeException | Error e) {
            // Whatever it was: the next change is another try.
            tell(changed, e instanceof InvalidPolicyException ? String.valueOf(e.getMessage()) : e.toString());
            read = now.with(again.state());
        }
        seen = read;
    }

    private void tell(String changed, String why) {
        log.log(
                Level.WARNING,
                "{0}: {1} has changed, but the policy before stays in force until it changes again. {2}",
                filter,
                changed,
                why);
    }

    /** Ends it. Its thread is gone when this returns, so that nothing keeps an application that is undeployed. */
    @Override
    public void close() {
        closed.countDown();
        var watching = thread;
        if (watching == null) {
            return;
        }
        try {
            watching.join(TimeUnit.SECONDS.toMillis(SECONDS_TO_END));
            if (watching.isAlive()) {
                // It waits for a file system that does not answer.
                watching.interrupt();
                watching.join(TimeUnit.SECONDS.toMillis(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
