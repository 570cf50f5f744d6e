package dev.gatehouse.ratelimit;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link RateLimitFilter} decides, for whoever watches it: statistics, metrics, alerts. It keeps nothing until
 * it is opened; from then on whoever reads it has each decision once, some time after it was made.
 *
 * <p>Read it some forty times a second: each of 64 places, which threads have one of each, keeps 512 decisions. Where
 * more come than that, those that are kept stand for the others ({@link Decision#weight}), so that requests never wait
 * for whoever reads, and memory is bounded: by 10 MB, where all places are in use.
 *
 * <p>Thread-safe.
 */
public final class DecisionJournal {

    private final List<Recorder> recorders = new CopyOnWriteArrayList<>();

    /** For those who share a place with another thread. */
    private final Recorder strays = new Recorder();

    private volatile boolean isOpen;

    DecisionJournal() {
        recorders.add(strays);
    }

    /** Begins to keep decisions. */
    public void open() {
        isOpen = true;
    }

    /** Keeps no more of them; what is kept can still be read. */
    public void close() {
        isOpen = false;
    }

    /** Returns whether it keeps decisions. */
    public boolean isOpen() {
        return isOpen;
    }

    /**
     * Hands over all decisions that were made since it was read, in order for each thread that made them.
     *
     * @param reader must not keep what it is given
     */
    public synchronized void read(Consumer<? super Decision> reader) {
        recorders.forEach(recorder -> recorder.read(reader));
    }

    /** Returns another place to keep decisions in. */
    Recorder newRecorder() {
        var recorder = new Recorder();
        recorders.add(recorder);
        return recorder;
    }

    /** Keeps a decision. */
    void keep(Decision.Outcome outcome, HttpServletRequest request, Workspace work) {
        var recorder = work.recorder(this);
        if (recorder == null) {
            synchronized (strays) {
                keep(strays, outcome, request, work);
            }
        } else {
            keep(recorder, outcome, request, work);
        }
    }

    private static void keep(Recorder recorder, Decision.Outcome outcome, HttpServletRequest request, Workspace work) {
        var decision = recorder.next();
        if (decision == null) {
            return;
        }
        @Nullable String path = request.getRequestURI();
        decision.start(outcome, request.getMethod(), path);
        switch (outcome) {
            case ADMITTED, REFUSED, TOO_MANY_RECORDS, TOO_MANY_BODIES -> {
                decision.caller(work.plan, work.knownKey);
                decision.add(work.charge, false);
                if (work.isTried) {
                    decision.add(work.trial, true);
                }
            }
            // Nothing was charged: what is there of a caller is another request's.
            case UNLIMITED, UNCOUNTED, UNAVAILABLE, UNKNOWN_KEY -> {}
        }
        recorder.written();
    }
}
