package dev.gatehouse.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the check prints. The policy file and what is printed of it stand side by side as resources. */
final class CheckTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return Check.run(args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(CheckTest.class.getResource("/check/" + name), name)
                .toURI());
    }

    private static String text(String name) throws IOException, URISyntaxException {
        return Files.readString(resource(name));
    }

    private static String printed(ByteArrayOutputStream stream) {
        return stream.toString(UTF_8).replace(System.lineSeparator(), "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "rules", "cors-only", "words"})
    void printsThePolicyAsUnderstood(String name) throws Exception {
        assertThat(run("check", resource(name + ".json").toString())).isZero();
        assertThat(printed(err)).isEmpty();
        assertThat(printed(out)).isEqualTo(text(name + ".txt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong-both", "wrong-one", "wrong-top", "wrong-neither", "wrong-syntax"})
    void printsEveryProblem(String name) throws Exception {
        assertThat(run("check", resource(name + ".json").toString())).isEqualTo(1);
        assertThat(printed(out)).isEmpty();
        assertThat(printed(err)).isEqualTo(text(name + ".txt"));
    }

    @Test
    void tellsThatThereIsNoSuchFile() {
        assertThat(run("check", "no/such/file.json")).isEqualTo(1);
        assertThat(printed(err))
                .startsWith("The policy file has one problem:\n"
                        + "no/such/file.json: there is no such file [file.missing]\n    fix: put it at ");
    }

    /** A file's name means a file here: there is no web application, and no class path but the jar's own. */
    @ParameterizedTest
    @ValueSource(strings = {"/WEB-INF/gatehouse.json", "classpath:check/simple.json"})
    void looksOnDiskOnly(String location) {
        assertThat(run("check", location)).isEqualTo(1);
        assertThat(printed(err)).contains("[file.missing]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "-h", "check", "check --help", "check a.json b.json", "test a.json"})
    void printsItsUsage(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" ", -1))).isEqualTo(2);
        assertThat(printed(out)).isEmpty();
        assertThat(printed(err)).startsWith("usage: java -jar filter-core-all.jar check POLICY.json\n");
    }
}
