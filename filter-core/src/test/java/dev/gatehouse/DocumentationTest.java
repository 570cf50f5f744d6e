package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.PolicyFile;
import dev.gatehouse.config.Problems;
import dev.gatehouse.cors.CorsFilter;
import dev.gatehouse.ratelimit.RateLimitFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.eclipse.jetty.ee9.servlet.ServletHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/**
 * That README and docs are true. Examples are read out of the pages and given to the real filters, and links are
 * followed. Tables of settings are for {@link SettingsPageTest}.
 *
 * <p>What a page may hold: {@code json} is a policy file, {@code xml} is part of a web.xml, {@code properties} are the
 * init-params of one filter, {@code java} is statements, {@code http} is a request, an empty line and its whole answer
 * under the last {@code properties} before it, and a {@code text} that begins as a report is that of the fence before
 * it.
 */
final class DocumentationTest {

    @TempDir
    private Path folder = Path.of("");

    static Stream<Page.Fence> jsonFences() {
        return Page.fences("json");
    }

    static Stream<Page.Fence> xmlFences() {
        return Page.fences("xml");
    }

    static Stream<Page.Fence> propertiesFences() {
        return Page.fences("properties");
    }

    static Stream<Page.Fence> httpFences() {
        return Page.fences("http");
    }

    /** README's and those for frameworks are compiled where all that they use is on the class path. */
    static Stream<Page.Fence> javaFences() {
        return Page.fences("java").filter(fence -> !ELSEWHERE.contains(fence.page()));
    }

    private static final Set<String> ELSEWHERE = Set.of("README.md", "docs/frameworks.md");

    static Stream<Page> everyPage() {
        return Page.all().stream();
    }

    @ParameterizedTest
    @MethodSource("jsonFences")
    void everyPolicyFileLoads(Page.Fence fence) throws Exception {
        var file = write(fence.text());
        var problems = new Problems();
        var parsed = PolicyFile.parse("gatehouse.json", fence.text(), problems);
        problems.throwIfAny("file");
        var sections = new HashSet<String>();
        Objects.requireNonNull(parsed).names().forEach(sections::add);
        sections.remove("$schema");
        assertThat(sections).isNotEmpty().isSubsetOf("cors", "rateLimit");

        for (var filter : DocumentedFilter.values()) {
            if (sections.contains(filter.name)) {
                assertOutcome(fence, filter, Map.of("policyFile", file.toString()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("propertiesFences")
    void everyListOfInitParamsStartsItsFilter(Page.Fence fence) throws Exception {
        assertOutcome(fence, DocumentedFilter.of(fence.params()), fence.params());
    }

    private static void assertOutcome(Page.Fence fence, DocumentedFilter filter, Map<String, String> params)
            throws Exception {
        var report = fence.reportAfter();
        if (report != null && report.text().startsWith(filter.report)) {
            assertThat(filter.outcome(params)).isEqualTo(report.text());
        } else {
            filter.start(params);
        }
    }

    @Test
    void everyReportIsThatOfAnExample() {
        assertThat(Page.fences("text").filter(Page.Fence::isReport))
                .filteredOn(fence -> !fence.page().equals("README.md"))
                .isNotEmpty()
                .allMatch(fence -> fence.index() > 0
                        && Page.named(fence.page())
                                .fences()
                                .get(fence.index() - 1)
                                .isReported());
    }

    @Test
    void readmeShowsTheRealReport() {
        var report = Page.fences("text")
                .filter(Page.Fence::isReport)
                .filter(fence -> fence.page().equals("README.md"))
                .findFirst()
                .orElseThrow();
        assertThat(DocumentedFilter.CORS.outcome(Map.of("allowedOrigins", "https://app.example.com/", "maxage", "1h")))
                .isEqualTo(report.text());
    }

    @ParameterizedTest
    @MethodSource("xmlFences")
    void everyFilterOfAWebXmlStarts(Page.Fence fence) throws Exception {
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
            if (child(element, "filter-class").startsWith("org.eclipse.jetty.")) {
                continue; // Jetty's own is for an integration test, on each Jetty.
            }
            var type = Class.forName(child(element, "filter-class"));
            assertThat(type).isIn(CorsFilter.class, RateLimitFilter.class);
            assertThat(child(element, "async-supported")).isEqualTo("true");
            ((Filter) type.getDeclaredConstructor().newInstance())
                    .init(DocumentedFilter.config(child(element, "filter-name"), params));
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
    void everyPieceOfJavaCompiles(Page.Fence fence) throws Exception {
        run(fence.text(), "null");
    }

    @Test
    void theThreeWaysInSayTheSame() throws Exception {
        var file =
                Map.of("policyFile", write(DocumentedFilter.fullFile().text()).toString());
        var java = javaFences()
                .filter(fence -> fence.page().equals("docs/settings.md"))
                .findFirst()
                .orElseThrow();

        for (var filter : DocumentedFilter.values()) {
            var params = filter.start(filter.fullParams().params());

            assertThat(filter.start(file)).isEqualTo(params);
            var variable = filter == DocumentedFilter.CORS ? "cors" : "rateLimit";
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
    void everyAnswerIsReal(Page.Fence fence) throws Exception {
        var params = Page.named(fence.page()).fences().subList(0, fence.index()).stream()
                .filter(before -> before.language().equals("properties") && !before.isReported())
                .reduce((first, second) -> second)
                .orElseThrow()
                .params();
        var request = fence.text().substring(0, fence.text().indexOf("\n\nHTTP/1.1 "));
        var answer = fence.text().substring(request.length() + 2);
        var status = answer.substring(0, answer.indexOf('\n'));

        try (var server = server(DocumentedFilter.of(params), params)) {
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

    private static InMemoryServer server(DocumentedFilter filter, Map<String, String> params) throws Exception {
        return new InMemoryServer(context -> {
            var holder = new FilterHolder(filter.make());
            holder.setName(filter.name);
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
        var from = Page.ROOT.resolve(page.name());
        var file = path.isEmpty() ? from : from.resolveSibling(path).normalize();
        assertThat(file).as("%s in %s", target, page.name()).exists();
        if (hash >= 0) {
            assertThat(Page.read(file).anchors())
                    .as("the headings that %s in %s may lead to", target, page.name())
                    .contains(target.substring(hash + 1));
        }
    }
}
