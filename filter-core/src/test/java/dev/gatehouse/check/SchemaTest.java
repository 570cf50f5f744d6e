package dev.gatehouse.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.gatehouse.SettingList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That the JSON Schema says what the filters do: it knows the same names, takes what they take and refuses what they
 * refuse, as far as a schema can say.
 */
final class SchemaTest {

    private static final Path ROOT = Path.of(System.getProperty("basedir", ""), "..");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode SCHEMA_TEXT = SettingList.SCHEMA;
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(SCHEMA_TEXT, SchemaValidatorsConfig.builder().build());

    /** A name that no setting has, nor any that is like it. */
    private static final String NONSENSE = "zzzzzzzzzzzz";

    @TempDir
    private Path folder = Path.of("");

    /**
     * A policy file.
     *
     * @param name where it comes from
     */
    private record Policy(String name, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A policy file that is wrong.
     *
     * @param code of the first problem that the filters find
     * @param schema whether a schema can say so
     */
    private record Refused(String code, boolean schema, String text) {
        @Override
        public String toString() {
            return code + " " + text;
        }
    }

    /** The recipes name files of known keys that stand beside them. */
    @BeforeEach
    void putKeyFiles() throws IOException {
        var keys = Files.createDirectories(folder.resolve("keys"));
        for (var file : files(ROOT.resolve("docs/recipes/keys"), ".json")) {
            Files.copy(file, keys.resolve(file.getFileName()));
        }
    }

    /** Returns what the filters say of a file: nothing, or the report of its problems. */
    private String report(String policy) throws IOException {
        var file = Files.writeString(folder.resolve("policy.json"), policy);
        var out = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
        var err = new ByteArrayOutputStream();
        var status = Check.run(new String[] {"check", file.toString()}, out, new PrintStream(err, true, UTF_8));
        assertThat(status).isEqualTo(err.size() == 0 ? 0 : 1);
        return err.toString(UTF_8);
    }

    /** Returns what the schema says of a file: nothing, or what is wrong. */
    private static String judgement(String policy) {
        try {
            return SCHEMA.validate(JSON.readTree(policy)).stream()
                    .map(ValidationMessage::toString)
                    .collect(Collectors.joining("\n"));
        } catch (JsonProcessingException e) {
            return "not JSON: " + e.getMessage();
        }
    }

    // ---------------------------------------------------------------------------------------- what is right

    static List<Policy> examples() throws IOException {
        var examples = new ArrayList<Policy>();
        var pages = new ArrayList<>(files(ROOT.resolve("docs"), ".md"));
        pages.add(ROOT.resolve("README.md"));
        // One that is right is not followed by the report of it.
        var fence = Pattern.compile("(?m)^```json\n((?:(?!```).*\n)*+)```\n(?!\n*```text\nThe )");
        for (var page : pages) {
            fence.matcher(Files.readString(page))
                    .results()
                    .map(found -> found.group(1))
                    .filter(text -> text.contains("\"cors\"") || text.contains("\"rateLimit\""))
                    .forEach(text -> examples.add(new Policy(page.getFileName() + " #" + examples.size(), text)));
        }
        assertThat(examples).hasSizeGreaterThanOrEqualTo(2);
        var files = new ArrayList<>(files(ROOT.resolve("docs/recipes"), ".json"));
        files.add(ROOT.resolve("filter-jetty-example/src/main/resources/gatehouse.json"));
        files.add(ROOT.resolve("src-it/src/test/resources/gatehouse.json"));
        for (var file : files) {
            examples.add(new Policy(file.getFileName().toString(), Files.readString(file)));
        }
        return examples;
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void takesEveryExample(Policy policy) throws IOException {
        assertThat(report(policy.text())).isEmpty();
        assertThat(judgement(policy.text())).isEmpty();
    }

    static Stream<String> taken() throws IOException {
        return lines("accepted.txt");
    }

    @ParameterizedTest
    @MethodSource("taken")
    void takesWhatTheFiltersTake(String policy) throws IOException {
        assertThat(report(policy)).isEmpty();
        assertThat(judgement(policy)).isEmpty();
    }

    // ---------------------------------------------------------------------------------------- what is wrong

    private static Stream<String> lines(String resource) throws IOException {
        try (var stream = SchemaTest.class.getResourceAsStream("/schema/" + resource)) {
            var text = new String(Objects.requireNonNull(stream).readAllBytes(), UTF_8);
            return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#"));
        }
    }

    static List<Refused> refused() throws IOException {
        return lines("refused.txt")
                .map(line -> line.split(" +", 3))
                .map(parts -> new Refused(parts[0], parts[1].equals("both"), parts[2]))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatTheFiltersRefuse(Refused refused) throws IOException {
        assertThat(report(refused.text())).contains("[" + refused.code() + "]");
        // Where a schema cannot say it, the line is there to tell so: once it can, the mark goes.
        assertThat(judgement(refused.text()).isEmpty())
                .as("whether the schema takes it")
                .isEqualTo(!refused.schema());
    }

    @Test
    void refusesEnoughToTell() throws IOException {
        assertThat(refused()).hasSizeGreaterThan(40);
        assertThat(refused().stream().filter(Refused::schema)).hasSizeGreaterThan(40);
        assertThat(refused()).doesNotHaveDuplicates();
    }

    // ---------------------------------------------------------------------------------------- names

    static Collection<SettingList.Place> places() {
        return SettingList.places();
    }

    /**
     * The files here have every place that has names. In it a name is written that there is not, and the report lists
     * those that there are.
     */
    @ParameterizedTest
    @MethodSource("places")
    void knowsTheNamesThatTheFiltersKnow(SettingList.Place place) throws IOException {
        var policy = JSON.readTree("""
                { "cors": { "allowedOrigins": ["https://app.example.com"] },
                  "rateLimit": {
                    "identity": { "apiKey": { "keys": "keys.json" }, "address": {} },
                    "rules": [{ "name": "account", "by": "apiKey", "limits": [{ "requests": 1, "window": "1h" }],
                                "penalty": {} }],
                    "headers": {},
                    "refusal": {},
                    "store": {} } }
                """);
        var keys = JSON.readTree("""
                { "keys": [{ "sha256": "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b" }] }
                """);
        var isOfKeys = place.name().startsWith(SettingList.KEY_FILE);
        var object = (isOfKeys ? keys : policy).at(place.firstPointer());
        assertThat(object).as("%s in the files of this test", place).isInstanceOf(ObjectNode.class);
        ((ObjectNode) object).put(NONSENSE, 1);
        Files.writeString(folder.resolve("keys.json"), keys.toString());
        var listed = Pattern.compile("there is no (?:such setting|setting '" + NONSENSE + "') .*\n.*there are (.*)")
                .matcher(report(policy.toString()));
        assertThat(listed.find()).isTrue();

        assertThat(place.names())
                .as("what the schema lists in %s, beside what the filters know", place)
                .isEqualTo(new TreeSet<>(List.of(listed.group(1).split(", ", -1))));
        if (!isOfKeys) {
            assertThat(judgement(policy.toString())).contains(NONSENSE);
        }
    }

    /** Each setting that is one of some words, with the place of the schema that lists them. */
    @ParameterizedTest
    @CsvSource({
        "/cors, onDisallowedOrigin, /properties/cors/properties/onDisallowedOrigin/enum",
        "/rateLimit, algorithm, /properties/rateLimit/properties/algorithm/enum",
        "/rateLimit, mode, /properties/rateLimit/properties/mode/enum",
        "/rateLimit, refusal, /properties/rateLimit/properties/refusal/anyOf/0/enum",
        "/rateLimit, dialects, /properties/rateLimit/properties/dialects/items/enum",
        "/rateLimit/headers, dialects, /properties/rateLimit/properties/headers/properties/dialects/items/enum",
        "/rateLimit/store, mode, /$defs/store/properties/mode/enum",
        "/rateLimit/store, onFailure, /$defs/store/properties/onFailure/enum",
        "/rateLimit/rules/0, mode, /$defs/rule/properties/mode/enum",
        "/rateLimit/rules/0/limits/0, algorithm, /$defs/limitInFull/properties/algorithm/enum",
        "/rateLimit/rules/0/limits/0, align, /$defs/limitInFull/properties/align/enum",
    })
    void knowsTheWordsThatTheFiltersKnow(String inFile, String name, String inSchema) throws IOException {
        var policy = JSON.readTree("""
                { "cors": { "allowedOrigins": ["https://app.example.com"] },
                  "rateLimit": {
                    "rules": [{ "name": "account", "limits": [{ "requests": 1, "window": "1h" }] }] } }
                """);
        for (var object : List.of("headers", "store")) {
            if (inFile.endsWith("/" + object)) {
                ((ObjectNode) policy.at("/rateLimit")).putObject(object);
            }
        }
        if (name.equals("algorithm") && inFile.equals("/rateLimit")) {
            ((ObjectNode) policy).putObject("rateLimit").putArray("limits").add("9/hour");
        }
        var object = (ObjectNode) policy.at(inFile);
        if (name.equals("dialects")) {
            object.putArray(name).add(NONSENSE);
        } else {
            object.put(name, NONSENSE);
        }
        var listed =
                Pattern.compile("; it can be (.*) \\[setting\\.unknown-value]").matcher(report(policy.toString()));
        assertThat(listed.find()).isTrue();

        var words = new TreeSet<String>();
        SCHEMA_TEXT.at(inSchema).forEach(word -> words.add(word.asText()));
        assertThat(words).isEqualTo(new TreeSet<>(List.of(listed.group(1).split(", ", -1))));
    }

    @Test
    void knowsThePlaceholdersThatTheFiltersKnow() throws IOException {
        var unknown = report(refusalWith("{" + NONSENSE + "}"));
        var listed = Pattern.compile("there are (\\{.*})").matcher(unknown);
        assertThat(listed.find()).isTrue();

        var pattern = SCHEMA_TEXT.at("/$defs/template/then/pattern").asText();
        assertThat(pattern)
                .contains("{(" + listed.group(1).replaceAll("[{}]", "").replace(", ", "|") + ")");
        for (var placeholder : listed.group(1).split(", ", -1)) {
            assertThat(judgement(refusalWith(placeholder))).isEmpty();
            assertThat(SCHEMA_TEXT
                            .at("/$defs/refusal/properties/body/description")
                            .asText())
                    .contains(placeholder);
        }
    }

    private static String refusalWith(String text) {
        return "{\"rateLimit\":{\"limits\":[\"5/hour\"],\"refusal\":{\"body\":{\"a\":\"" + text + "\"}}}}";
    }

    @Test
    void knowsWhatCanBeCountedBy() throws IOException {
        var report = report("{\"rateLimit\":{\"limits\":[\"5/hour\"],\"by\":\"" + NONSENSE + "\"}}");
        var listed = Pattern.compile("there are (.*) \\[by\\.unknown]").matcher(report);
        assertThat(listed.find()).isTrue();

        var words = new TreeSet<String>();
        var word = Pattern.compile("[a-zA-Z]{4,}");
        var pattern = SCHEMA_TEXT.at("/$defs/byList/items/pattern").asText();
        word.matcher(pattern).results().forEach(found -> words.add(found.group()));
        var kinds = new TreeSet<String>();
        for (var kind : listed.group(1).split(", ", -1)) {
            kinds.add(kind.replace(":NAME", ""));
            assertThat(judgement("{\"rateLimit\":{\"limits\":[\"5/hour\"],\"by\":\"" + kind + "\"}}"))
                    .isEmpty();
            assertThat(judgement("{\"rateLimit\":{\"limits\":[\"5/hour\"],\"by\":[\"" + kind + "\"]}}"))
                    .isEmpty();
        }
        assertThat(words).isEqualTo(kinds);
    }

    /** So that no place with names is left out above. */
    @Test
    void hasNamesInNoOtherPlaces() {
        assertThat(SCHEMA_TEXT.findParents("additionalProperties"))
                .filteredOn(place -> place.get("additionalProperties").isBoolean())
                .containsExactlyInAnyOrderElementsOf(
                        places().stream().map(SettingList.Place::schema).toList());
    }

    /** Else a name would be a line in editors with nothing to read. */
    @Test
    void describesEveryName() {
        for (var properties : SCHEMA_TEXT.findValues("properties")) {
            for (var property : properties.properties()) {
                var isCondition = property.getValue().isBoolean()
                        || !SCHEMA_TEXT.findParents("additionalProperties").stream()
                                .map(place -> place.get("properties"))
                                .toList()
                                .contains(properties);
                assertThat(isCondition || property.getValue().has("description"))
                        .as("%s is described", property.getKey())
                        .isTrue();
            }
        }
    }

    // ---------------------------------------------------------------------------------------- the file

    @Test
    void isTheSameInTheDocsAndInTheJar() throws IOException {
        try (var stream = Check.class.getResourceAsStream("/dev/gatehouse/policy.schema.json")) {
            assertThat(Files.readString(ROOT.resolve("docs/policy.schema.json")))
                    .isEqualTo(new String(Objects.requireNonNull(stream).readAllBytes(), UTF_8));
        }
    }

    @Test
    void isASchema() {
        var meta = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(SCHEMA_TEXT.get("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(meta.validate(SCHEMA_TEXT)).isEmpty();
    }
}
