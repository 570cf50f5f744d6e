package dev.gatehouse.example;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The members of a JSON object that a client sent: reads each, and notes what is wrong with it. Not thread-safe. */
final class Fields {

    /** More would not be read, and a bulk request could have a million. */
    private static final int MOST_PROBLEMS = 10;

    private final JsonNode node;
    private final String where;
    private final List<String> problems;
    private final Set<String> known = new HashSet<>();

    /**
     * Reads an object.
     *
     * @param where what the problems call it: empty, or {@code "[3]."} in a bulk request
     * @param problems gets what is wrong
     */
    Fields(JsonNode node, String where, List<String> problems) {
        this.node = node;
        this.where = where;
        this.problems = problems;
        if (!node.isObject()) {
            problems.add((where.isEmpty() ? "the body" : where) + " is not an object");
        }
    }

    /** Reads one object on its own, and turns the request down if anything is wrong with it. */
    static <T> T readOne(JsonNode body, Reader<T> reader) {
        var problems = new ArrayList<String>();
        var value = reader.read(new Fields(body, "", problems));
        throwIfAny(problems);
        return value;
    }

    /** Reads all the objects of a bulk request, and turns it down as a whole if anything is wrong with one. */
    static <T> List<T> readAll(List<JsonNode> records, Reader<T> reader) {
        var problems = new ArrayList<String>();
        var values = new ArrayList<T>(records.size());
        for (var record : records) {
            values.add(reader.read(new Fields(record, "[" + values.size() + "].", problems)));
            if (problems.size() > MOST_PROBLEMS) {
                break;
            }
        }
        throwIfAny(problems);
        return values;
    }

    /** Makes a value of an object's members. What it makes is thrown away if a member was wrong. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Fields fields);
    }

    /** Reads a text that is required and not blank; it comes back stripped. */
    String text(String name, int longest) {
        known.add(name);
        var value = node.path(name);
        var text = value.asText().strip();
        if (!value.isTextual() || text.isEmpty() || text.length() > longest) {
            problem(name, "must be a text of 1 to " + longest + " characters");
        }
        return text;
    }

    /** Reads a whole number that is required. */
    long number(String name, long least, long most) {
        known.add(name);
        var value = node.path(name);
        var number = value.asLong();
        if (!value.isIntegralNumber() || !value.canConvertToLong() || number < least || number > most) {
            problem(name, "must be a whole number from " + least + " to " + most);
        }
        return number;
    }

    /** Notes that a member is wrong for a reason of its own. */
    void problem(String name, String what) {
        problems.add(where + name + " " + what);
    }

    /** Notes the members that nobody has read. */
    void noOthers() {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                problem("\"" + (name.length() > 40 ? name.substring(0, 40) + "…" : name) + "\"", "is not known here");
            }
        });
    }

    private static void throwIfAny(List<String> problems) {
        if (!problems.isEmpty()) {
            var shown = problems.subList(0, Math.min(MOST_PROBLEMS, problems.size()));
            throw ApiException.invalid(String.join("; ", shown) + (shown.size() < problems.size() ? "; and more" : ""));
        }
    }
}
