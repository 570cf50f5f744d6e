package dev.gatehouse.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.InMemoryServer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator does from the page, and that nobody else's page does. */
final class ActionsTest extends ServedDashboard {

    private static final String LOCAL = "\nTest-Peer: 127.0.0.1\nHost: localhost";

    private String token = "";
    private String subject = "";

    @BeforeEach
    void startAndRefuseSomebody() throws Exception {
        start("loopback");
        for (var i = 0; i < 4; i++) {
            status("a");
        }
        var data = data();
        for (var i = 0; i < 500 && !data.contains("\"refused\":1"); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
            data = data();
        }
        token = data.replaceFirst("(?s).*\"token\":\"([^\"]+)\".*", "$1");
        subject = data.replaceFirst("(?s).*\"busiest\":\\[\\{\"id\":\"([0-9a-f]{32})\".*", "$1");
    }

    private String data() throws Exception {
        return send("GET /usage/data HTTP/1.1" + LOCAL).body();
    }

    private int status(String key) throws Exception {
        return send("GET /courses HTTP/1.1\nKey: " + key).status();
    }

    private InMemoryServer.Answer act(String headers, String fields) throws Exception {
        var body = fields.replace("SUBJECT", subject);
        return send("POST /usage/actions HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\nContent-Length: "
                + body.length() + headers + "\n\n" + body);
    }

    private String withToken() {
        return LOCAL + "\nX-Usage-Token: " + token;
    }

    @Test
    void resetsBlocksAndPutsIntoShadow() throws Exception {
        assertThat(status("a")).isEqualTo(429);
        var reset = act(withToken(), "action=reset&filter=rateLimit&rule=account&subject=SUBJECT");
        assertThat(reset.status()).as(reset.body()).isEqualTo(204);
        assertThat(status("a")).isEqualTo(200);
        assertThat(act(withToken(), "action=block&filter=rateLimit&rule=account&subject=SUBJECT&seconds=60")
                        .status())
                .isEqualTo(204);
        assertThat(status("a")).isEqualTo(429);
        assertThat(status("b")).isEqualTo(200);
        assertThat(act(withToken(), "action=shadow&filter=rateLimit&rule=account")
                        .status())
                .isEqualTo(204);
        assertThat(status("a")).isEqualTo(200);
        assertThat(data()).contains("\"mode\":\"shadow\"");
        assertThat(act(withToken(), "action=unshadow&filter=rateLimit&rule=account")
                        .status())
                .isEqualTo(204);
        assertThat(status("a")).isEqualTo(429);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "action=reset&filter=rateLimit&rule=account|400|subject is missing",
                "action=reset&filter=rateLimit&rule=account&subject=x|400|a subject has 32 hexadecimal digits",
                "action=block&filter=rateLimit&rule=account&subject=SUBJECT&seconds=1e9|400|seconds is a whole number",
                "action=block&filter=rateLimit&rule=account&subject=SUBJECT&seconds=0|400|"
                        + "a block lasts from a second to 31 days, not PT0S",
                "action=drop&filter=rateLimit&rule=account|400|"
                        + "the action is none of reset, block, shadow and unshadow",
                "action=shadow&filter=other&rule=account|404|There is no such filter or rule.",
                "action=shadow&filter=rateLimit&rule=other|404|There is no such filter or rule.",
                "''|400|filter is missing"
            })
    void saysWhatIsWrong(String fields, int status, String sentence) throws Exception {
        var answer = act(withToken(), fields);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(sentence);
        assertThat(status("a")).isEqualTo(429);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\nX-Usage-Token: ",
                "\nX-Usage-Token: x",
                "\nCookie: X-Usage-Token=TOKEN",
                "\nAuthorization: Bearer TOKEN"
            })
    void doesNothingWithoutThePagesToken(String headers) throws Exception {
        var answer = act(
                LOCAL + headers.replace("TOKEN", token),
                "action=reset&filter=rateLimit&rule=account&subject=SUBJECT&X-Usage-Token=" + token);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(status("a")).isEqualTo(429);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\nSec-Fetch-Site: cross-site",
                "\nSec-Fetch-Site: same-site",
                "\nOrigin: https://evil.example",
                "\nOrigin: null",
                "\nOrigin: http://localhost:8081",
                "\nOrigin: http://localhost.evil.example",
                "\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document"
            })
    void isHiddenFromOtherPagesEvenWithTheToken(String headers) throws Exception {
        var answer = act(withToken() + headers, "action=reset&filter=rateLimit&rule=account&subject=SUBJECT");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(status("a")).isEqualTo(429);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sec-Fetch-Site: cross-site|404",
                "Sec-Fetch-Site: same-site|404",
                "Origin: https://app.example|404",
                "Sec-Fetch-Site: same-origin|200",
                "Sec-Fetch-Site: none|200",
                "Origin: http://localhost|200",
                "Sec-Fetch-Site: cross-site;Sec-Fetch-Mode: navigate;Sec-Fetch-Dest: document|200",
                "Sec-Fetch-Site: cross-site;Sec-Fetch-Mode: navigate;Sec-Fetch-Dest: iframe|404"
            })
    void isReadByItsOwnPageAndByWhoFollowsALink(String headers, int status) throws Exception {
        assertThat(send("GET /usage/data HTTP/1.1" + LOCAL + "\n" + headers.replace(";", "\n"))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void anActionIsOnlyPosted() throws Exception {
        assertThat(send("GET /usage/actions?action=shadow&filter=rateLimit&rule=account HTTP/1.1" + withToken())
                        .status())
                .isEqualTo(404);
        assertThat(send("PUT /usage/actions HTTP/1.1\nContent-Length: 0" + withToken())
                        .status())
                .isEqualTo(405);
    }
}
