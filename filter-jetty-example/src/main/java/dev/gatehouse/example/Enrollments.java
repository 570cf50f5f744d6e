package dev.gatehouse.example;

import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** Which student takes which course. Thread-safe. */
final class Enrollments {

    private static final int CAPACITY = 500_000;

    private final Courses courses;
    private final Students students;
    private final NavigableSet<Enrollment> enrollments = new ConcurrentSkipListSet<>(
            Comparator.comparingLong(Enrollment::courseId).thenComparingLong(Enrollment::studentId));

    record Enrollment(long courseId, long studentId) {}

    Enrollments(Courses courses, Students students) {
        this.courses = courses;
        this.students = students;
    }

    void addExamples() {
        for (var course : courses.all()) {
            for (var student : students.all()) {
                if ((course.id() + student.id()) % 3 == 0) {
                    enrollments.add(new Enrollment(course.id(), student.id()));
                }
            }
        }
    }

    void addTo(Routes routes) {
        routes.post("/enrollments/bulk", this::addMany);
    }

    private Answer addMany(Call call) throws IOException {
        var wanted = Fields.readAll(Json.records(call.body(), "enrollments"), this::read);
        var created = addAll(wanted);
        return Answer.json(201, Map.of("created", created, "already", wanted.size() - created));
    }

    private Enrollment read(Fields fields) {
        var courseId = fields.number("courseId", 1, Long.MAX_VALUE);
        var studentId = fields.number("studentId", 1, Long.MAX_VALUE);
        if (courseId > 0 && !courses.has(courseId)) {
            fields.problem("courseId", "is of no course");
        }
        if (studentId > 0 && students.find(studentId) == null) {
            fields.problem("studentId", "is of no student");
        }
        fields.noOthers();
        return new Enrollment(courseId, studentId);
    }

    private synchronized int addAll(Iterable<Enrollment> wanted) {
        var created = 0;
        for (var enrollment : wanted) {
            if (enrollments.size() >= CAPACITY) {
                throw new ApiException(507, "full", "The example keeps at most " + CAPACITY + " of these.");
            }
            created += enrollments.add(enrollment) ? 1 : 0;
        }
        return created;
    }

    /** Returns the enrollments of one course, by student. */
    NavigableSet<Enrollment> of(long courseId) {
        return enrollments.subSet(
                new Enrollment(courseId, Long.MIN_VALUE), true, new Enrollment(courseId, Long.MAX_VALUE), true);
    }
}
