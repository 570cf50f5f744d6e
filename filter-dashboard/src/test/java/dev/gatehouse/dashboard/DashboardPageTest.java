package dev.gatehouse.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** That {@code docs/dashboard.md} says what is so. */
final class DashboardPageTest extends ServedDashboard {

    private static String page() throws Exception {
        return Files.readString(Path.of("..", "docs", "dashboard.md"));
    }

    @Test
    void theServletOfTheWebXmlStartsAndIsClosedToAllButTheRole() throws Exception {
        var xml = Pattern.compile("(?s)```xml\n(.*?)```").matcher(page());
        assertThat(xml.find()).isTrue();
        assertThat(xml.group(1))
                .contains("<servlet-class>" + UsageServlet.class.getName() + "</servlet-class>")
                .contains("<url-pattern>/usage/*</url-pattern>");
        var access = Pattern.compile("<param-name>access</param-name> <param-value>([^<]+)</param-value>")
                .matcher(xml.group(1));
        assertThat(access.find()).isTrue();
        start(access.group(1));
        assertThat(send("GET /usage/ HTTP/1.1\nTest-Role: operator").status()).isEqualTo(200);
        assertThat(send("GET /usage/ HTTP/1.1\nTest-Role: user").status()).isEqualTo(404);
    }

    @Test
    void whatIsExemptIsWhatTheTestsLeaveOut() throws Exception {
        assertThat(page()).contains("\"exempt\": [\"GET /usage\", \"GET /usage/*\"]");
        assertThat(POLICY.explained()).contains("exempt: GET /usage, GET /usage/*");
    }
}
