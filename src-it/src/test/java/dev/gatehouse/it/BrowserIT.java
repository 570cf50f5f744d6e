package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cors.CorsFilter;
import dev.gatehouse.cors.CorsPolicy;
import dev.gatehouse.ratelimit.RateLimitFilter;
import dev.gatehouse.ratelimit.RateLimitPolicy;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

/** What a real browser lets the scripts of two origins do with an API behind both filters. */
final class BrowserIT {

    private static final String BLOCKED = "TypeError: Failed to fetch";

    /** What has come to the server, preflights too. */
    private final ConcurrentLinkedQueue<String> arrived = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("NullAway.Init") // By @BeforeAll, unless there is none.
    private static Browser browser;

    private EmbeddedServer pages;
    private EmbeddedServer api;

    /** A page without anything. */
    private static void showEmptyPage(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/html");
        response.getWriter().print("<!doctype html><title>A page</title><link rel=icon href=data:,>");
    }

    /** Answers every method, says which user its cookie names, and makes {@code ada} the user. */
    private static void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.setHeader("X-Total", "7");
        response.setHeader("X-Inner", "secret");
        response.addCookie(new Cookie("user", "ada"));
        var user = "nobody";
        if (request.getCookies() != null) {
            user = request.getCookies()[0].getValue();
        }
        response.getWriter().print(request.getMethod() + " by " + user);
    }

    @BeforeAll
    static void startBrowser(@TempDir Path folder) {
        browser = Browser.start(folder);
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        var page = new ServletContextHandler("/");
        page.addServlet(new ServletHolder(new Answering(BrowserIT::showEmptyPage)), "/page");
        pages = new EmbeddedServer(page);

        var cors = CorsPolicy.builder()
                .allowedOrigins(page("localhost").replace("/page", ""))
                .allowedMethods("GET", "POST", "PUT", "PATCH", "DELETE")
                .allowedHeaders("X-API-Key")
                .exposedHeaders(
                        "X-Total",
                        "X-RateLimit-Limit",
                        "X-RateLimit-Remaining",
                        "X-RateLimit-Reset",
                        "RateLimit-Policy",
                        "RateLimit",
                        "Retry-After")
                .allowCredentials(true)
                .build();
        var limit = RateLimitPolicy.builder().limits("6/2s").by("apiKey").build();
        var context = new ServletContextHandler("/");
        var all = EnumSet.of(DispatcherType.REQUEST);
        context.addFilter(
                (Filter) (request, response, chain) -> {
                    arrived.add(((HttpServletRequest) request).getMethod());
                    chain.doFilter(request, response);
                },
                "/*",
                all);
        context.addFilter(new CorsFilter(cors), "/*", all);
        context.addFilter(new RateLimitFilter(limit), "/*", all);
        var search = RateLimitPolicy.builder()
                .limits("1/minute")
                .refusal(refusal -> refusal.status(403).body("{\"message\": \"You have exceeded a rate limit.\"}"));
        var holder = new FilterHolder(new RateLimitFilter(search.build()));
        holder.setName("search");
        context.addFilter(holder, "/api/search", all);
        context.addServlet(new ServletHolder(new Answering(BrowserIT::answer)), "/api/*");
        api = new EmbeddedServer(context);
        browser.open(page("localhost"));
        browser.console();
    }

    @AfterEach
    void stop() {
        pages.close();
        api.close();
    }

    private String page(String host) {
        return "http://" + host + ":" + pages.port() + "/page";
    }

    private Browser.Fetched fetch(Map<String, ?> options) {
        return fetch("/api/courses", options);
    }

    private Browser.Fetched fetch(String path, Map<String, ?> options) {
        return browser.fetch("http://localhost:" + api.port() + path, options);
    }

    @Test
    void readsWhatIsExposedAndNothingElse() {
        var answer = fetch(Map.of());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("GET by nobody");
        assertThat(answer.headers())
                .containsEntry("x-total", "7")
                .containsEntry("x-ratelimit-limit", "6")
                .containsEntry("x-ratelimit-remaining", "5")
                .containsEntry("ratelimit-policy", "\"6/2s\";q=6;w=2")
                .containsKeys("x-ratelimit-reset", "ratelimit")
                .doesNotContainKey("x-inner");
        assertThat(arrived).as("a request this plain asks for no leave").containsExactly("GET");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void asksForLeaveBeforeWhatAFormCouldNotSend() {
        var put = fetch(
                Map.of("method", "PUT", "headers", Map.of("X-API-Key", "one", "Content-Type", "application/json")));

        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEqualTo("PUT by nobody");
        assertThat(put.headers()).containsEntry("x-ratelimit-remaining", "5");
        assertThat(arrived).containsExactly("OPTIONS", "PUT");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void asksOnceForFiveMethods() {
        for (var method : List.of("PUT", "DELETE", "PATCH", "POST", "GET")) {
            var answer = fetch(Map.of("method", method, "headers", Map.of("X-API-Key", "one")));
            assertThat(answer.body()).isEqualTo(method + " by nobody");
        }

        assertThat(arrived).containsExactly("OPTIONS", "PUT", "DELETE", "PATCH", "POST", "GET");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void sendsCookiesAndReadsTheAnswer() {
        assertThat(fetch(Map.of("credentials", "include")).body()).isEqualTo("GET by nobody");
        assertThat(fetch(Map.of("credentials", "include")).body()).isEqualTo("GET by ada");
        assertThat(fetch(Map.of("credentials", "omit")).body()).isEqualTo("GET by nobody");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void seesWhyItIsRefusedAndRecoversByWhatItReads() throws Exception {
        var options = Map.of("headers", Map.of("X-API-Key", "one"));
        for (var remaining = 5; remaining >= 0; remaining--) {
            assertThat(fetch(options).headers()).containsEntry("x-ratelimit-remaining", String.valueOf(remaining));
        }

        var refused = fetch(options);

        assertThat(refused.status()).isEqualTo(429);
        var wait = refused.headers().get("retry-after");
        assertThat(refused.body()).contains("\"code\":\"rate_limited\"").endsWith("\"retryAfter\":" + wait + "}}");
        assertThat(refused.headers()).containsEntry("x-ratelimit-remaining", "0");
        Thread.sleep(Long.parseLong(wait) * 1000);
        assertThat(fetch(options).status()).isEqualTo(200);
        assertThat(browser.console()).singleElement().asString().contains("status of 429");
    }

    /** Some APIs refuse with 403, as GitHub's does; a page of an allowed origin reads why. */
    @Test
    void readsA403OfTheRateLimit() {
        assertThat(fetch("/api/search", Map.of()).status()).isEqualTo(200);

        var refused = fetch("/api/search", Map.of());

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).isEqualTo("{\"message\":\"You have exceeded a rate limit.\"}");
        assertThat(refused.headers())
                .containsEntry("x-ratelimit-remaining", "0")
                .containsKey("retry-after");
        assertThat(browser.console()).singleElement().asString().contains("status of 403");
    }

    @Test
    void keepsFromAnotherOriginThatThereIsAnything() {
        browser.open(page("127.0.0.1"));
        browser.console();

        var simple = fetch(Map.of());
        var asked = fetch(Map.of("method", "PUT", "headers", Map.of("X-API-Key", "one")));
        var blind = fetch(Map.of("mode", "no-cors"));

        assertThat(List.of(simple, asked)).containsOnly(new Browser.Fetched(0, Map.of(), BLOCKED));
        assertThat(blind).as("an opaque answer").isEqualTo(new Browser.Fetched(0, Map.of(), ""));
        assertThat(arrived).containsExactly("GET", "OPTIONS", "GET");
        assertThat(browser.console()).anyMatch(line -> line.contains("blocked by CORS policy"));
    }

    @Test
    void refusesAMethodAndAHeaderThatAreNotAllowed() {
        assertThat(fetch(Map.of("method", "PROPFIND")).body()).isEqualTo(BLOCKED);
        assertThat(fetch(Map.of("headers", Map.of("X-Other", "1"))).body()).isEqualTo(BLOCKED);
        assertThat(arrived).containsExactly("OPTIONS", "OPTIONS");
        assertThat(browser.console())
                .filteredOn(line -> line.contains("blocked by CORS policy"))
                .hasSize(2);
    }

    /** The example's page, as somebody who tries it. */
    @Test
    void showsTheExampleAtWork(@TempDir Path folder) throws Exception {
        try (var example = ExampleProcess.startAndListen(folder, "--port", "0", "--other-port", "0")) {
            browser.open("http://localhost:" + example.port() + "/");
            browser.find("#requests button").click();
            browser.waitFor("#answers li", "GET /courses");
            browser.waitFor("#answers li", "Same origin: CORS has no part in it.");
            browser.waitFor("#meters", "4 of 5 left");
            browser.waitFor("#wire tr", "GET /courses");

            browser.find("#key").sendKeys("somebody");
            callAs(1);
            browser.find("#requests button").click();
            browser.waitFor(
                    "#answers li", "Because of X-API-Key, the browser first sent a preflight: OPTIONS, answered 204.");
            browser.waitFor("#meters", "4 of 5 left");

            assertThat(browser.console()).as("so far all went well").isEmpty();

            browser.find("#ten").click();
            browser.waitFor("#answers li", "4 answered 200, 6 refused with 429.");
            browser.waitFor("#state", "The gate is closed: too many requests.");
            browser.waitFor("#refusal", "until it is usable again (Retry-After)");
            browser.waitFor("#refusal", "Usable again");
            browser.waitFor("#state", "The gate is open.");
            browser.find("#requests button").click();
            browser.waitFor("#answers li", "GET /courses");
            browser.waitFor("#answers li", "200");

            callAs(2);
            browser.find("#requests button").click();
            browser.waitFor("#answers li", "blocked");

            assertThat(browser.console())
                    .as("nothing but what the browser says itself of 429 and of what it blocks")
                    .isNotEmpty()
                    .allMatch(line -> line.contains("status of 429")
                            || line.contains("blocked by CORS policy")
                            || line.contains("net::ERR_FAILED"));
        }
    }

    private static void callAs(int caller) {
        var callers = new ArrayList<WebElement>(browser.all("#callers input").toList());
        assertThat(callers).hasSize(3);
        callers.get(caller).click();
    }
}
