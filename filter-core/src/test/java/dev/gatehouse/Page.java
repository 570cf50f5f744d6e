package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of README and docs.
 *
 * @param name as links from the root name it
 * @param lines without what stands in fences
 */
record Page(String name, List<String> lines, List<Fence> fences) {

    static final Path ROOT = Path.of(System.getProperty("basedir", ""), "..");

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
                assertThat(language).as("the language of %s:%d", name, number).isNotEmpty();
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

    static List<Page> all() {
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

    static Page named(String name) {
        return all().stream()
                .filter(page -> page.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Stream<Fence> fences(String language) {
        return all().stream()
                .flatMap(page -> page.fences().stream())
                .filter(fence -> fence.language().equals(language));
    }

    /** A piece of a page that is not prose. */
    record Fence(String page, int line, int index, String language, String text) {

        /** Returns whether it is an example of what is wrong: the next fence is the report of it. */
        boolean isReported() {
            return reportAfter() != null;
        }

        /** Returns the next fence if that is a report, else null. */
        @Nullable
        Fence reportAfter() {
            var fences = Page.named(page).fences();
            var next = index + 1 < fences.size() ? fences.get(index + 1) : null;
            return next != null && next.isReport() ? next : null;
        }

        boolean isReport() {
            return language.equals("text") && DocumentedFilter.areReported(text);
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
}
