package dev.gatehouse;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration that cannot be right. It names every problem at once; no policy comes of it, and a filter that meets
 * it does not start.
 */
public final class InvalidPolicyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<ConfigProblem> problems;

    /**
     * Makes the exception of its problems.
     *
     * @param subject what was being configured, such as {@code CORS policy}
     * @param problems everything that is wrong with it, in the order in which it was found
     */
    public InvalidPolicyException(String subject, List<ConfigProblem> problems) {
        super(message(subject, problems));
        this.problems = List.copyOf(problems);
    }

    /** Returns every problem, in the order in which they were found: setting by setting. */
    public List<ConfigProblem> problems() {
        return problems;
    }

    private static String message(String subject, List<ConfigProblem> problems) {
        var count = problems.size() == 1 ? "one problem" : problems.size() + " problems";
        return problems.stream()
                .map(ConfigProblem::toString)
                .collect(Collectors.joining("\n", "The " + subject + " has " + count + ":\n", ""));
    }
}
