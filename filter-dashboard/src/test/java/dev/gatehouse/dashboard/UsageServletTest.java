package dev.gatehouse.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the usage page and its data answer. */
final class UsageServletTest extends ServedDashboard {

    private static final String LOCAL = "\nTest-Peer: 127.0.0.1\nHost: localhost";

    @BeforeEach
    void start() throws Exception {
        start("loopback");
    }

    private String data(String period) throws Exception {
        return send("GET /usage/data?period=" + period + " HTTP/1.1" + LOCAL).body();
    }

    /** Decisions are read some time after they are made. */
    private String dataWith(String expected, String period) throws Exception {
        var data = data(period);
        for (var i = 0; i < 500 && !data.contains(expected); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
            data = data(period);
        }
        return data;
    }

    @ParameterizedTest
    @CsvSource({
        "/usage/, text/html;charset=utf-8, <title>Usage</title>",
        "/usage/icon.svg, image/svg+xml, <svg",
        "/usage/page.css, text/css;charset=utf-8, color-scheme: light dark",
        "/usage/page.js, text/javascript;charset=utf-8, setInterval",
        "/usage/chart.js, text/javascript;charset=utf-8, Chart.js v4",
        "/usage/data, application/json, \"period\":\"hour\""
    })
    void answersWithWhatThePageNeeds(String path, String type, String part) throws Exception {
        var answer = send("GET " + path + " HTTP/1.1" + LOCAL);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains(part);
        assertThat(answer.headers())
                .containsExactly(
                        "Cache-Control: no-store",
                        "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self';"
                                + " connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none';"
                                + " frame-ancestors 'none'",
                        "X-Content-Type-Options: nosniff",
                        "Referrer-Policy: no-referrer",
                        "Cross-Origin-Resource-Policy: same-origin",
                        "Cross-Origin-Opener-Policy: same-origin",
                        "Content-Type: " + type,
                        "Content-Length: " + answer.body().length());
    }

    @Test
    void leadsToThePageWhereTheSlashIsMissing() throws Exception {
        var answer = send("GET /usage HTTP/1.1" + LOCAL);
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.values("Location")).singleElement().asString().endsWith("/usage/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usage/x", "/usage/page.html", "/usage/data/", "/usage/Answers.class"})
    void hasNothingElse(String path) throws Exception {
        assertThat(send("GET " + path + " HTTP/1.1" + LOCAL).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void isOnlyRead(String method) throws Exception {
        var answer = send(method + " /usage/data HTTP/1.1\nContent-Length: 0" + LOCAL);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.values("Allow")).containsExactly("GET, HEAD");
    }

    @Test
    void addsUpWhatIsDecidedByRuleEndpointAndCaller() throws Exception {
        for (var i = 0; i < 5; i++) {
            send("GET /courses/" + i + " HTTP/1.1\nKey: a");
        }
        send("POST /courses HTTP/1.1\nContent-Length: 0\nKey: b");
        for (var period : new String[] {"live", "hour", "day", "month"}) {
            var data = dataWith("\"admitted\":4", period);
            assertThat(data)
                    .startsWith("{\"period\":\"" + period + "\"")
                    .contains("\"admitted\":4,\"refused\":2,")
                    .contains(
                            "\"rules\":[{\"filter\":\"rateLimit\",\"name\":\"account\",\"requests\":6,\"refused\":2,\"wouldRefuse\":0,\"mode\":\"enforce\"}]")
                    .contains("\"endpoints\":[{\"name\":\"GET /courses/{id}\",\"requests\":5,\"refused\":2},"
                            + "{\"name\":\"POST /courses\",\"requests\":1,\"refused\":0}")
                    .containsPattern(
                            "\"busiest\":\\[\\{\"id\":\"[0-9a-f]{32}\",\"filter\":\"rateLimit\",\"rule\":\"account\",\"requests\":5,"
                                    + "\"refused\":2,\"name\":\"[0-9a-f]{12}\",\"plan\":\"\",\"at\":\\d+,\"limits\":"
                                    + "\\[\\{\"name\":\"3/minute\",\"most\":3,\"used\":3\\},"
                                    + "\\{\"name\":\"100/day\",\"most\":100,\"used\":3\\}\\]\\},\\{")
                    .containsPattern(
                            "\"mostRefused\":\\[\\{\"id\":\"[0-9a-f]{32}\",\"filter\":\"rateLimit\",\"rule\":\"account\","
                                    + "\"requests\":5,\"refused\":2,[^\\]]*\\]\\}\\]")
                    .contains("\"filters\":[{\"name\":\"rateLimit\",\"policy\":[\"mode: enforce\",")
                    .doesNotContain("MayLack");
        }
    }
}
