package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.Shows;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows that begin where a calendar's days, weeks and months do. */
final class CalendarTest extends ServedPolicy {

    private static String policy(String window, String zone) {
        return """
                { "rules": [ { "name": "quota", "limits": [{ "requests": 2, "window": "%s",
                    "algorithm": "fixed-window", "align": "calendar", "zone": "%s" }] } ] }
                """.formatted(window, zone);
    }

    private void setClock(String time, String zone) {
        clock.set(ZonedDateTime.parse(time + "[" + zone + "]").toEpochSecond() * Timeline.SECOND);
    }

    @Test
    void beginsAnewWithTheMonth() throws Exception {
        setClock("2024-02-10T12:00:00+01:00", "Europe/Berlin");
        start(policy("month", "Europe/Berlin"));
        assertThat(exchange("GET / HTTP/1.1")).isEqualTo("""
                        200
                        X-RateLimit-Limit: 2
                        X-RateLimit-Remaining: 1
                        X-RateLimit-Reset: 1709247600
                        RateLimit-Policy: "quota:2/month";q=2
                        RateLimit: "quota:2/month";r=1;t=1684800
                        Content-Length: 0
                        """);
        status("GET / HTTP/1.1");
        assertThat(exchange("GET / HTTP/1.1"))
                .startsWith("429\n")
                .contains("\nRetry-After: 1684800\n")
                .as("February of that year has 29 days")
                .contains("\"window\":2505600,");
        pass(1_684_799);
        assertThat(header("Retry-After", "GET / HTTP/1.1")).isEqualTo("1");
        pass(1);
        assertThat(header("X-RateLimit-Remaining", "GET / HTTP/1.1")).isEqualTo("1");
    }

    /** Midnight there, and that also where clocks are set in between. */
    @Shows({"rateLimit.rules.limits.align", "rateLimit.rules.limits.zone"})
    @ParameterizedTest
    @CsvSource({
        "day, Europe/Berlin, 2024-03-31T00:00:00+01:00, 82800",
        "day, Europe/Berlin, 2024-10-27T00:00:00+02:00, 90000",
        "day, Europe/Berlin, 2024-06-01T18:00:00+02:00, 21600",
        "1d, Asia/Kathmandu, 2024-06-01T00:00:00+05:45, 86400",
        "hour, Asia/Kathmandu, 2024-06-01T00:10:00+05:45, 3000",
        "week, UTC, 2024-06-01T00:00:00Z, 172800",
        "week, America/New_York, 2024-03-09T23:00:00-05:00, 86400",
        "month, UTC, 2023-02-01T00:00:00Z, 2419200",
        "year, UTC, 2024-01-01T00:00:00Z, 31622400",
        "year, UTC, 2023-01-01T00:00:00Z, 31536000",
        // Cairo sets its clocks ahead from midnight to one, and back from midnight to eleven the evening before.
        "day, Africa/Cairo, 2024-04-25T23:59:59+02:00, 1",
        "day, Africa/Cairo, 2024-04-26T01:00:00+03:00, 82800",
        "day, Africa/Cairo, 2024-10-31T23:30:00+03:00, 5400",
        // The hour that comes twice is one.
        "hour, Europe/Berlin, 2024-10-27T02:00:00+02:00, 7200",
        "hour, Europe/Berlin, 2024-10-27T02:30:00+01:00, 1800"
    })
    void endsWhereTheCalendarSays(String window, String zone, String now, long seconds) throws Exception {
        setClock(now, ZoneId.of(zone).toString());
        start(policy(window, zone));
        assertThat(header("RateLimit", "GET / HTTP/1.1")).endsWith(";r=1;t=" + seconds);
    }

    @Test
    void isWrittenInJavaAsInAFile() throws Exception {
        start(RateLimitPolicy.builder()
                .rule(
                        "quota",
                        rule -> rule.limit(limit -> limit.requests(2)
                                .window("month")
                                .algorithm(Algorithm.FIXED_WINDOW)
                                .align(Alignment.CALENDAR)
                                .zone("Europe/Berlin")))
                .build());
        var written = policy(policy("month", "Europe/Berlin"));
        assertThat(filter.policy()).hasToString(written.toString());
        assertThat(written.toString())
                .startsWith("quota: 2/month fixed-window of the calendar in Europe/Berlin by address;");
        assertThat(written.explained())
                .contains("  limit 2/month fixed-window of the calendar in Europe/Berlin: 2 in each month in"
                        + " Europe/Berlin; at most 4 across a boundary");
    }
}
