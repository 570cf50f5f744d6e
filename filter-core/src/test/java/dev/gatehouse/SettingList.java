package dev.gatehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.config.PolicyFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Every setting that there is, at every level of a policy file and of a file of known keys, as the JSON Schema lists
 * them. A name says where it is: {@code cors.maxAge}, {@code rateLimit.rules.penalty.after}, {@code keyFile.keys.plan}.
 */
public final class SettingList {

    /** What names the policy file itself; the only setting that is in no file. */
    public static final String POLICY_FILE = "policyFile";

    /** Where the names begin that are in a file of known keys. */
    public static final String KEY_FILE = "keyFile";

    public static final JsonNode SCHEMA = readSchema();

    private static final Map<String, Place> PLACES = new TreeMap<>();
    private static final Map<String, Known> ALL = new TreeMap<>();

    static {
        walk("", "", SCHEMA, List.of());
        walk(KEY_FILE, "", SCHEMA.at("/$defs/keyFile"), List.of());
    }

    private SettingList() {}

    /**
     * An object that has settings.
     *
     * @param name of the setting that is this object or a list of them; empty for the whole file
     * @param schema what lists its names
     * @param pointers where it is in a file: {@code #} stands for any index, {@code *} for any plan's name
     */
    public record Place(String name, JsonNode schema, Set<String> pointers) {

        /** Returns where the first such object is in a file, where everybody has the same limits. */
        public String firstPointer() {
            return pointers.stream()
                    .filter(pointer -> !pointer.contains("*"))
                    .findFirst()
                    .orElseThrow()
                    .replace("#", "0");
        }

        /** Returns the names that it lists. */
        public Set<String> names() {
            var names = new TreeSet<String>();
            schema.get("properties").fieldNames().forEachRemaining(names::add);
            return names;
        }

        @Override
        public String toString() {
            return name.isEmpty() ? "the whole file" : name;
        }
    }

    /**
     * A setting.
     *
     * @param name with the places it is in: {@code rateLimit.rules.cost}
     * @param key the last part of it
     * @param schema what says which values it has
     */
    public record Known(String name, String key, JsonNode schema, Place place) {

        /** Returns whether a place in a file, as a problem names it, is this setting's or that of a part of it. */
        public boolean isAt(String pointer) {
            // What is below an object of settings is another setting's.
            var below = PLACES.containsKey(name) ? "(/\\d+)?" : "(/.*)?";
            return place.pointers().stream()
                    .map(place -> place.replace("#", "\\d+").replace("*", "[^/]+"))
                    .anyMatch(place -> pointer.matches(place + "/" + Pattern.quote(key) + below));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Returns everything that the schema lists. */
    public static Collection<Known> all() {
        return Collections.unmodifiableCollection(ALL.values());
    }

    /** Returns every object that has settings. */
    public static Collection<Place> places() {
        return Collections.unmodifiableCollection(PLACES.values());
    }

    /** Returns the names of all settings, {@value #POLICY_FILE} among them. */
    public static Set<String> names() {
        var names = new TreeSet<>(ALL.keySet());
        names.add(POLICY_FILE);
        return names;
    }

    private static JsonNode readSchema() {
        try (var stream = PolicyFile.class.getResourceAsStream("/dev/gatehouse/policy.schema.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(stream));
        } catch (IOException e) {
            throw new AssertionError("there is no schema", e);
        }
    }

    private static void walk(String name, String pointer, JsonNode schema, List<String> above) {
        var reference = schema.path("$ref").asText();
        if (!reference.isEmpty() && !above.contains(reference)) {
            var through = new ArrayList<>(above);
            through.add(reference);
            walk(name, pointer, SCHEMA.at(reference.substring(1)), through);
        }
        for (var alternative : schema.path("anyOf")) {
            walk(name, pointer, alternative, above);
        }
        if (schema.has("items")) {
            walk(name, pointer + "/#", schema.get("items"), above);
        }
        var others = schema.path("additionalProperties");
        if (others.isObject()) {
            walk(name, pointer + "/*", others, above);
        } else if (others.isBoolean() && !others.asBoolean()) {
            addPlace(name, pointer, schema, above);
        }
    }

    private static void addPlace(String name, String pointer, JsonNode schema, List<String> above) {
        var place = PLACES.computeIfAbsent(name, key -> new Place(name, schema, new TreeSet<>()));
        place.pointers().add(pointer);
        for (var property : schema.get("properties").properties()) {
            var key = property.getKey();
            var child = name.isEmpty() ? key : name + "." + key;
            ALL.put(child, new Known(child, key, property.getValue(), place));
            walk(child, pointer + "/" + key, property.getValue(), above);
        }
    }
}
