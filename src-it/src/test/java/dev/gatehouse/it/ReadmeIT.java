package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** That the README shows what is run here, to the letter. */
final class ReadmeIT {

    private static final String TESTS = "src-it/src/test/java/dev/gatehouse/it/";

    @Test
    void showsTheWebXmlThatIsDeployed() throws IOException {
        assertThat(fences("xml").get(0))
                .isEqualTo(Page.between(
                        "<!-- README begin -->",
                        "<!-- README end -->",
                        "src-it/src/test/resources/war/WEB-INF/web.xml"));
    }

    @Test
    void showsTheConstraintThatLetsPreflightsThrough() throws IOException {
        var test = Page.read(TESTS + "WarSecurityIT.java");

        assertThat(fences("xml").get(1).lines().map(String::strip))
                .allSatisfy(line -> assertThat(test).contains(line));
    }

    @Test
    void showsTheJavaThatIsStarted() throws IOException {
        assertThat(fences("java"))
                .containsExactly(Page.between("// README begin", "// README end", TESTS + "EmbeddedExample.java"));
    }

    @Test
    void showsTheCommandsThatAreRunBeforeAChangeLands() throws IOException {
        var ci = Page.read(".ci/run");

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
            assertThat(Page.read("README.md")).contains(jar);
            assertThat(Page.exists(jar)).as(jar).isTrue();
        }
    }

    @Test
    void namesTheVersionThatIsBuilt() throws IOException {
        var named = Pattern.compile(
                "(?:filter-core|filter-jetty-example)(?:-|</artifactId>\\s*<version>)(\\d+\\.\\d+\\.\\d+(?:-SNAPSHOT)?)");
        for (var page : List.of("README.md", "docs/frameworks.md", "docs/settings.md", "docs/recipes.md")) {
            assertThat(named.matcher(Page.read(page)).results().map(version -> version.group(1)))
                    .as(page)
                    .isNotEmpty()
                    .containsOnly(System.getProperty("gatehouse.version"));
        }
    }

    /** This project's own tests need the jar for WARs, too. */
    @Test
    void leavesOutWhatTheJarForWarsHasInIt() throws IOException {
        var shown = Page.fences("docs/settings.md", "xml").stream()
                .filter(fence -> fence.contains("<classifier>all</classifier>"))
                .findFirst()
                .orElseThrow()
                .replaceAll("\\s", "")
                .replace(System.getProperty("gatehouse.version"), "${project.version}");
        var used = Page.read("src-it/pom.xml")
                .replaceAll("<!--[^>]*-->", "")
                .replaceAll("\\s", "")
                .replace("<scope>test</scope>", "");

        assertThat(used).contains(shown);
    }

    private static List<String> fences(String language) throws IOException {
        return Page.fences("README.md", language);
    }
}
