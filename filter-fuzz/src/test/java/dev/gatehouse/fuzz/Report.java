package dev.gatehouse.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.ConfigProblem;
import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.config.Problems;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an operator is told of what was written wrongly: each problem has a place, a code and a sentence. */
public final class Report {

    private Report() {}

    /** Checks a report, and returns its problems. */
    public static List<ConfigProblem> of(Problems problems) {
        try {
            problems.throwIfAny("input");
            return List.of();
        } catch (InvalidPolicyException e) {
            return of(e);
        }
    }

    /** Checks a report, and returns its problems. */
    public static List<ConfigProblem> of(InvalidPolicyException report) {
        assertThat(report.problems()).isNotEmpty();
        for (var problem : report.problems()) {
            assertThat(problem.place()).as("the place of %s", problem).isNotBlank();
            assertThat(problem.code()).as("the code of %s", problem).matches("[a-zA-Z0-9-]+(\\.[a-z0-9-]+)?");
            assertThat(problem.what()).as("what is wrong in %s", problem).isNotBlank();
        }
        return report.problems();
    }

    /** Returns what a fix says to write, or null if it says something else. */
    public static @Nullable String written(ConfigProblem problem) {
        return problem.fix().startsWith("write ") ? problem.fix().substring("write ".length()) : null;
    }
}
