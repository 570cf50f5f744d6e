package dev.gatehouse.config;

import dev.gatehouse.InvalidPolicyException;
import java.util.List;

/** What was reported, in a form that is short to compare with: place, code and fix. */
final class Reports {

    private Reports() {}

    static List<String> lines(Problems problems) {
        try {
            problems.throwIfAny("test");
            return List.of();
        } catch (InvalidPolicyException e) {
            return e.problems().stream()
                    .map(problem -> (problem.place() + " [" + problem.code() + "] " + problem.fix()).strip())
                    .toList();
        }
    }
}
