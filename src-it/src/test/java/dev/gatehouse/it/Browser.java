package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium without a window, as it is installed on this machine; it ends with this object. */
final class Browser implements AutoCloseable {

    private static final List<String> BROWSERS =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final List<String> DRIVERS =
            List.of("/usr/bin/chromedriver", "/usr/lib/chromium-browser/chromedriver", "/usr/local/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * A request as a page's script makes it; it gets a status, the headers that it may read, and a body, or an error.
     */
    private static final String FETCH = """
            const [url, options, done] = arguments;
            fetch(url, options).then(
              async (response) => done({
                status: response.status,
                headers: Object.fromEntries(response.headers),
                body: await response.text(),
              }),
              (error) => done({ status: 0, headers: {}, body: String(error) }));
            """;

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** What a script gets of an answer; the status is 0 where it only learns that it failed. */
    record Fetched(int status, Map<String, String> headers, String body) {}

    /**
     * Starts it; the test is skipped where none is installed.
     *
     * @param folder for its profile
     */
    static Browser start(Path folder) {
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(installed(DRIVERS).toFile())
                .usingAnyFreePort()
                .build();
        var options = new ChromeOptions();
        options.setBinary(installed(BROWSERS).toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,1600",
                "--user-data-dir=" + folder);
        var logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logging);
        var driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(PATIENCE).pageLoadTimeout(PATIENCE);
        return new Browser(driver);
    }

    private static Path installed(List<String> places) {
        return places.stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> abort("no browser is run: none of " + places + " is installed"));
    }

    /** Opens a page. */
    void open(String url) {
        driver.get(url);
    }

    /** Has the page's script make a request, with options as {@code fetch} takes them. */
    @SuppressWarnings("unchecked") // What FETCH returns.
    Fetched fetch(String url, Map<String, ?> options) {
        var result = (Map<String, Object>) Objects.requireNonNull(driver.executeAsyncScript(FETCH, url, options));
        return new Fetched(
                ((Number) Objects.requireNonNull(result.get("status"))).intValue(),
                (Map<String, String>) Objects.requireNonNull(result.get("headers")),
                (String) Objects.requireNonNull(result.get("body")));
    }

    /** Returns what a selector finds, once there is something. */
    WebElement find(String selector) {
        return until(() -> all(selector).findFirst().orElse(null));
    }

    /** Returns everything that a selector finds now. */
    Stream<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream();
    }

    /** Waits until an element has a text in it. */
    void waitFor(String selector, String text) {
        var seen = until(() -> {
            var found = find(selector).getText();
            return found.contains(text) ? found : null;
        });
        assertThat(seen).contains(text);
    }

    private <T> T until(Supplier<@Nullable T> condition) {
        return new WebDriverWait(driver, PATIENCE).until(ignored -> condition.get());
    }

    /** Runs a script in the page, and returns the text that it returns. */
    String script(String script) {
        return String.valueOf(driver.executeScript(script));
    }

    /** Runs a script that calls its last argument with a text. */
    String asyncScript(String script) {
        return String.valueOf(driver.executeAsyncScript(script));
    }

    /** Has the page know that a person prefers {@code light} or {@code dark}. */
    void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Makes the page as large as this. */
    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Returns what is seen, as PNG. */
    byte[] screenshot() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    /** Returns what the console has had to say since it was last asked. */
    List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
