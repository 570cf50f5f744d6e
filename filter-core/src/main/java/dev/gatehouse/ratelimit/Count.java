package dev.gatehouse.ratelimit;

import java.util.BitSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which answers make a request count. Immutable. */
final class Count {

    static final Count ALL = new Count("all", IntStream.range(0, 1_000).toArray());
    static final Count FAILURES =
            new Count("failures", IntStream.range(400, 1_000).toArray());
    static final Count SUCCESSES =
            new Count("successes", IntStream.range(0, 400).toArray());

    private final String name;
    private final BitSet statuses = new BitSet();

    private Count(String name, int... statuses) {
        this.name = name;
        for (var status : statuses) {
            this.statuses.set(status);
        }
    }

    static Count of(int... statuses) {
        return new Count(
                "answers of " + IntStream.of(statuses).mapToObj(String::valueOf).collect(Collectors.joining(", ")),
                statuses);
    }

    boolean counts(int status) {
        return statuses.get(status);
    }

    /** Returns whether it takes the answer to tell. */
    boolean isConditional() {
        return this != ALL;
    }

    @Override
    public String toString() {
        return name;
    }
}
