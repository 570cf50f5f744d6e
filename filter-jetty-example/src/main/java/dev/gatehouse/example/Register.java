package dev.gatehouse.example;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one kind, each under a number of its own, in the order in which they came. Thread-safe.
 *
 * @param <T> the row
 */
final class Register<T> {

    /** The most rows: the example keeps them in memory, and anyone may add. */
    static final int CAPACITY = 100_000;

    private final ConcurrentSkipListMap<Long, T> rows = new ConcurrentSkipListMap<>();
    private final AtomicLong next = new AtomicLong(1);

    /**
     * Adds a row for each draft, all or none.
     *
     * @param drafts make the rows of their numbers
     * @throws ApiException if they would be too many
     */
    List<T> addAll(List<? extends LongFunction<T>> drafts) {
        var first = next.getAndUpdate(n -> n - 1 + drafts.size() > CAPACITY ? n : n + drafts.size());
        if (first - 1 + drafts.size() > CAPACITY) {
            throw new ApiException(507, "full", "The example keeps at most " + CAPACITY + " of these; start it again.");
        }
        var added = new ArrayList<T>(drafts.size());
        for (var draft : drafts) {
            var id = first + added.size();
            var row = draft.apply(id);
            rows.put(id, row);
            added.add(row);
        }
        return added;
    }

    /** Adds one row. */
    T add(LongFunction<T> draft) {
        return addAll(List.of(draft)).get(0);
    }

    /** Returns the row of a number, or null if there is none. */
    @Nullable
    T find(long id) {
        return rows.get(id);
    }

    /** Returns all rows; those that come meanwhile may be among them. */
    Collection<T> all() {
        return rows.values();
    }
}
