package dev.gatehouse.example;

/** Everything the example's API is about, in memory. Thread-safe. */
final class School {

    private final Courses courses = new Courses();
    private final Students students = new Students();
    private final Enrollments enrollments = new Enrollments(courses, students);

    private School() {}

    /** Makes a school that has courses, students and enrollments to show. */
    static School withExamples() {
        var school = new School();
        school.courses.addExamples();
        school.students.addExamples();
        school.enrollments.addExamples();
        return school;
    }

    void addTo(Routes routes) {
        courses.addTo(routes);
        students.addTo(routes);
        enrollments.addTo(routes);
        new Exports(courses, students, enrollments).addTo(routes);
        new Search(courses, students).addTo(routes);
        new Logins().addTo(routes);
        new Health().addTo(routes);
    }
}
