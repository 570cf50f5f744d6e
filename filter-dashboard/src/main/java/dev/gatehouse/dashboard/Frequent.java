package dev.gatehouse.dashboard;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What occurs most, among more things than anybody could count. A count is never too great, and too small by
 * {@link #error} at most; as long as there is room for all different things, it is exact.
 *
 * <p>When the room is used up, the median of all counts is taken off each, and what has none left is forgotten: Misra
 * and Gries' way, many at a time (Anderson and others, arXiv:1705.07001). To add takes as long as a look-up, on the
 * average, and the error is at most a sum of all counts divided by half the room.
 *
 * <p>Not thread-safe.
 */
final class Frequent {

    private final int room;
    private final Map<String, long[]> counts = new HashMap<>();
    private long error;

    /**
     * Makes an empty one.
     *
     * @param room for so many different things
     */
    Frequent(int room) {
        this.room = room;
    }

    /** Adds to what a thing has. */
    void add(String thing, long count) {
        if (count <= 0) {
            return;
        }
        counts.computeIfAbsent(thing, none -> new long[1])[0] += count;
        if (counts.size() > room) {
            makeRoom();
        }
    }

    /** Adds all of another one's. */
    void addAll(Frequent other) {
        other.counts.forEach((thing, count) -> add(thing, count[0]));
        error += other.error;
    }

    private void makeRoom() {
        var sorted =
                counts.values().stream().mapToLong(count -> count[0]).sorted().toArray();
        var median = sorted[sorted.length / 2];
        counts.values().removeIf(count -> {
            count[0] -= median;
            return count[0] <= 0;
        });
        error += median;
    }

    /** Says by how much more each count may be too small. */
    void addError(long count) {
        error += count;
    }

    /** Returns by how much a count may be too small, or that of something which is not there at all. */
    long error() {
        return error;
    }

    /** Returns what is known of a thing's count. */
    long count(String thing) {
        var count = counts.get(thing);
        return count == null ? 0 : count[0];
    }

    /** Returns the most frequent things, the first one first; by name where they are as frequent. */
    List<Map.Entry<String, Long>> most(int number) {
        return counts.entrySet().stream()
                .map(each -> Map.entry(each.getKey(), each.getValue()[0]))
                .sorted(Comparator.<Map.Entry<String, Long>>comparingLong(each -> -each.getValue())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(number)
                .toList();
    }
}
