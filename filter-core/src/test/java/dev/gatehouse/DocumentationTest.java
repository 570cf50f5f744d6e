package dev.gatehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.gatehouse.client.PathPattern;
import dev.gatehouse.client.RequestPath;
import dev.gatehouse.config.InvalidPolicyException;
import dev.gatehouse.config.PolicyFile;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.cors.CorsFilter;
import dev.gatehouse.ratelimit.RateLimitFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.eclipse.jetty.ee9.servlet.ServletHolder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/**
 * That README and docs are true. Examples are read out of the pages and given to the real filters, tables are compared
 * with what the filters know, and links are followed.
 *
 * <p>What a page may hold: {@code json} is a policy file, {@code xml} is part of a web.xml, {@code properties} are the
 * init-params of one filter, {@code java} is statements, {@code http} is a request, an empty line and its whole answer
 * under the last {@code properties} before it, and a {@code text} that begins as a report is that of the fence before
 * it.
 */
final class DocumentationTest {

    private static final Path ROOT = Path.of(System.getProperty("basedir", ""), "..");

    /** A name that no setting has, nor any that is like it. */
    private static final String NONSENSE = "zzzzzzzzzzzz";

    /** What a setting needs beside it to be any use. */
    private static final Map<String, Map<String, String>> NEEDED = Map.of(
            "apiKeyHeader", Map.of("by", "apiKey"),
            "forwardedHeader", Map.of("trustedProxies", "10.0.0.0/8"));

    @TempDir
    private Path folder = Path.of("");

    // ---------------------------------------------------------------------------------------- the filters

    /** Both filters, each under the name that it has in the pages and that its section has in a policy file. */
    private enum Product {
        CORS(CorsFilter.class, "cors", "The CORS policy"),
        RATE_LIMIT(RateLimitFilter.class, "rateLimit", "The rate limit policy");

        private final Class<? extends Filter> type;
        private final String name;
        private final String report;

        Product(Class<? extends Filter> type, String name, String report) {
            this.type = type;
            this.name = name;
            this.report = report;
        }

        /** Returns the least that must be set. */
        Map<String, String> least() {
            return this == CORS ? Map.of("allowedOrigins", "https://app.example") : Map.of("limits", "9/hour");
        }

        Filter make() {
            return this == CORS ? new CorsFilter() : new RateLimitFilter();
        }

        static Product of(Map<String, String> params) throws IOException {
            var known = RATE_LIMIT.known();
            return params.keySet().stream().anyMatch(known::contains) ? RATE_LIMIT : CORS;
        }

        /** Returns the names of all settings that init-params can have. */
        Set<String> known() {
            var known = listedBy(Map.of(NONSENSE, "1"));
            assertThat(known.remove("policyFile")).isTrue();
            return known;
        }

        /** Returns the names that the report of an unknown one lists. */
        private Set<String> listedBy(Map<String, String> params) {
            for (var problem : problems(params)) {
                if (problem.contains("there is no setting '" + NONSENSE)) {
                    return new TreeSet<>(
                            List.of(problem.replaceFirst("(?s).*there are ", "").split(", ", -1)));
                }
            }
            throw new AssertionError("no problem of " + this + " lists the settings there are");
        }

        /** Starts a filter and returns the policy that it then logs as the one in effect. */
        String start(Map<String, String> params) throws ServletException {
            var log = new StartLog();
            var logger = Logger.getLogger(type.getName());
            logger.addHandler(log);
            try {
                var filter = make();
                filter.init(config(name, params));
                filter.destroy();
            } finally {
                logger.removeHandler(log);
            }
            return log.lines.get(0).replaceFirst("^[^:]*: ", "");
        }

        /** Returns the report of a filter that does not start, or what is in effect if it does. */
        String outcome(Map<String, String> params) {
            try {
                return start(params);
            } catch (ServletException e) {
                return String.valueOf(e.getMessage());
            }
        }

        List<String> problems(Map<String, String> params) {
            var failure = catchThrowable(() -> start(params));
            assertThat(failure).as("%s of %s", this, params).isInstanceOf(ServletException.class);
            var cause = (InvalidPolicyException) Objects.requireNonNull(failure.getCause());
            return cause.problems().stream().map(Object::toString).toList();
        }
    }

