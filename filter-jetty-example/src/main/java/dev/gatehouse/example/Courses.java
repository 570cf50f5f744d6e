package dev.gatehouse.example;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** What is taught. Thread-safe. */
final class Courses {

    private final Register<Course> register = new Register<>();

    record Course(long id, String title, String teacher, long credits) {}

    private record Draft(String title, String teacher, long credits) implements LongFunction<Course> {

        static Draft read(Fields fields) {
            var draft =
                    new Draft(fields.text("title", 120), fields.text("teacher", 80), fields.number("credits", 1, 30));
            fields.noOthers();
            return draft;
        }

        @Override
        public Course apply(long id) {
            return new Course(id, title, teacher, credits);
        }
    }

    void addExamples() {
        var drafts = List.of(
                new Draft("Databases: from relations to recovery", "Edgar Holm", 6),
                new Draft("HTTP and the web platform", "Maya Lindqvist", 4),
                new Draft("Distributed systems", "Barbara Osei", 8),
                new Draft("Statistics for the curious", "Florence Ng", 5),
                new Draft("Introduction to astronomy", "Vera Castellanos", 4),
                new Draft("The history of maps", "Al Idrisi", 3),
                new Draft("Data structures", "Robert Takahashi", 6),
                new Draft("Baking: chemistry you can eat", "Rosa Müller", 2));
        register.addAll(drafts);
    }

    void addTo(Routes routes) {
        routes.get("/courses", call -> Answer.ok(Map.of("courses", all())))
                .post("/courses", this::add)
                .get("/courses/{id}", call -> Answer.ok(require(call.id())));
    }

    private Answer add(Call call) throws IOException {
        var course = register.add(Fields.readOne(call.body(), Draft::read));
        return Answer.created("/courses/" + course.id(), course);
    }

    Collection<Course> all() {
        return register.all();
    }

    boolean has(long id) {
        return register.find(id) != null;
    }

    /**
     * Returns a course.
     *
     * @throws ApiException 404 if there is none of this number
     */
    Course require(long id) {
        var course = register.find(id);
        if (course == null) {
            throw ApiException.notFound("There is no such course.");
        }
        return course;
    }
}
