package dev.gatehouse.example;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/** A course with all who take it, as one document: the API's most expensive answer, so it completes asynchronously. */
final class Exports {

    private final Courses courses;
    private final Students students;
    private final Enrollments enrollments;

    private record Export(String exportedAt, Courses.Course course, List<Students.Student> students) {}

    Exports(Courses courses, Students students, Enrollments enrollments) {
        this.courses = courses;
        this.students = students;
        this.enrollments = enrollments;
    }

    void addTo(Routes routes) {
        routes.postAsync("/courses/{id}/export", this::export);
    }

    private Answer export(Call call) {
        var course = courses.require(call.id());
        var enrolled = enrollments.of(course.id()).stream()
                .map(enrollment -> students.find(enrollment.studentId()))
                .filter(Objects::nonNull)
                .toList();
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return Answer.ok(new Export(now.toString(), course, enrolled));
    }
}
