package dev.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PageTest {

    private static final Question FIRST = new Question("first", "Is it fast?", jmh -> "");
    private static final Question SECOND = new Question("second", "Is it small?", jmh -> "");
    private static final List<Question> QUESTIONS = List.of(FIRST, SECOND);
    private static final Conditions CONDITIONS = new Conditions("2 cores", "17", "abc1234", "caffeine-3");

    @Test
    void putsAnswersInTheOrderOfTheQuestions() {
        var page = new Page(QUESTIONS, "");
        page.put(SECOND, CONDITIONS, "Quite.\n");
        page.put(FIRST, CONDITIONS, "Yes.\n");

        assertThat(page.toString())
                .startsWith("# Benchmarks\n")
                .contains("The questions: `first`, `second`.")
                .endsWith("""

                ## Is it fast?

                Yes.

                Measured on 2 cores; JDK 17; commit abc1234; caffeine-3.

                ## Is it small?

                Quite.

                Measured on 2 cores; JDK 17; commit abc1234; caffeine-3.
                """);
    }

    @Test
    void keepsTheAnswersThatAreNotAskedForAnew() {
        var before = new Page(QUESTIONS, "");
        before.put(FIRST, CONDITIONS, "Yes.");
        before.put(SECOND, CONDITIONS, "Quite.");

        var page = new Page(QUESTIONS, before.toString());
        page.put(FIRST, CONDITIONS, "No.");

        assertThat(page.toString()).isEqualTo(before.toString().replace("Yes.", "No."));
    }

    @Test
    void dropsAnswersToWhatIsNoQuestionAnyMore() {
        var before = new Page(QUESTIONS, "");
        before.put(FIRST, CONDITIONS, "Yes.");
        before.put(SECOND, CONDITIONS, "Quite.");

        assertThat(new Page(List.of(FIRST), before.toString()).toString())
                .contains("Yes.")
                .doesNotContain("Quite.");
    }

    @Test
    void putsTheGoalsOfAllAnswersFirst() {
        var page = new Page(QUESTIONS, "");
        page.put(FIRST, CONDITIONS, new Goals().atMost("time", 2, Figure.of(1)) + "A table.");
        page.put(
                SECOND,
                CONDITIONS,
                new Goals().bytesAtMost("size", 100, Figure.of(8)).toString());

        assertThat(new Page(QUESTIONS, page.toString()).toString())
                .isEqualTo(page.toString())
                .containsSubsequence("""
                        | goal | asked | measured | |
                        | --- | --- | --- | --- |
                        | time | at most 2.0 | 1.00 | reached |
                        | size | at most 100 bytes | 8 bytes | reached |

                        ## Is it fast?

                        | goal | asked | measured | |
                        | --- | --- | --- | --- |
                        | time | at most 2.0 | 1.00 | reached |

                        A table.
                        """);
    }

    @Test
    void namesTheLibrariesThatItIsMeasuredWith() {
        var classPath = String.join(
                File.pathSeparator,
                "/a/target/classes",
                "/r/jetty-server-12.1.12.jar",
                "/r/jetty-http-12.1.12.jar",
                "/r/caffeine-3.3.1.jar");
        assertThat(Conditions.libraries(classPath)).isEqualTo("caffeine-3.3.1, jetty-server-12.1.12");
    }
}
