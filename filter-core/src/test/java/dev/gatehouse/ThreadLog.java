package dev.gatehouse;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the thread that made this logs of a class, until it is closed. */
public final class ThreadLog extends Handler implements AutoCloseable {

    private final List<String> lines = new ArrayList<>();
    private final Thread thread = Thread.currentThread();
    private final Logger logger;

    private ThreadLog(Logger logger) {
        this.logger = logger;
    }

    /** Begins to listen. */
    public static ThreadLog of(Class<?> type) {
        var log = new ThreadLog(Logger.getLogger(type.getName()));
        log.logger.addHandler(log);
        return log;
    }

    /** Returns the lines, each with its level: {@code INFO: The store answers again}. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord entry) {
        if (Thread.currentThread() == thread) {
            lines.add(entry.getLevel() + ": " + new SimpleFormatter().formatMessage(entry));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
