package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The usage page of the example server, as an operator sees it in a real browser. */
final class UsagePageIT {

    /** Named, its screenshots are written there, for docs/. */
    private static final String SCREENSHOTS = System.getProperty("usage.screenshots", "");

    @SuppressWarnings("NullAway.Init") // By @BeforeAll, unless there is none.
    private static Browser browser;

    @TempDir
    private static Path folder;

    private ExampleProcess example;
    private Client client;

    @BeforeAll
    static void startBrowser(@TempDir Path profile) {
        browser = Browser.start(profile);
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        example = ExampleProcess.startAndListen(folder, "--port", "0", "--other-port", "0");
        client = new Client(example.port());
    }

    @AfterEach
    void stop() {
        // Else it would go on asking, and say on the console that nobody answers.
        browser.open("about:blank");
        browser.console();
        example.close();
        browser.prefer("light");
        browser.size(1280, 1600);
    }

    private void open() throws Exception {
        browser.open("http://localhost:" + example.port() + "/usage/");
    }

    private int status(String path, String key) throws Exception {
        return client.send("GET " + path, "X-API-Key: " + key).status();
    }

    /** Sends what the tests look for: of one caller 5 admitted and 3 refused, of another 2 admitted. */
    private void load() throws Exception {
        for (var i = 0; i < 8; i++) {
            assertThat(status("/courses/" + (i + 1), "ada")).isEqualTo(i < 5 ? 200 : 429);
        }
        for (var i = 0; i < 2; i++) {
            status("/students", "grace");
        }
        client.send("GET /courses", "Origin: https://evil.example");
    }

    @Test
    void showsTheNumbersThatWereSent() throws Exception {
        load();
        open();

        browser.waitFor("#totals", "Requests\n10");
        assertThat(browser.find("#totals").getText()).contains("Refused\n3");
        assertThat(browser.find("#rules tbody").getText()).startsWith("the only rule 10 3 0\nenforce");
        assertThat(browser.find("#endpoints tbody").getText())
                .contains("GET /courses/{id} 8 3")
                .contains("GET /students 2 0");
        assertThat(browser.find("#busiest tbody tr:first-child").getText())
                .matches("(?s)[0-9a-f]{12} the only rule 8 3\\s+5 of 5/10s\\s+5 of 20/minute\\s+Reset\\s*Block.*");
        assertThat(browser.find("#mostRefused tbody").getText()).matches("(?s)[0-9a-f]{12} the only rule 3 8.*");
        assertThat(browser.find("#origins tbody").getText()).isEqualTo("https://evil.example origin refused 1");
        assertThat(browser.find("#store tbody").getText()).isEqualTo("rateLimit this process yes 1");
        assertThat(browser.find("#policy").getText()).contains("limit 5/10s", "exempt: GET /, GET /assets/*");
        assertThat(browser.script(
                        "return Chart.getChart('chart').data.datasets.map(set => set.data.reduce((a, b) => a + b))"
                                + ".join(' ')"))
                .isEqualTo("10 3");
        assertThat(browser.script("const canvas = document.getElementById('chart');"
                        + "return String(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data"
                        + ".some(value => value > 0))"))
                .as("something is drawn")
                .isEqualTo("true");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void updatesByItself() throws Exception {
        open();
        browser.waitFor("#rules tbody", "Nothing yet");
        load();
        browser.waitFor("#totals", "Requests\n10");
        status("/students", "grace");
        browser.waitFor("#totals", "Requests\n11");
    }

    @Test
    void resetsBlocksAndPutsIntoShadow() throws Exception {
        load();
        open();
        browser.waitFor("#totals", "Requests\n10");
        assertThat(status("/courses", "ada")).isEqualTo(429);

        browser.find("#busiest tbody tr:first-child button").click();
        browser.waitFor("#done", "done");
        assertThat(status("/courses", "ada")).isEqualTo(200);

        browser.find("#busiest tbody tr:first-child button:nth-of-type(2)").click();
        browser.waitFor("#done", "Block for 10 minutes");
        assertThat(client.send("GET /courses", "X-API-Key: ada").value("Retry-After"))
                .matches("600|599");

        browser.find("#rules tbody button").click();
        browser.waitFor("#rules tbody", "shadow");
        assertThat(status("/courses", "ada")).isEqualTo(200);
        browser.find("#rules tbody button").click();
        browser.waitFor("#rules tbody", "enforce");
        assertThat(status("/courses", "ada")).isEqualTo(429);
        assertThat(browser.console()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"light, 1280", "dark, 1280", "light, 390", "dark, 390"})
    void axeFindsNothingInLightAndDarkOnADeskAndAPhone(String scheme, int width) throws Exception {
        load();
        browser.prefer(scheme);
        browser.size(width, 1600);
        open();
        browser.waitFor("#totals", "Requests\n10");
        assertThat(browser.script("return String(document.documentElement.scrollWidth <= innerWidth)"))
                .as("nothing is beside the page")
                .isEqualTo("true");
        browser.script(axe());
        assertThat(browser.asyncScript("const done = arguments[0]; axe.run().then(found => done(found.violations.map("
                        + "each => each.id + ': ' + each.nodes.map(node => node.target).join(' ')).join('\\n')))"))
                .isEmpty();
        if (!SCREENSHOTS.isEmpty() && width > 1_000) {
            Files.write(Path.of(SCREENSHOTS).resolve("usage-" + scheme + ".png"), browser.screenshot());
        }
    }

    private static String axe() throws Exception {
        var loader = UsagePageIT.class.getClassLoader();
        try (var script = loader.getResourceAsStream("axe.min.js")) {
            return new String(Objects.requireNonNull(script, "axe").readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hour", "live", "day", "month"})
    void showsEachPeriodByKeyboardAlone(String period) throws Exception {
        load();
        open();
        browser.waitFor("#totals", "Requests\n10");
        browser.find("input[value=" + period + "]").sendKeys(" ");
        browser.waitFor("#totals", "Requests\n10");
        assertThat(browser.find("#rules tbody").getText()).startsWith("the only rule 10 3");
    }

    @Test
    void isHiddenFromOtherPagesNamesAndProxies() throws Exception {
        for (var header : new String[] {
            "X-Forwarded-For: 127.0.0.1",
            "Forwarded: for=127.0.0.1",
            "Via: 1.1 proxy",
            "Origin: https://evil.example",
            "Origin: http://localhost:" + example.otherPort(),
            "Sec-Fetch-Site: cross-site"
        }) {
            for (var path : new String[] {"/usage/", "/usage/data", "/usage/page.js"}) {
                var answer = client.send("GET " + path, header);
                assertThat(answer.status()).as(header + " " + path).isIn(403, 404);
                assertThat(answer.body()).doesNotContain("Usage", "busiest");
            }
        }
    }
}
