package dev.gatehouse.cors;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link CorsFilter} decides, for whoever watches it. It keeps nothing until it is opened. What it keeps then is
 * bounded: beyond 64 origins that are not allowed in each of 64 places, which threads have one of each, those that are
 * kept until it is read stand for the others.
 *
 * <p>Thread-safe.
 */
public final class CorsJournal {

    private static final int PLACES = 64;

    /** No longer than what is shown of an origin. */
    private static final int LONGEST = 256;

    private final Place[] places = new Place[PLACES];

    private volatile boolean isOpen;

    CorsJournal() {
        for (var i = 0; i < PLACES; i++) {
            places[i] = new Place();
        }
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

    /** Hands over what was decided since it was read, in no order. */
    public void read(Consumer<? super CorsDecision> reader) {
        for (var place : places) {
            place.read().forEach(reader);
        }
    }

    /**
     * Keeps a decision.
     *
     * @param origin that is not allowed; null if there is none
     */
    void keep(CorsDecision.Outcome outcome, @Nullable String origin) {
        places[(int) Thread.currentThread().getId() & (PLACES - 1)].keep(outcome, origin);
    }

    /** What the threads of one place have decided. */
    private static final class Place {

        private static final int MOST_ORIGINS = 64;

        private final Map<CorsDecision.Outcome, Long> counts = new EnumMap<>(CorsDecision.Outcome.class);
        private final List<CorsDecision> refused = new ArrayList<>();
        private final Map<CorsDecision.Outcome, Long> missed = new EnumMap<>(CorsDecision.Outcome.class);

        synchronized void keep(CorsDecision.Outcome outcome, @Nullable String origin) {
            if (origin == null) {
                counts.merge(outcome, 1L, Long::sum);
            } else if (refused.size() < MOST_ORIGINS) {
                refused.add(new CorsDecision(
                        outcome, origin.length() <= LONGEST ? origin : origin.substring(0, LONGEST), 1));
            } else {
                missed.merge(outcome, 1L, Long::sum);
            }
        }

        synchronized List<CorsDecision> read() {
            if (counts.isEmpty() && refused.isEmpty()) {
                return List.of();
            }
            var all = new ArrayList<>(refused);
            // Those that found no room are stood for by the last one that did, of their kind if there is one.
            missed.forEach((outcome, requests) -> all.add(new CorsDecision(outcome, lastOrigin(outcome), requests)));
            counts.forEach((outcome, requests) -> all.add(new CorsDecision(outcome, null, requests)));
            refused.clear();
            missed.clear();
            counts.clear();
            return all;
        }

        private @Nullable String lastOrigin(CorsDecision.Outcome outcome) {
            for (var i = refused.size() - 1; i >= 0; i--) {
                if (refused.get(i).outcome() == outcome) {
                    return refused.get(i).origin();
                }
            }
            return null;
        }
    }
}
