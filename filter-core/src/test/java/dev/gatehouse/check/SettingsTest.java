package dev.gatehouse.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.SettingList;
import dev.gatehouse.SettingList.Known;
import dev.gatehouse.Shows;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That no setting is without what every setting has: its place in the report of a problem, a default that is true, and
 * a test of what it does. That it has a row in the docs is for {@link dev.gatehouse.SettingsPageTest}, and that code
 * and schema list the same names for {@link SchemaTest}.
 */
final class SettingsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where reports stand beside what they are of; the first of these folders is this test's own. */
    private static final List<String> REPORTS = List.of("reports", "check", "messages", "messages-ratelimit");

    @TempDir
    private Path folder = Path.of("");

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(SettingsTest.class.getResource("/" + name), name)
                .toURI());
    }

    private static List<Path> files(String folder, String suffix) throws IOException, URISyntaxException {
        try (var files = Files.list(resource(folder))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    // ---------------------------------------------------------------------------------------- messages

    static Stream<String> inputs() throws Exception {
        return files("reports", ".json").stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> !name.startsWith("known-keys"));
    }

    /** What was written wrongly, as an operator may write it, and the whole report of it. */
    @ParameterizedTest
    @MethodSource("inputs")
    void tellsEveryProblemWithItsPlaceAndItsFix(String input) throws Exception {
        var report = outcome(resource("reports/" + input)).replace(resource("reports") + File.separator, "…/");

        assertThat(report).isEqualTo(Files.readString(resource("reports/" + input.replace(".json", ".txt"))));
    }

    static Collection<Known> settings() {
        return SettingList.all();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void everySettingIsThePlaceOfAProblemInSomeReport(Known setting) throws Exception {
        assertThat(placesOfProblems())
                .as(
                        "where problems are in the reports of %s: write %s wrongly in one of their inputs",
                        REPORTS, setting)
                .anyMatch(setting::isAt);
    }

    @Test
    void thePolicyFileIsThePlaceOfAProblemInSomeReport() throws Exception {
        assertThat(Files.readString(resource("messages/cors-empty-file.txt"))).contains("\npolicyFile: ");
    }

    private static Set<String> placesOfProblems() throws Exception {
        // That there is no such setting is no problem of a setting that there is.
        var pointer = Pattern.compile("(?m)^\\S+:\\d+:\\d+ \\((/[^)]*)\\): (?!there is no setting )");
        var places = new TreeSet<String>();
        for (var folder : REPORTS) {
            for (var report : files(folder, ".txt")) {
                pointer.matcher(Files.readString(report)).results().forEach(found -> places.add(found.group(1)));
            }
        }
        return places;
    }

    /** Returns what the check prints of a file: the policy as understood, or the report of its problems. */
    private static String outcome(Path policy) {
        var printed = new ByteArrayOutputStream();
        var stream = new PrintStream(printed, true, UTF_8);
        Check.run(new String[] {"check", policy.toString()}, stream, stream);
        return printed.toString(UTF_8).replace(System.lineSeparator(), "\n");
    }

    // ---------------------------------------------------------------------------------------- defaults

    /** Policies in which every setting that has a default is written with another value, and somewhere left out. */
    private static final List<String> POLICIES = List.of("""
            { "cors": { "allowedOrigins": ["https://app.example.com"] } }
            """, """
            { "cors": { "allowedOrigins": ["https://app.example.com"], "allowedMethods": ["PUT"],
                        "allowedHeaders": ["Authorization"], "exposedHeaders": ["Location"], "allowCredentials": true,
                        "allowInsecureOrigins": true, "maxAge": "2h", "onDisallowedOrigin": "pass",
                        "selfOrigins": ["https://api.example.com"], "preflightStatus": 200, "checkWebSockets": false,
                        "timingAllowOrigins": ["https://app.example.com"], "diagnostics": true } }
            """, """
            { "rateLimit": { "limits": ["100/hour"] } }
            """, """
            { "rateLimit": { "limits": ["100/hour"], "algorithm": "token-bucket", "by": "apiKey", "apiKeyHeader": "X-Key",
                             "bearer": false, "trustedProxies": ["10.0.0.0/8"], "forwardedHeader": "Forwarded",
                             "keys": "keys.json", "unknown": "reject", "ipv6Prefix": 56, "exempt": ["GET /health"],
                             "dialects": ["ratelimit"], "refusal": "problem", "mode": "shadow", "maxSubjects": 1000 } }
            """, """
            { "rateLimit": {
                "identity": {
                  "apiKey": { "header": "X-Key", "bearer": false, "keys": "keys.json", "unknown": "reject" },
                  "address": { "trustedProxies": ["10.0.0.0/8"], "forwardedHeader": "Forwarded", "ipv6Prefix": 56 } },
                "rules": [
                  { "name": "account", "by": "apiKey", "cost": 2, "count": "failures", "mode": "shadow", "limits": [
                      { "requests": 9, "window": "1h" },
                      { "requests": 20, "window": "1d", "algorithm": "token-bucket" },
                      { "requests": 30, "window": "week", "algorithm": "fixed-window", "align": "calendar",
                        "zone": "UTC" } ] },
                  { "name": "all", "limits": ["100/hour"] } ],
                "headers": { "dialects": ["ratelimit"] },
                "store": { "redis": "redis://localhost:6379", "mode": "lease", "deadline": "1s",
                           "onFailure": "open", "prefix": "courses" },
                "refusal": { "status": 503, "contentType": "application/problem+json" } } }
            """, """
            { "rateLimit": {
                "identity": { "apiKey": { "header": "X-Key" }, "address": { } },
                "rules": [ { "name": "account", "by": "apiKey", "limits": ["100/hour"] } ] } }
            """);

    /** What tells of a setting, whatever its value, that it is of no use where it stands. */
    private static final Pattern OF_NO_USE =
            Pattern.compile("\\[(apiKey\\.not-counted|apiKey\\.no-keys|proxy\\.none-trusted|\\w+\\.beside)]");

    static Stream<Known> settingsWithDefaults() {
        return SettingList.all().stream().filter(setting -> setting.schema().has("default"));
    }

    /** Written out, a default changes nothing; and another value does, else nobody could tell. */
    @ParameterizedTest
    @MethodSource("settingsWithDefaults")
    void everyDefaultOfTheSchemaIsTheRealOne(Known setting) throws Exception {
        var isLeftOut = false;
        var isSeen = false;
        for (var policy : POLICIES) {
            for (var pointer : pointersTo(setting)) {
                var whole = JSON.readTree(policy);
                if (!(whole.at(pointer) instanceof ObjectNode object)) {
                    continue;
                }
                var before = outcome(whole);
                object.remove(setting.key());
                var without = outcome(whole);
                object.set(setting.key(), setting.schema().get("default"));
                var with = outcome(whole);
                if (OF_NO_USE.matcher(with).find() && !isReport(without)) {
                    continue;
                }
                assertThat(with).as("with %s written out", setting).isEqualTo(without);
                isLeftOut |= !isReport(without);
                isSeen |= !isReport(before) && !before.equals(without);
            }
        }
        assertThat(isLeftOut)
                .as("one of POLICIES is right when %s is left out", setting)
                .isTrue();
        assertThat(isSeen)
                .as("one of POLICIES has another value for %s, and the check prints it", setting)
                .isTrue();
    }

    private static boolean isReport(String outcome) {
        return outcome.contains("\n    fix: ");
    }

    private static List<String> pointersTo(Known setting) {
        var pointers = new ArrayList<String>();
        for (var pointer : setting.place().pointers()) {
            if (!pointer.contains("*")) {
                addWithIndices(pointer, pointers);
            }
        }
        return pointers;
    }

    private static void addWithIndices(String pointer, List<String> all) {
        if (!pointer.contains("#")) {
            all.add(pointer);
            return;
        }
        for (var i = 0; i < 3; i++) {
            addWithIndices(pointer.replaceFirst("#", String.valueOf(i)), all);
        }
    }

    private String outcome(JsonNode policy) throws IOException {
        Files.writeString(folder.resolve("keys.json"), "{ \"keys\": [] }");
        var file = Files.writeString(folder.resolve("policy.json"), policy.toString());
        return outcome(file).replaceAll("policy\\.json:\\d+:\\d+", "");
    }

    // ---------------------------------------------------------------------------------------- effects

    @ParameterizedTest
    @MethodSource("names")
    void everySettingHasATestThatShowsWhatItDoes(String name) throws Exception {
        assertThat(shown().keySet())
                .as("what some test says to show: mark the test of %s with @Shows(\"%s\")", name, name)
                .contains(name);
    }

    static Set<String> names() {
        return SettingList.names();
    }

    @Test
    void noTestShowsASettingThatThereIsNot() throws Exception {
        var others = shown();
        others.keySet().removeAll(SettingList.names());
        assertThat(others).as("no setting, and the test that says to show it").isEmpty();
    }

    @Test
    void whatShowsASettingIsATestThatRuns() throws Exception {
        assertThat(shown().values())
                .allMatch(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class))
                .noneMatch(method -> method.isAnnotationPresent(Disabled.class)
                        || method.getDeclaringClass().isAnnotationPresent(Disabled.class));
    }

    /** Returns the names that tests say to show, each with the last such test. */
    private static Map<String, Method> shown() throws Exception {
        var root = Objects.requireNonNull(resource("reports").getParent());
        var classes = new ArrayList<String>();
        try (var files = Files.walk(root)) {
            files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith("Test.class"))
                    .forEach(file ->
                            classes.add(file.replace(File.separatorChar, '.').replaceFirst("\\.class$", "")));
        }
        var shown = new TreeMap<String, Method>();
        for (var name : classes) {
            var type = Class.forName(name, false, SettingsTest.class.getClassLoader());
            for (var method : type.getDeclaredMethods()) {
                for (var shows : method.getAnnotationsByType(Shows.class)) {
                    List.of(shows.value()).forEach(setting -> shown.put(setting, method));
                }
            }
        }
        return shown;
    }
}
