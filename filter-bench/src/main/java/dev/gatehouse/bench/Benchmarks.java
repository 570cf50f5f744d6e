package dev.gatehouse.bench;

import dev.gatehouse.cors.CorsBenchmark;
import dev.gatehouse.http.HttpBenchmark;
import dev.gatehouse.ratelimit.DecisionBenchmark;
import dev.gatehouse.ratelimit.FiltersBenchmark;
import dev.gatehouse.ratelimit.MemoryAnswer;
import dev.gatehouse.ratelimit.NewcomersBenchmark;
import dev.gatehouse.ratelimit.NodesSimulation;
import dev.gatehouse.ratelimit.RulesBenchmark;
import dev.gatehouse.ratelimit.SharedBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks the questions that are named, or all, and writes the answers into {@code docs/benchmarks.md}. */
public final class Benchmarks {

    /** All questions, in the order of the page. */
    static final List<Question> QUESTIONS = List.of(
            CorsBenchmark.QUESTION,
            FiltersBenchmark.QUESTION,
            DecisionBenchmark.QUESTION,
            MemoryAnswer.QUESTION,
            NewcomersBenchmark.QUESTION,
            RulesBenchmark.QUESTION,
            HttpBenchmark.QUESTION,
            SharedBenchmark.QUESTION,
            NodesSimulation.QUESTION);

    private Benchmarks() {}

    /** Runs in the project's root. The arguments are names of questions, and {@code quick}. */
    public static void main(String... args) throws IOException {
        var words = new ArrayList<>(List.of(String.join(" ", args).strip().split("\\s+", -1)));
        words.remove("");
        var quick = words.remove("quick");
        var questions = words.isEmpty()
                ? QUESTIONS
                : words.stream().map(Benchmarks::question).toList();
        var file = Path.of("docs", "benchmarks.md");
        for (var question : questions) {
            var conditions = Conditions.here();
            var answer = question.answer().apply(new Jmh(quick));
            if (quick) {
                System.out.println(Page.section(question, conditions, answer));
            } else {
                var page = new Page(QUESTIONS, Files.exists(file) ? Files.readString(file) : "");
                page.put(question, conditions, answer);
                Files.writeString(file, page.toString());
            }
        }
    }

    private static Question question(String name) {
        return QUESTIONS.stream()
                .filter(question -> question.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no question '" + name + "'; there are "
                        + QUESTIONS.stream().map(Question::name).toList()));
    }
}
