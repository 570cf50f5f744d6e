package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the README shows what is run here, to the letter. */
final class ReadmeIT {

    private static final Path ROOT = Path.of(System.getProperty("gatehouse.root"));

    @Test
    void showsTheWebXmlThatIsDeployed() throws IOException {
        var webXml = read("src-it/src/test/resources/war/WEB-INF/web.xml");

        assertThat(fences("xml").get(0)).isEqualTo(between("<!-- README begin -->", "<!-- README end -->", webXml));
    }

    @Test
    void showsTheConstraintThatLetsPreflightsThrough() throws IOException {
        var test = read("src-it/src/test/java/dev/gatehouse/it/WarSecurityIT.java");

        assertThat(fences("xml").get(1).lines().map(String::strip))
                .allSatisfy(line -> assertThat(test).contains(line));
    }

    @Test
    void showsTheJavaThatIsStarted() throws IOException {
        var example = read("src-it/src/test/java/dev/gatehouse/it/EmbeddedExample.java");

        assertThat(fences("java")).containsExactly(between("// README begin", "// README end", example));
    }

    @Test
    void showsTheCommandsThatAreRunBeforeAChangeLands() throws IOException {
        var ci = read(".ci/run");

        assertThat(fences("sh")).hasSize(2);
        assertThat(ci).contains(fences("sh").get(0).strip() + " >");
        assertThat(ci.replace("mvn -B -ntp verify", "mvn verify"))
                .contains("\n" + fences("sh").get(1).strip() + "\n");
    }

    @Test
    void namesJarsThatTheBuildLeaves() throws IOException {
        var version = System.getProperty("gatehouse.version");
        for (var jar : List.of(
                "filter-core/target/filter-core-" + version + "-all.jar",
                "filter-jetty-example/target/filter-jetty-example-" + version + ".jar")) {
            assertThat(read("README.md")).contains(jar);
            assertThat(ROOT.resolve(jar)).exists();
        }
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static List<String> fences(String language) throws IOException {
        var fences = new ArrayList<String>();
        var readme = read("README.md");
        var at = readme.indexOf("```" + language + "\n");
        while (at >= 0) {
            var start = at + language.length() + 4;
            var end = readme.indexOf("```\n", start);
            fences.add(readme.substring(start, end));
            at = readme.indexOf("```" + language + "\n", end);
        }
        return fences;
    }

    /** Returns the lines between two marks, moved to the left. */
    private static String between(String begin, String end, String text) {
        var from = text.indexOf('\n', text.indexOf(begin)) + 1;
        // Without the last line end: after it comes an empty line, and that is not indented.
        return text.substring(from, text.lastIndexOf('\n', text.indexOf(end))).stripIndent() + "\n";
    }
}
