package dev.gatehouse.example;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Finds rows that have a word in them, whatever its case. */
final class Search {

    private final Courses courses;
    private final Students students;

    private record Found<T>(String query, List<T> results) {}

    Search(Courses courses, Students students) {
        this.courses = courses;
        this.students = students;
    }

    void addTo(Routes routes) {
        routes.get("/search/courses", call -> search(call, courses.all(), row -> row.title() + "\n" + row.teacher()))
                .get("/search/students", call -> search(call, students.all(), row -> row.name() + "\n" + row.email()));
    }

    private static <T> Answer search(Call call, Collection<T> rows, Function<T, String> text) {
        var query = call.query("q");
        var wanted = query.toLowerCase(Locale.ROOT);
        var results = rows.stream()
                .filter(row -> text.apply(row).toLowerCase(Locale.ROOT).contains(wanted))
                .toList();
        return Answer.ok(new Found<>(query, results));
    }
}