    /** What one thread logs. */
    private static final class StartLog extends Handler {

        private final List<String> lines = new ArrayList<>();
        private final Thread thread = Thread.currentThread();

        @Override
        public void publish(LogRecord record) {
            if (Thread.currentThread() == thread) {
                lines.add(new SimpleFormatter().formatMessage(record));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** The init-params of a filter, in an application whose /WEB-INF/gatehouse.json is the one that the docs show. */
    private static FilterConfig config(String name, Map<String, String> params) {
        var context = mock(ServletContext.class);
        when(context.getResourceAsStream("/WEB-INF/gatehouse.json"))
                .thenAnswer(call -> new ByteArrayInputStream(fullFile().text().getBytes(UTF_8)));
        var config = mock(FilterConfig.class);
        when(config.getFilterName()).thenReturn(name);
        when(config.getServletContext()).thenReturn(context);
        when(config.getInitParameterNames()).thenAnswer(call -> Collections.enumeration(params.keySet()));
        params.forEach((param, value) -> when(config.getInitParameter(param)).thenReturn(value));
        return config;
    }

    // ---------------------------------------------------------------------------------------- the pages

    /**
     * A page.
     *
     * @param name as links from the root name it
     * @param lines without what stands in fences
     */
    private record Page(String name, List<String> lines, List<Fence> fences) {

        static Page read(Path file) {
            var lines = new ArrayList<String>();
            var fences = new ArrayList<Fence>();
            var inside = new ArrayList<String>();
            var language = "";
            var name = ROOT.relativize(file).toString().replace('\\', '/');
            var number = 0;
            for (var line : readLines(file)) {
                number++;
                if (!line.startsWith("```")) {
                    (language.isEmpty() ? lines : inside).add(line);
                } else if (language.isEmpty()) {
                    language = line.substring(3).strip();
                    assertThat(language)
                            .as("the language of %s:%d", name, number)
                            .isNotEmpty();
                } else {
                    var text = String.join("\n", inside);
                    fences.add(new Fence(name, number - inside.size() - 1, fences.size(), language, text));
                    inside.clear();
                    language = "";
                }
            }
            assertThat(language).as("a fence of %s that is left open", name).isEmpty();
            return new Page(name, lines, fences);
        }

        private static List<String> readLines(Path file) {
            try {
                return Files.readAllLines(file);
            } catch (IOException e) {
                throw new AssertionError(file + " cannot be read", e);
            }
        }

        /** Returns the anchors of its headings, as GitHub makes them. */
        Set<String> anchors() {
            var anchors = new HashSet<String>();
            for (var line : lines) {
                if (line.startsWith("#")) {
                    var text = line.replaceFirst("^#+ +", "").toLowerCase(Locale.ROOT);
                    var anchor = text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
                    assertThat(anchors.add(anchor))
                            .as("'%s' in %s has one place", anchor, name)
                            .isTrue();
                }
            }
            return anchors;
        }

        /** Returns the rows of every table under a heading whose first column has this title, cell by cell. */
        List<List<String>> table(String heading, String title) {
            var rows = new ArrayList<List<String>>();
            var under = "";
            var isTable = false;
            for (var line : lines) {
                if (line.startsWith("#")) {
                    under = line.replaceFirst("^#+ +", "");
                }
                var cells = line.startsWith("|")
                        ? Arrays.stream(line.substring(1).split("\\|", -1))
                                .map(String::strip)
                                .toList()
                        : List.<String>of();
                if (cells.isEmpty()) {
                    isTable = false;
                } else if (isTable && !cells.get(0).startsWith("---")) {
                    rows.add(cells);
                } else if (under.equals(heading) && cells.get(0).equals(title)) {
                    isTable = true;
                }
            }
            return rows;
        }
    }

    /** A piece of a page that is not prose. */
    private record Fence(String page, int line, int index, String language, String text) {

        /** Returns whether it is an example of what is wrong: the next fence is the report of it. */
        boolean isReported() {
            return reportAfter() != null;
        }

        /** Returns the next fence if that is a report, else null. */
        @Nullable
        Fence reportAfter() {
            var fences = DocumentationTest.page(page).fences();
            var next = index + 1 < fences.size() ? fences.get(index + 1) : null;
            return next != null && next.isReport() ? next : null;
        }

        boolean isReport() {
            return language.equals("text") && Arrays.stream(Product.values()).anyMatch(p -> text.startsWith(p.report));
        }

        /** Returns the init-params that it writes as name = value. */
        Map<String, String> params() {
            var properties = new Properties();
            try {
                properties.load(new StringReader(text));
            } catch (IOException e) {
                throw new AssertionError(this + " cannot be read", e);
            }
            var params = new TreeMap<String, String>();
            properties.stringPropertyNames().forEach(name -> params.put(name, properties.getProperty(name)));
            return params;
        }

        @Override
        public String toString() {
            return page + ":" + line;
        }
    }

    private static List<Page> pages() {
        try (var docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .map(Page::read)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("there are no docs", e);
        }
    }

    private static Page page(String name) {
        return pages().stream()
                .filter(page -> page.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Fence> fences(String language) {
        return pages().stream()
                .flatMap(page -> page.fences().stream())
                .filter(fence -> fence.language().equals(language));
    }

    static Stream<Fence> jsonFences() {
        return fences("json");
    }

    static Stream<Fence> xmlFences() {
        return fences("xml");
    }

    static Stream<Fence> propertiesFences() {
        return fences("properties");
    }

    static Stream<Fence> httpFences() {
        return fences("http");
    }

    /** README's are compiled where all that they use is on the class path. */
    static Stream<Fence> javaFences() {
        return fences("java").filter(fence -> !fence.page().equals("README.md"));
    }

    static Stream<Page> everyPage() {
        return pages().stream();
    }

    /** The example that sets everything, as init-params. */
    private static Fence fullParams(Product product) throws IOException {
        var known = product.known();
        return propertiesFences()
                .filter(fence -> fence.params().keySet().equals(known))
                .findFirst()
                .orElseThrow();
    }

    /** The example that sets everything, as a policy file: the first of the page on settings. */
    private static Fence fullFile() {
        return jsonFences()
                .filter(fence -> fence.page().equals("docs/settings.md"))
                .findFirst()
                .orElseThrow();
    }

    // ---------------------------------------------------------------------------------------- examples

    @ParameterizedTest
    @MethodSource("jsonFences")
    void everyPolicyFileLoads(Fence fence) throws Exception {
        var file = write(fence.text());
        var problems = new Problems();
        var parsed = PolicyFile.parse("gatehouse.json", fence.text(), problems);
        problems.throwIfAny("file");
        var sections = new HashSet<String>();
        Objects.requireNonNull(parsed).names().forEach(sections::add);
        sections.remove("$schema");
        assertThat(sections).isNotEmpty().isSubsetOf("cors", "rateLimit");

        for (var product : Product.values()) {
            if (sections.contains(product.name)) {
                assertOutcome(fence, product, Map.of("policyFile", file.toString()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("propertiesFences")
    void everyListOfInitParamsStartsItsFilter(Fence fence) throws Exception {
        assertOutcome(fence, Product.of(fence.params()), fence.params());
    }

    private static void assertOutcome(Fence fence, Product product, Map<String, String> params) throws Exception {
        var report = fence.reportAfter();
        if (report != null && report.text().startsWith(product.report)) {
            assertThat(product.outcome(params)).isEqualTo(report.text());
        } else {
            product.start(params);
        }
    }

    @Test
    void everyReportIsThatOfAnExample() {
        assertThat(fences("text").filter(Fence::isReport))
                .filteredOn(fence -> !fence.page().equals("README.md"))
                .isNotEmpty()
                .allMatch(fence -> fence.index() > 0
                        && page(fence.page()).fences().get(fence.index() - 1).isReported());
    }

    @Test
    void readmeShowsTheRealReport() {
        var report = fences("text")
                .filter(Fence::isReport)
                .filter(fence -> fence.page().equals("README.md"))
                .findFirst()
                .orElseThrow();
        assertThat(Product.CORS.outcome(Map.of("allowedOrigins", "https://app.example.com/", "maxage", "1h")))
                .isEqualTo(report.text());
    }

    @ParameterizedTest
    @MethodSource("xmlFences")
    void everyFilterOfAWebXmlStarts(Fence fence) throws Exception {
        var xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader("<web-app>" + fence.text() + "</web-app>")));
        var filters = xml.getElementsByTagName("filter");
        for (var i = 0; i < filters.getLength(); i++) {
            var element = (Element) filters.item(i);
            var params = new HashMap<String, String>();
            var initParams = element.getElementsByTagName("init-param");
            for (var j = 0; j < initParams.getLength(); j++) {
                var param = (Element) initParams.item(j);
                params.put(child(param, "param-name"), child(param, "param-value"));
            }
            var type = Class.forName(child(element, "filter-class"));
            assertThat(type).isIn(CorsFilter.class, RateLimitFilter.class);
            assertThat(child(element, "async-supported")).isEqualTo("true");
            ((Filter) type.getDeclaredConstructor().newInstance()).init(config(child(element, "filter-name"), params));
        }
    }

    private static String child(Element element, String name) {
        var children = element.getElementsByTagName(name);
        assertThat(children.getLength())
                .as("%s in a %s", name, element.getTagName())
                .isEqualTo(1);
        return children.item(0).getTextContent();
    }

    @ParameterizedTest
    @MethodSource("javaFences")
    void everyPieceOfJavaCompiles(Fence fence) throws Exception {
        run(fence.text(), "null");
    }

    @Test
    void theThreeWaysInSayTheSame() throws Exception {
        var file = Map.of("policyFile", write(fullFile().text()).toString());
        var java = javaFences()
                .filter(fence -> fence.page().equals("docs/settings.md"))
                .findFirst()
                .orElseThrow();

        for (var product : Product.values()) {
            var params = product.start(fullParams(product).params());

            assertThat(product.start(file)).isEqualTo(params);
            var variable = product == Product.CORS ? "cors" : "rateLimit";
            assertThat(run(java.text(), variable + ".toString()")).isEqualTo(params);
        }
    }

    /** Compiles statements and runs them, and returns what an expression then is. */
    private Object run(String statements, String expression) throws Exception {
        var source = """
                import dev.gatehouse.cors.*;
                import dev.gatehouse.ratelimit.*;
                import java.time.*;
                public class Snippet {
                    public static Object run() { %s
                        return %s; }
                }
                """.formatted(statements, expression);
        var file = new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        var options =
                List.of("-proc:none", "-d", folder.toString(), "-classpath", System.getProperty("java.class.path", ""));
        var compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, options, null, List.of(file))
                .call();
        assertThat(compiled).as(source).isTrue();
        try (var loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, Thread.currentThread().getContextClassLoader())) {
            return String.valueOf(loader.loadClass("Snippet").getMethod("run").invoke(null));
        }
    }

    /** Requests go out again and again until the answer has the status that the page shows. */
    @ParameterizedTest
    @MethodSource("httpFences")
    void everyAnswerIsReal(Fence fence) throws Exception {
        var params = page(fence.page()).fences().subList(0, fence.index()).stream()
                .filter(before -> before.language().equals("properties") && !before.isReported())
                .reduce((first, second) -> second)
                .orElseThrow()
                .params();
        var request = fence.text().substring(0, fence.text().indexOf("\n\nHTTP/1.1 "));
        var answer = fence.text().substring(request.length() + 2);
        var status = answer.substring(0, answer.indexOf('\n'));

        try (var server = server(Product.of(params), params)) {
            var real = server.exchange(request);
            for (var i = 0; i < 1_000 && !real.startsWith(status); i++) {
                real = server.exchange(request);
            }
            assertThat(lines(real)).containsExactlyInAnyOrderElementsOf(lines(answer));
        }
    }

    /** Times are what differs from run to run. */
    private static List<String> lines(String answer) {
        return answer.replaceAll("(X-RateLimit-Reset: |;t=|Retry-After: |Retry after |\"retryAfter\":)\\d+", "$1N")
                .strip()
                .lines()
                .toList();
    }

    private static InMemoryServer server(Product product, Map<String, String> params) throws Exception {
        return new InMemoryServer(context -> {
            var holder = new FilterHolder(product.make());
            holder.setName(product.name);
            params.forEach(holder::setInitParameter);
            context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
            context.addServlet(new ServletHolder(new Hello()), "/*");
        });
    }

    private static final class Hello extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentLength(5);
            response.getOutputStream().print("hello");
        }
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("gatehouse.json"), text);
    }

    // ---------------------------------------------------------------------------------------- tables

    private static List<List<String>> settingsTable(Product product) {
        return page("docs/settings.md").table(product.type.getSimpleName(), "setting");
    }

    /** Returns a cell without the marks of code. */
    private static String plain(String cell) {
        return cell.replace("`", "");
    }

    @ParameterizedTest
    @EnumSource
    void theTableHasEverySettingThatThereIs(Product product) throws Exception {
        assertThat(settingsTable(product).stream().map(row -> plain(row.get(0))))
                .containsExactlyInAnyOrderElementsOf(product.known());
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
            for (var row : page("docs/settings.md").table(title[0], title[1])) {
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
        assertThat(page("docs/settings.md").table("Policy file", "init-param"))
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
    void theTableHasTheRealDefaults(Product product) throws Exception {
        for (var row : settingsTable(product)) {
            var name = plain(row.get(0));
            var without = new HashMap<>(product.least());
            without.putAll(NEEDED.getOrDefault(name, Map.of()));
            var with = new HashMap<>(without);
            if (row.get(1).equals("required")) {
                without.remove(name);
                assertThat(product.problems(without)).as(name).singleElement().matches(text -> text.contains(name));
            } else {
                with.put(name, row.get(1).equals("none") ? "" : plain(row.get(1)));
                assertThat(product.start(with)).as(name).isEqualTo(product.start(without));
            }
        }
    }

    /** Else a default that is written down could not be told from one that is ignored. */
    @ParameterizedTest
    @EnumSource
    void everySettingOfTheFullExampleChangesSomething(Product product) throws Exception {
        var full = fullParams(product).params();
        for (var name : full.keySet()) {
            var others = new HashMap<>(full);
            others.remove(name);
            assertThat(product.outcome(others)).as(name).isNotEqualTo(product.start(full));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTableHasEveryWordThatCanBeChosen(Product product) {
        var words = Pattern.compile("; it can be ([a-z, -]+) \\[setting\\.unknown-value]");
        for (var row : settingsTable(product)) {
            var params = new HashMap<>(product.least());
            params.put(plain(row.get(0)), NONSENSE);
            var found = words.matcher(product.outcome(params));
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
        var problems = Product.RATE_LIMIT.problems(Map.of("limits", "9/hour", "by", NONSENSE));
        var kinds = problems.get(0).replaceFirst("(?s).*there are (.*) \\[.*", "$1");

        assertThat(page("docs/rate-limit.md").table("What callers are told apart by", "`by`").stream()
                        .map(row -> plain(row.get(0))))
                .containsExactlyInAnyOrder(kinds.split(", ", -1));
    }

    @Test
    void theTableOfExemptRequestsIsRight() {
        var request = Pattern.compile("`([A-Z]* ?)(/[^`?]*)[^`]*`");
        var rows = page("docs/rate-limit.md").table("Exempt requests", "pattern");
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

    // ---------------------------------------------------------------------------------------- links

    @ParameterizedTest
    @MethodSource("everyPage")
    void everyLinkLeadsSomewhere(Page page) {
        var links = Pattern.compile("]\\(([^)\\s]+)\\)");
        for (var line : page.lines()) {
            for (var link :
                    links.matcher(line.replaceAll("`[^`]*`", "")).results().toList()) {
                var target = link.group(1);
                if (!target.matches("[a-z]+:.*")) {
                    assertLeadsSomewhere(page, target);
                }
            }
        }
    }

    private static void assertLeadsSomewhere(Page page, String target) {
        var hash = target.indexOf('#');
        var path = hash < 0 ? target : target.substring(0, hash);
        var from = ROOT.resolve(page.name());
        var file = path.isEmpty() ? from : from.resolveSibling(path).normalize();
        assertThat(file).as("%s in %s", target, page.name()).exists();
        if (hash >= 0) {
            assertThat(Page.read(file).anchors())
                    .as("the headings that %s in %s may lead to", target, page.name())
                    .contains(target.substring(hash + 1));
        }
    }
}
