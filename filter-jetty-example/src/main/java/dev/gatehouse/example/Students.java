package dev.gatehouse.example;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Who learns. Thread-safe. */
final class Students {

    private final Register<Student> register = new Register<>();

    record Student(long id, String name, String email) {}

    private record Draft(String name, String email) implements LongFunction<Student> {

        static Draft read(Fields fields) {
            var draft = new Draft(fields.text("name", 80), fields.text("email", 120));
            var at = draft.email.indexOf('@');
            if (!draft.email.isEmpty() && (at < 1 || at == draft.email.length() - 1)) {
                fields.problem("email", "must have something on both sides of an @");
            }
            fields.noOthers();
            return draft;
        }

        @Override
        public Student apply(long id) {
            return new Student(id, name, email);
        }
    }

    void addExamples() {
        var names = List.of(
                "Ada Byron",
                "Grace Brewster",
                "Chinua Eze",
                "Zoë Laurent",
                "Satoshi Mori",
                "Ingrid Dahl",
                "Mateo Rojas",
                "Leïla Haddad",
                "Tom Okafor",
                "Anna Kowalska");
        for (var name : names) {
            var first = name.substring(0, name.indexOf(' '));
            var ascii = first.replace('ë', 'e').replace('ï', 'i').toLowerCase(Locale.ROOT);
            register.add(new Draft(name, ascii + "@school.example"));
        }
    }

    void addTo(Routes routes) {
        routes.get("/students", call -> Answer.ok(Map.of("students", all())))
                .post("/students", this::add)
                .get("/students/{id}", this::show)
                .post("/students/bulk", this::addMany);
    }

    private Answer add(Call call) throws IOException {
        var student = register.add(Fields.readOne(call.body(), Draft::read));
        return Answer.created("/students/" + student.id(), student);
    }

    private Answer addMany(Call call) throws IOException {
        var drafts = Fields.readAll(Json.records(call.body(), "students"), Draft::read);
        var added = register.addAll(drafts);
        return Answer.json(201, Map.of("created", added.size(), "students", added));
    }

    private Answer show(Call call) {
        var student = find(call.id());
        if (student == null) {
            throw ApiException.notFound("There is no such student.");
        }
        return Answer.ok(student);
    }

    Collection<Student> all() {
        return register.all();
    }

    @Nullable
    Student find(long id) {
        return register.find(id);
    }
}
