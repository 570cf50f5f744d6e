package dev.gatehouse.config;

import dev.gatehouse.ConfigProblem;
import dev.gatehouse.InvalidPolicyException;
import java.util.ArrayList;
import java.util.List;

/** The problems found so far in one configuration. Not thread-safe. */
public final class Problems {

    private final List<ConfigProblem> found = new ArrayList<>();

    /** Adds a problem that has a fix. */
    public void add(String place, String code, String what, String fix) {
        found.add(new ConfigProblem(place, code, what, fix));
    }

    /** Returns whether nothing has been found. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** Returns how many problems have been found, so that a caller can tell whether a step added any. */
    public int count() {
        return found.size();
    }

    /**
     * Ends the judging.
     *
     * @param subject what was configured, such as {@code CORS policy}
     * @throws InvalidPolicyException with everything found, if anything was
     */
    public void throwIfAny(String subject) {
        if (!found.isEmpty()) {
            throw new InvalidPolicyException(subject, found);
        }
    }
}
