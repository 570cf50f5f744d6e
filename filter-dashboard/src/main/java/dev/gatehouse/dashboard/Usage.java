package dev.gatehouse.dashboard;

import dev.gatehouse.cors.CorsFilter;
import dev.gatehouse.ratelimit.RateLimitFilter;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what the rate limits of an application decide, in a thread of its own, from when it is started until it is
 * closed. Thread-safe.
 */
final class Usage implements AutoCloseable {

    private static final Logger LOG = System.getLogger(UsageServlet.class.getName());

    /** So often that a journal has room for what comes meanwhile. */
    private static final long READ_EVERY_MILLIS = 25;

    /** Where filters start after this, so many readings later they are found. */
    private static final int LOOK_EVERY = 4;

    /** So many readings are one minute. */
    private static final int SAVE_EVERY = 2_400;

    private static final long PATIENCE_MILLIS = 5_000;

    private final ServletContext application;
    private final Statistics statistics = new Statistics(System::currentTimeMillis);
    private final Set<RateLimitFilter> watched = new HashSet<>();
    private final Set<CorsFilter> watchedCors = new HashSet<>();
    /** Whether it could be written the last time. */
    private boolean isSaved = true;

    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "gatehouse-usage");

    private final @Nullable HistoryFile history;

    private Usage(ServletContext application, @Nullable HistoryFile history) {
        this.application = application;
        this.history = history;
        thread.setDaemon(true);
    }

    /**
     * Starts to add up.
     *
     * @param history what goes on; null if nothing does, and nothing is kept
     */
    static Usage start(ServletContext application, @Nullable HistoryFile history) {
        var usage = new Usage(application, history);
        usage.load();
        // Here, so that nothing is missed that comes as soon as the application is started.
        usage.look();
        usage.thread.start();
        return usage;
    }

    Statistics statistics() {
        return statistics;
    }

    /** Returns the application's rate limits that are running. */
    List<RateLimitFilter> filters() {
        return RateLimitFilter.allOf(application);
    }

    private void run() {
        try {
            for (var round = 0; !end.await(READ_EVERY_MILLIS, TimeUnit.MILLISECONDS); round++) {
                if (round % LOOK_EVERY == 0) {
                    look();
                }
                read();
                if (round % SAVE_EVERY == SAVE_EVERY - 1) {
                    save();
                }
            }
            read();
            save();
        } catch (InterruptedException e) {
            // Nobody here interrupts it: it ends.
            Thread.currentThread().interrupt();
        } finally {
            watched.forEach(filter -> filter.journal().close());
            watchedCors.forEach(filter -> filter.journal().close());
        }
    }

    /** Filters may start after this, or end before it. */
    private void look() {
        var running = new HashSet<>(filters());
        watched.removeIf(filter -> !running.contains(filter));
        for (var filter : running) {
            if (watched.add(filter)) {
                filter.journal().open();
            }
        }
        var runningCors = new HashSet<>(CorsFilter.allOf(application));
        watchedCors.removeIf(filter -> !runningCors.contains(filter));
        for (var filter : runningCors) {
            if (watchedCors.add(filter)) {
                filter.journal().open();
            }
        }
    }

    private void read() {
        try {
            watched.forEach(filter -> statistics.addAll(filter.name(), filter.journal()::read));
            watchedCors.forEach(filter -> statistics.addAllOfCors(filter.journal()::read));
        } catch (RuntimeException e) {
            // What is wrong with one decision must not end the statistics of all.
            LOG.log(Level.WARNING, "A decision could not be added to the usage", e);
        }
    }

    private void load() {
        if (history == null) {
            return;
        }
        try {
            var read = history.read();
            var unreadable = read.damaged();
            for (var section : read.sections()) {
                try {
                    statistics.addHistory(section);
                } catch (IOException e) {
                    unreadable++;
                }
            }
            if (unreadable > 0) {
                LOG.log(Level.WARNING, "{0}: {1} damaged parts of the usage are left out", history, unreadable);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "{0}: the usage of before cannot be read: {1}", history, e);
        }
    }

    private void save() {
        if (history == null) {
            return;
        }
        try {
            history.write(statistics.history());
            isSaved = true;
        } catch (IOException e) {
            // Once, until it succeeds again: a full disk would fill the log too.
            if (isSaved) {
                LOG.log(Level.WARNING, "{0}: the usage cannot be written: {1}", history, e);
            }
            isSaved = false;
        }
    }

    /** Ends it, and the journals. */
    @Override
    public void close() {
        end.countDown();
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
