package dev.gatehouse.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page that holds the last answer to every question. An answer that is not asked for anew stays as it is. */
final class Page {

    private static final String HEADING = "## ";

    private static final String INTRODUCTION = """
            # Benchmarks

            What the filters cost, measured with [JMH](https://github.com/openjdk/jmh) where nothing else is said. Whoever runs the
            benchmarks has this page written; nothing in it is typed in. From the root:

            ```sh
            mvn -q -pl filter-bench -am compile exec:exec
            mvn -q -pl filter-bench -am compile exec:exec -Dbench=rules
            mvn -q -pl filter-bench -am compile exec:exec -Dbench="quick rules"
            ```

            The first asks all questions, the second one of them. With `quick` answers come sooner and are worth less: they are
            printed, and this page stays as it is. The questions: %s.

            Times without a unit are in nanoseconds, bytes are what a call allocates. Everything is measured in rounds, in each of
            which all that is compared has its turn, in a JVM of its own where it can: what stands is the median, with the least and
            the greatest behind it. With JMH, a round is twenty stretches of a tenth of a second, of which the fastest counts:
            whatever else a machine does makes stretches longer, never shorter. With several threads it is the one in the middle, as
            a thread is faster while the other has no core. Another machine has other times, and so has the same one an hour later;
            so only figures of one answer can be compared, and ratios, which are taken round by round, are what to read.

            A goal is *reached* if all rounds reach it, *reached by the median* if the median does and not all rounds. What is behind
            those that are missed, and what was tried, is in [a decision of its own](decisions/speed.md).
            """;

    private final List<Question> questions;
    private final Map<String, String> sections = new LinkedHashMap<>();

    /** Reads a page; an empty text is one without answers. */
    Page(List<Question> questions, String text) {
        this.questions = questions;
        for (var section : text.split("(?m)^(?=" + HEADING + ")", -1)) {
            if (section.startsWith(HEADING)) {
                sections.put(section.substring(HEADING.length(), section.indexOf('\n')), section.strip());
            }
        }
    }

    /** Replaces the answer to a question. */
    void put(Question question, Conditions conditions, String answer) {
        sections.put(question.title(), section(question, conditions, answer));
    }

    static String section(Question question, Conditions conditions, String answer) {
        return HEADING + question.title() + "\n\n" + answer.strip() + "\n\nMeasured on " + conditions + ".";
    }

    /** Returns the page in Markdown, with the answers in the order of the questions. */
    @Override
    public String toString() {
        var names = questions.stream().map(question -> "`" + question.name() + "`");
        var text = new StringBuilder(INTRODUCTION.formatted(String.join(", ", names.toList())));
        text.append(goals());
        for (var question : questions) {
            var section = sections.get(question.title());
            text.append(section == null ? "" : "\n" + section + "\n");
        }
        return text.toString();
    }

    /** Returns the goals of all questions in one table, each as its own answer has it. */
    private String goals() {
        var rows = new StringBuilder();
        for (var question : questions) {
            var section = sections.getOrDefault(question.title(), "");
            var head = section.indexOf(Goals.HEAD);
            if (head >= 0) {
                var first = head + Goals.HEAD.length();
                var end = section.indexOf("\n\n", first);
                rows.append(section, first, end < 0 ? section.length() : end).append('\n');
            }
        }
        return rows.isEmpty() ? "" : "\n" + Goals.HEAD + rows;
    }
}
