package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Writes {@code docs/compatibility.md}: which tests have passed on which container, and on which JDKs. A run that tried
 * everything, without a failure, puts its JDK into every cell; others' stay where the container's version is still the
 * same. Any other run changes nothing: what could not even be deployed has no tests that could fail.
 */
public final class Compatibility implements TestWatcher {

    /** The classes whose tests count, and what they are called on the page. */
    static final Map<Class<?>, String> SUITES = suites();

    private static final Path PAGE = Path.of(System.getProperty("gatehouse.root"), "docs/compatibility.md");

    private static Map<Class<?>, String> suites() {
        var suites = new LinkedHashMap<Class<?>, String>();
        suites.put(WarIT.class, "CORS and limits");
        suites.put(ApplicationIT.class, "errors, async, WebSockets, HTTP/2");
        suites.put(DisguisesIT.class, "disguised paths");
        suites.put(WarWithOldLibrariesIT.class, "old libraries");
        suites.put(ExistingWarIT.class, "others' WARs");
        suites.put(WarUndeployIT.class, "undeploying");
        return suites;
    }

    @Override
    public void testSuccessful(ExtensionContext test) {
        add(test, true);
    }

    @Override
    public void testFailed(ExtensionContext test, @Nullable Throwable cause) {
        add(test, false);
    }

    private static void add(ExtensionContext test, boolean passed) {
        @Nullable String suite = SUITES.get(test.getRequiredTestClass());
        if (suite != null) {
            container(test)
                    .ifPresent(container -> test.getRoot()
                            .getStore(Namespace.create(Compatibility.class))
                            .computeIfAbsent(Results.class)
                            .add(container, suite, passed));
        }
    }

    /** Returns the container that a test, or the class that it is in, was given. */
    private static Optional<Container> container(ExtensionContext test) {
        for (var context = Optional.of(test);
                context.isPresent();
                context = context.get().getParent()) {
            var name = context.get().getDisplayName();
            for (var container : Container.values()) {
                if (Arrays.asList(name.split("[\\s,=\"]+", -1)).contains(container.toString())) {
                    return Optional.of(container);
                }
            }
        }
        return Optional.empty();
    }

    /** What this run saw: for each suite and container, whether all passed. */
    static final class Results implements AutoCloseable {

        private final Map<String, Boolean> passed = new ConcurrentHashMap<>();

        void add(Container container, String suite, boolean one) {
            passed.merge(key(suite, container), one, Boolean::logicalAnd);
        }

        @Override
        public void close() throws IOException {
            var isWhole = SUITES.entrySet().stream()
                    .allMatch(suite -> tried(suite.getKey())
                            .allMatch(container -> passed.containsKey(key(suite.getValue(), container))));
            if (isWhole && !passed.containsValue(false)) {
                Files.writeString(PAGE, page(passed.keySet()));
            }
        }
    }

    private static String key(String suite, Container container) {
        return suite + " on " + container;
    }

    private static Stream<Container> tried(Class<?> suite) {
        return suite == ExistingWarIT.class ? ExistingWarIT.CONTAINERS.stream() : Stream.of(Container.values());
    }

    private static String page(Set<String> passed) throws IOException {
        var before = Files.readAllLines(PAGE);
        var rows = new ArrayList<String>();
        for (var container : Container.values()) {
            var start = row(List.of(container.title(), container.version(), container.servletVersion()));
            var others = before.stream()
                    .filter(line -> line.startsWith(start))
                    .findFirst()
                    .map(line -> line.substring(start.length()).split("\\|"))
                    .orElse(new String[0]);
            var cells = new ArrayList<String>();
            for (var suite : SUITES.values()) {
                var other = cells.size() < others.length ? others[cells.size()] : "";
                cells.add(passed.contains(key(suite, container)) ? withThisJdk(other) : "");
            }
            rows.add(start + row(cells).substring(1));
        }
        var titles = Stream.concat(Stream.of("container", "version", "Servlet"), SUITES.values().stream())
                .toList();
        var text = new String(War.resource("compatibility.md"), UTF_8);
        return text.replace(
                "{table}",
                row(titles) + "\n" + row(titles.stream().map(title -> "---").toList()) + "\n"
                        + String.join("\n", rows));
    }

    /** Returns the JDKs that a cell names, and this one. */
    private static String withThisJdk(String cell) {
        var jdks = new TreeSet<Integer>();
        jdks.add(Runtime.version().feature());
        Stream.of(cell.split(","))
                .map(String::strip)
                .filter(jdk -> !jdk.isEmpty())
                .map(Integer::valueOf)
                .forEach(jdks::add);
        return jdks.stream().map(String::valueOf).collect(joining(", "));
    }

    private static String row(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.isEmpty() ? " " : " " + cell + " ")
                .collect(joining("|", "|", "|"));
    }
}
