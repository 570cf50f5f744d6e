package dev.gatehouse.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.InMemoryServer;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That nobody sees the usage whom the init-param does not name, whatever is tried. */
final class AccessTest extends ServedDashboard {

    private static final String TOKEN = "correct horse battery staple";

    /** {@code printf %s 'correct horse battery staple' | sha256sum}. */
    private static final String SHA_256 = "c4bbcb1fbec99d65bf59d85c8cb62ee2db963f0fe106f483d9afa73bd4e39a8a";

    private static final String LOCAL = "Test-Peer: 127.0.0.1\nHost: localhost:8080";

    private InMemoryServer.Answer ask(String headers) throws Exception {
        return send("GET /usage/data HTTP/1.1\n" + headers);
    }

    private static String basic(String credentials) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
    }

    private static void assertTellsNothing(InMemoryServer.Answer answer) {
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers()).containsExactly("Content-Length: 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Test-Peer: 127.0.0.1\nHost: localhost",
                "Test-Peer: 127.0.0.1\nHost: localhost:8080",
                "Test-Peer: 127.0.0.2\nHost: 127.0.0.1:8080",
                "Test-Peer: ::1\nHost: [::1]:8080",
                "Test-Peer: [::1]\nHost: [::1]:8080",
                "Test-Peer: 0:0:0:0:0:0:0:1\nHost: localhost:8080"
            })
    void letsInWhoSitsAtTheMachine(String headers) throws Exception {
        start("loopback");
        assertThat(ask(headers).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost",
                "Test-Peer: 192.0.2.1\nHost: localhost",
                "Test-Peer: 10.0.0.1\nHost: 127.0.0.1",
                "Test-Peer: 128.0.0.1\nHost: localhost",
                "Test-Peer: 1127.0.0.1\nHost: localhost",
                "Test-Peer: 127.0.0.1.evil.example\nHost: localhost",
                "Test-Peer: localhost\nHost: localhost",
                "Test-Peer: 0.0.0.0\nHost: localhost",
                "Test-Peer: ::2\nHost: localhost",
                "Test-Peer: ::ffff:192.0.2.1\nHost: localhost",
                "Test-Peer: unknown\nHost: localhost",
                "Test-Peer: 127.0.0.1\nHost: evil.example",
                "Test-Peer: 127.0.0.1\nHost: localhost.evil.example",
                "Test-Peer: 127.0.0.1\nHost: 127.0.0.1.nip.io",
                "Test-Peer: 127.0.0.1\nHost: service.example:8080",
                "Test-Peer: 127.0.0.1\nHost: 0.0.0.0:8080",
                "Test-Peer: 127.0.0.1\nHost: localhost\nX-Forwarded-For: 127.0.0.1",
                "Test-Peer: 127.0.0.1\nHost: localhost\nX-Forwarded-For: ",
                "Test-Peer: 127.0.0.1\nHost: localhost\nForwarded: for=127.0.0.1",
                "Test-Peer: 127.0.0.1\nHost: localhost\nX-Real-IP: 127.0.0.1",
                "Test-Peer: 127.0.0.1\nHost: localhost\nX-Forwarded-Host: localhost",
                "Test-Peer: 127.0.0.1\nHost: localhost\nVia: 1.1 proxy",
                "Test-Peer: 127.0.0.1\nHost: localhost\nCF-Connecting-IP: 192.0.2.1",
                "Test-Peer: 192.0.2.1\nHost: localhost\nX-Forwarded-For: 127.0.0.1",
                "Test-Peer: 192.0.2.1\nHost: localhost\nX-Real-IP: 127.0.0.1",
                "Test-Peer: 192.0.2.1\nHost: localhost\nOrigin: http://localhost",
                "Test-Peer: 192.0.2.1\nHost: localhost\nAuthorization: Bearer loopback"
            })
    void hidesFromEverybodyElse(String headers) throws Exception {
        start("loopback");
        for (var path : List.of("/usage/data", "/usage/", "/usage/page.js", "/usage/chart.js", "/usage")) {
            var answer = send("GET " + path + " HTTP/1.1\n" + headers);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertTellsNothing(answer);
        }
    }

    @Test
    void asksForTheToken() throws Exception {
        start("token-sha256:" + SHA_256);
        var answer = ask("");
        assertThat(answer.status()).isEqualTo(401);
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
                        "WWW-Authenticate: Basic realm=\"usage\", charset=\"UTF-8\"",
                        "Content-Length: 0");
        assertThat(ask("Authorization: Bearer " + TOKEN).status()).isEqualTo(200);
        assertThat(ask("authorization: bearer " + TOKEN).status()).isEqualTo(200);
        assertThat(ask(basic("me:" + TOKEN)).status()).isEqualTo(200);
        assertThat(ask(basic(":" + TOKEN)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer",
                "Authorization: Bearer ",
                "Authorization: Bearer wrong",
                "Authorization: Bearer c4bbcb1fbec99d65bf59d85c8cb62ee2db963f0fe106f483d9afa73bd4e39a8a",
                "Authorization: Bearer correct horse battery stapl",
                "Authorization: Bearer correct horse battery staple!",
                "Authorization: Bearer CORRECT HORSE BATTERY STAPLE",
                "Authorization: Digest correct horse battery staple",
                "Authorization: correct horse battery staple",
                "Authorization: Basic !!!",
                "Authorization: Basic ",
                "Authorization: Bearer wrong\nAuthorization: Bearer correct horse battery staple",
                "Authorization: Bearer correct horse battery staple\nAuthorization: Bearer wrong",
                "X-API-Key: correct horse battery staple",
                "Cookie: token=correct horse battery staple",
                LOCAL,
                "Test-Role: operator"
            })
    void takesNothingElseForTheToken(String headers) throws Exception {
        start("token-sha256:" + SHA_256);
        var answer = ask(headers);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).isEmpty();
        assertThat(send("GET /usage/data?access_token=correct%20horse%20battery%20staple HTTP/1.1\n" + headers)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void takesNoPasswordWithoutAColonOrOfSomebodyElse() throws Exception {
        start("token-sha256:" + SHA_256);
        for (var credentials : List.of(TOKEN, TOKEN + ":", "me:" + TOKEN + ":", "me:", "", ":", "x".repeat(9_000))) {
            assertThat(ask(basic(credentials)).status()).as(credentials).isEqualTo(401);
        }
    }

    @Test
    void letsInWhoHasTheRole() throws Exception {
        start("role:operator");
        assertThat(ask("Test-Role: operator").status()).isEqualTo(200);
        assertThat(ask("Test-Role: Operator").status()).isEqualTo(404);
        assertThat(ask("Test-Role: user").status()).isEqualTo(404);
        assertThat(ask(LOCAL).status()).isEqualTo(404);
        assertThat(ask("Authorization: Bearer " + TOKEN).status()).isEqualTo(404);
    }

    @Test
    void isClosedToAllWhereNothingIsSaid() throws Exception {
        start(null);
        for (var headers : List.of("", LOCAL, "Test-Role: operator", "Authorization: Bearer " + TOKEN)) {
            var answer = ask(headers);
            assertThat(answer.status()).isEqualTo(404);
            assertTellsNothing(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Loopback",
                "role:",
                "role",
                "token-sha256:",
                "token-sha256:c4bbcb",
                "token:secret-of-mine",
                "anybody",
                "*",
                "loopback,role:operator"
            })
    void doesNotStartWithWhatItDoesNotKnowAndDoesNotRepeatIt(String access) {
        assertThatThrownBy(() -> start(access))
                .hasStackTraceContaining("UsageServlet 'usage': the init-param access is none of loopback, role:NAME"
                        + " and token-sha256:HEX (64 hexadecimal digits: printf %s TOKEN | sha256sum)")
                .satisfies(failure -> assertThat(failure.toString()).doesNotContain("secret-of-mine"));
    }
}
