package dev.gatehouse.config;

import dev.gatehouse.ConfigProblem;
import dev.gatehouse.InvalidPolicyException;
import java.util.ArrayList;
import java.util.List;

/** The problems found so far in one configuration. Not thread-safe. */
public final class Problems {

    private final List<ConfigProblem> found;
    private final boolean quoting;

    /** Makes an empty list of problems. */
    public Problems() {
        this(new ArrayList<>(), true);
    }

    private Problems(List<ConfigProblem> found, boolean quoting) {
        this.found = found;
        this.quoting = quoting;
    }

    /**
     * Returns what adds to the same list, but says of what was written in a wrong place only where that is: for a file
     * that holds secrets, which somebody may have put anywhere in it.
     */
    Problems withoutQuotes() {
        return new Problems(found, false);
    }

    /** Returns whether what was written may be quoted. */
    boolean areQuoting() {
        return quoting;
    }

    /** Returns a value as its writer would recognise it, or of what kind it is where it may not be quoted. */
    String quoted(Setting setting) {
        return quoting ? setting.quoted() : setting.kind();
    }

    /** Adds a problem that has a fix. */
    public void add(String place, String code, String what, String fix) {
        found.add(new ConfigProblem(place, code, what, fix));
    }

    /** Returns a place, without the names in it where those may not be quoted. */
    String place(String place) {
        return quoting ? place : place.replaceFirst(" \\(/.*", "");
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
