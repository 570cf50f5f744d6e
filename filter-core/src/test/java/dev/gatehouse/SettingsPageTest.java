package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.gatehouse.client.PathPattern;
import dev.gatehouse.client.RequestPath;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** That the tables of settings are true: they are compared with what the filters know, and with the schema. */
final class SettingsPageTest {

    private static final Map<String, String> SOME_STORE = Map.of("store.redis", "redis://localhost:6379");

    /** What a setting needs beside it to be any use. */
    private static final Map<String, Map<String, String>> NEEDED = Map.of(
            "apiKeyHeader", Map.of("by", "apiKey"),
            "forwardedHeader", Map.of("trustedProxies", "10.0.0.0/8"),
            "store.mode", SOME_STORE,
            "store.deadline", SOME_STORE,
            "store.onFailure", SOME_STORE,
            "store.prefix", SOME_STORE,
            "store.secret", SOME_STORE);

    private static List<List<String>> settingsTable(DocumentedFilter filter) {
        return Page.named("docs/settings.md").table(filter.type.getSimpleName(), "setting");
    }

    /** Returns a cell without the marks of code. */
    private static String plain(String cell) {
        return cell.replace("`", "");
    }

    @ParameterizedTest
    @EnumSource
    void theTableHasEverySettingThatThereIs(DocumentedFilter filter) throws Exception {
        assertThat(settingsTable(filter).stream().map(row -> plain(row.get(0))))
                .containsExactlyInAnyOrderElementsOf(filter.known());
    }

    /** Where the rows are of the settings of each place, as heading and title of its tables. */
    private static final Map<String, List<String>> TABLES = Map.ofEntries(
            Map.entry("", List.of("Policy file: part of the file")),
            Map.entry("cors", List.of("CorsFilter: setting")),
            Map.entry("rateLimit", List.of("RateLimitFilter: setting", "Rules: setting of a file")),
            Map.entry("rateLimit.rules", List.of("Rules: part of a rule")),
            Map.entry("rateLimit.rules.penalty", List.of("Rules: part of `penalty`")),
            Map.entry("rateLimit.rules.limits", List.of("Rules: part of a limit")),
            Map.entry("rateLimit.identity", List.of("Identity: part of `identity`")),
            Map.entry("rateLimit.identity.apiKey", List.of("Identity: part of `apiKey`")),
            Map.entry("rateLimit.identity.address", List.of("Identity: part of `address`")),
            Map.entry("rateLimit.headers", List.of("Headers and refusals: part of `headers`")),
            Map.entry("rateLimit.refusal", List.of("Headers and refusals: part of `refusal`")),
            Map.entry("rateLimit.store", List.of("Store: part of `store`")),
            Map.entry("keyFile", List.of("Identity: part of the key file")),
            Map.entry("keyFile.keys", List.of("Identity: part of a key")));

    static Collection<SettingList.Place> places() {
        return SettingList.places();
    }

    /** Returns what the tables of a place say: each setting with its default. */
    private static Map<String, String> defaultsByName(SettingList.Place place) {
        assertThat(TABLES)
                .as("tables of docs/settings.md with a row for each of %s", place.names())
                .containsKey(place.name());
        var defaults = new TreeMap<String, String>();
        for (var table : Objects.requireNonNull(TABLES.get(place.name()))) {
            var title = table.split(": ", 2);
            for (var row : Page.named("docs/settings.md").table(title[0], title[1])) {
                if (row.get(0).contains(".")) {
                    // An init-param for what is in an object of a file.
                    continue;
                }
                assertThat(defaults.put(plain(row.get(0)), plain(row.get(1))))
                        .as("another row for %s", row.get(0))
                        .isNull();
            }
        }
        return defaults;
    }

    @ParameterizedTest
    @MethodSource("places")
    void everySettingOfTheSchemaHasARow(SettingList.Place place) {
        assertThat(defaultsByName(place).keySet())
                .as("the rows in docs/settings.md for %s, beside the names in the schema", place)
                .containsExactlyInAnyOrderElementsOf(place.names());
    }

    @Test
    void thePolicyFileHasARow() {
        assertThat(Page.named("docs/settings.md").table("Policy file", "init-param"))
                .singleElement()
                .satisfies(row -> assertThat(plain(row.get(0))).isEqualTo(SettingList.POLICY_FILE));
    }

