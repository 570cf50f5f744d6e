package dev.gatehouse.cors;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Values that are compared exactly as they stand. One that is longer than all of them is not even hashed, so that a
 * value of 8 KB costs as little as a short one. Immutable.
 */
final class ExactSet {

    /** Not {@code Set.copyOf}: its look-up divides, and it forgets the order in which the values were written. */
    private final Set<String> values;

    private final int longest;

    ExactSet(Collection<String> values) {
        this.values = new LinkedHashSet<>(values);
        this.longest = values.stream().mapToInt(String::length).max().orElse(-1);
    }

    boolean contains(String value) {
        return value.length() <= longest && values.contains(value);
    }

    String joined() {
        return String.join(", ", values);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
