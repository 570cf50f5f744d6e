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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Writes {@code docs/compatibility.md}: which tests have passed on which container, and on which JDKs. Each run keeps
 * what it saw beside those of other JDKs; one that tried only some of the tests, or in which one failed, changes no
 * page.
 */
public final class Compatibility implements TestWatcher {

    /** The classes whose tests count, and what they are called on the page. */
    static final Map<Class<?>, String> SUITES = suites();

    private static final Path ROOT = Path.of(System.getProperty("gatehouse.root"));
    private static final Path RESULTS = ROOT.resolve("src-it/target/compatibility");

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
            passed.merge(suite + "\t" + container, one, Boolean::logicalAnd);
        }

        @Override
        public void close() throws IOException {
            var all = SUITES.values().stream()
                    .allMatch(suite -> passed.keySet().stream().anyMatch(key -> key.startsWith(suite + "\t")));
            if (!all || passed.containsValue(false)) {
                return;
            }
            Files.createDirectories(RESULTS);
            Files.write(
                    RESULTS.resolve(String.valueOf(Runtime.version().feature())),
                    passed.keySet().stream().sorted().toList());
            Files.writeString(ROOT.resolve("docs/compatibility.md"), page());
        }
    }

    /** Returns the page: of each suite and container, the JDKs on which all passed. */
    private static String page() throws IOException {
        var jdks = new TreeMap<Integer, List<String>>();
        try (var files = Files.list(RESULTS)) {
            for (var file : files.toList()) {
                jdks.put(Integer.valueOf(file.getFileName().toString()), Files.readAllLines(file));
            }
        }
        var rows = new ArrayList<String>();
        for (var container : Container.values()) {
            var cells = new ArrayList<String>();
            cells.add(container.title());
            cells.add(container.version());
            cells.add(container.servletVersion());
            for (var suite : SUITES.values()) {
                var key = suite + "\t" + container;
                var on = new TreeSet<Integer>();
                jdks.forEach((jdk, passed) -> {
                    if (passed.contains(key)) {
                        on.add(jdk);
                    }
                });
                cells.add(on.isEmpty() ? "" : on.stream().map(String::valueOf).collect(joining(", ")));
            }
            rows.add(row(cells));
        }
        var titles = Stream.concat(Stream.of("container", "version", "Servlet"), SUITES.values().stream())
                .toList();
        var text = new String(War.resource("compatibility.md"), UTF_8);
        return text.replace(
                "{table}",
                row(titles) + "\n" + row(titles.stream().map(title -> "---").toList()) + "\n"
                        + String.join("\n", rows));
    }

    private static String row(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.isEmpty() ? " " : " " + cell + " ")
                .collect(joining("|", "|", "|"));
    }
}
