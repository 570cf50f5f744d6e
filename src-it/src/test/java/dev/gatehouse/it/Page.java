package dev.gatehouse.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A page of the documentation, and the sources that pages show. */
final class Page {

    private static final Path ROOT = Path.of(System.getProperty("gatehouse.root"));

    private Page() {}

    /** Returns a file of the project. */
    static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    /** Returns whether a file of the project is there. */
    static boolean exists(String file) {
        return Files.exists(ROOT.resolve(file));
    }

    /** Returns the pieces of a page that are in a language. */
    static List<String> fences(String file, String language) throws IOException {
        var fences = new ArrayList<String>();
        var page = read(file);
        var at = page.indexOf("```" + language + "\n");
        while (at >= 0) {
            var start = at + language.length() + 4;
            var end = page.indexOf("```\n", start);
            fences.add(page.substring(start, end));
            at = page.indexOf("```" + language + "\n", end);
        }
        return fences;
    }

    /** Returns the lines of a file between two marks, moved to the left. */
    static String between(String begin, String end, String file) throws IOException {
        var text = read(file);
        var from = text.indexOf('\n', text.indexOf(begin)) + 1;
        // Without the last line end: after it comes an empty line, and that is not indented.
        return text.substring(from, text.lastIndexOf('\n', text.indexOf(end))).stripIndent() + "\n";
    }
}