    /** That those of the schema are the real ones is for {@code SettingsTest}. */
    @ParameterizedTest
    @MethodSource("places")
    void everyRowHasTheDefaultOfTheSchema(SettingList.Place place) {
        defaultsByName(place).forEach((name, written) -> {
            var schema = place.schema().get("properties").get(name);
            var value = Objects.requireNonNull(schema).get("default");
            if (value == null) {
                // What a schema cannot say is in words; it is no value that could be written.
                assertThat(written.equals("required"))
                        .as("%s is required", name)
                        .isEqualTo(isRequired(place, name));
                return;
            }
            var values = new ArrayList<String>();
            value.forEach(element -> values.add(element.asText()));
            assertThat(written)
                    .as("the default of %s", name)
                    .isEqualTo(
                            value.isArray() ? values.isEmpty() ? "none" : String.join(", ", values) : value.asText());
        });
    }

    /**
     * A limit in full must have some settings where it has no other, and one rule its limits where there is no list.
     */
    private static boolean isRequired(SettingList.Place place, String name) {
        var lists = Stream.of("/required", "/else/required", place.name().isEmpty() ? "/none" : "/anyOf/0/required");
        return lists.map(place.schema()::at)
                .flatMap(names -> StreamSupport.stream(names.spliterator(), false))
                .anyMatch(each -> each.asText().equals(name));
    }

    @ParameterizedTest
    @EnumSource
    void theTableHasTheRealDefaults(DocumentedFilter filter) throws Exception {
        for (var row : settingsTable(filter)) {
            var name = plain(row.get(0));
            var without = new HashMap<>(filter.least());
            without.putAll(NEEDED.getOrDefault(name, Map.of()));
            var with = new HashMap<>(without);
            if (row.get(1).equals("required")) {
                without.remove(name);
                assertThat(filter.problems(without)).as(name).singleElement().matches(text -> text.contains(name));
            } else {
                with.put(name, row.get(1).equals("none") ? "" : plain(row.get(1)));
                assertThat(filter.start(with)).as(name).isEqualTo(filter.start(without));
            }
        }
    }

    /** Else a default that is written down could not be told from one that is ignored. */
    @ParameterizedTest
    @EnumSource
    void everySettingOfTheFullExampleChangesSomething(DocumentedFilter filter) throws Exception {
        var full = filter.fullParams().params();
        for (var name : full.keySet()) {
            var others = new HashMap<>(full);
            others.remove(name);
            assertThat(filter.outcome(others)).as(name).isNotEqualTo(filter.start(full));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTableHasEveryWordThatCanBeChosen(DocumentedFilter filter) {
        var words = Pattern.compile("; it can be ([a-z, -]+) \\[setting\\.unknown-value]");
        for (var row : settingsTable(filter)) {
            var params = new HashMap<>(filter.least());
            params.put(plain(row.get(0)), DocumentedFilter.NONSENSE);
            var found = words.matcher(filter.outcome(params));
            if (found.find()) {
                var written = Pattern.compile("`([^`]+)`")
                        .matcher(row.get(2))
                        .results()
                        .map(word -> word.group(1))
                        .toList();
                assertThat(written)
                        .as(row.get(0))
                        .containsExactlyInAnyOrder(found.group(1).split(", ", -1));
            }
        }
    }

    @Test
    void theTableHasEverythingThatCanBeCountedBy() {
        var problems =
                DocumentedFilter.RATE_LIMIT.problems(Map.of("limits", "9/hour", "by", DocumentedFilter.NONSENSE));
        var kinds = problems.get(0).replaceFirst("(?s).*there are (.*) \\[.*", "$1");

        assertThat(Page.named("docs/rate-limit.md").table("What callers are told apart by", "`by`").stream()
                        .map(row -> plain(row.get(0))))
                .containsExactlyInAnyOrder(kinds.split(", ", -1));
    }

    @Test
    void theTableOfExemptRequestsIsRight() {
        var request = Pattern.compile("`([A-Z]* ?)(/[^`?]*)[^`]*`");
        var rows = Page.named("docs/rate-limit.md").table("Exempt requests", "pattern");
        assertThat(rows).isNotEmpty();
        for (var row : rows) {
            var pattern = PathPattern.parse(new Setting(plain(row.get(0)), ""), new Problems());
            for (var column = 1; column <= 2; column++) {
                for (var found : request.matcher(row.get(column)).results().toList()) {
                    var method =
                            found.group(1).isEmpty() ? "GET" : found.group(1).strip();
                    var asked = mock(HttpServletRequest.class);
                    when(asked.getServletPath()).thenReturn(found.group(2));
                    var path = new RequestPath();
                    path.read(asked);
                    assertThat(Objects.requireNonNull(pattern).matchesStrictly(method, path))
                            .as("%s is %s", found.group(), pattern)
                            .isEqualTo(column == 1);
                }
            }
        }
    }
}
