package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.InMemoryServer;
import dev.gatehouse.Shows;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many records one request may have, through a real container. */
final class RecordsTest extends ServedPolicy {

    private static final String BULK = """
            { "rules": [ { "name": "bulk", "match": ["POST /students/bulk"], "limits": ["3/hour"], "maxRecords": 3 } ],
              "dialects": ["x-ratelimit"] }
            """;

    private InMemoryServer.Answer bulk(String type, String body) throws Exception {
        return running()
                .send("POST /students/bulk HTTP/1.1\nContent-Type: " + type + "\nContent-Length: "
                        + body.length()
                        + "\n\n" + body);
    }

    @Shows("rateLimit.rules.maxRecords")
    @Test
    void refusesMoreRecordsThanOneRequestMayHaveAndHandsOthersOn() throws Exception {
        start(BULK);
        var tooMany = bulk("application/json", "{\"students\": [1, 2, 3, 4]}");
        assertThat(tooMany.status()).isEqualTo(413);
        assertThat(tooMany.headers())
                .containsExactly(
                        "X-RateLimit-Limit: 3",
                        "X-RateLimit-Remaining: 3",
                        "X-RateLimit-Reset: 1700006400",
                        "Cache-Control: no-store",
                        "Content-Type: application/json",
                        "Content-Length: 106");
        assertThat(tooMany.body())
                .isEqualTo(
                        "{\"error\":{\"code\":\"too_many_records\",\"message\":\"This request has more records than one"
                                + " request may have.\"}}");
        var body = "{\"students\": [1, 2, 3]}";
        var admitted = bulk("application/json", body);
        assertThat(admitted.body()).as("what the application read").isEqualTo(body);
        assertThat(admitted.values("X-RateLimit-Remaining"))
                .as("charged nothing before")
                .containsExactly("2");
        assertThat(bulk("text/plain", "not JSON, [1,2,3,4,5]").body()).isEqualTo("not JSON, [1,2,3,4,5]");
        assertThat(bulk("application/x-www-form-urlencoded", "a=1&b=2").body()).isEqualTo("{a=1, b=2}");
        assertThat(bulk("application/json", "[1]").status()).isEqualTo(429);
    }

    /** Spellings that lenient parsers take, and what would be too much for one to take. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"students\": [1, 2, 3, 4]} and more",
                "{\"students\": [1, 2, 3, 4]}]",
                "{\"students\": [1, 2, 3, 4], \"x\": []}",
                "{\"students\": [], \"students\": [1, 2, 3, 4]}",
                "[1, 2, 3, 4, oops",
                "DEEP"
            })
    void findsTooManyRecordsHoweverTheyAreWritten(String body) throws Exception {
        start(BULK);
        assertThat(bulk("application/json", body.replace("DEEP", "[".repeat(2_000)))
                        .status())
                .isEqualTo(413);
        assertThat(bulk("application/json", "[1, " + "7".repeat(5_000) + ", {\"" + "x".repeat(60_000) + "\": 1}]")
                        .status())
                .isEqualTo(200);
    }

    /** Whether its records were counted or not, the application reads the same. */
    @ParameterizedTest
    @CsvSource({
        "application/json, Read: available, 9",
        "application/json, Read: reader, '[ 31 e9 ]'",
        "text/plain, Read: reader, '[ 31 c3 a9 ]'",
        "text/plain;charset=utf-8, Read: reader, '[ 31 e9 ]'",
        "'text/plain\nEncoding: utf-8', Read: reader, '[ 31 e9 ]'",
        "'application/json;charset=nonsense\nEncoding: utf-8', Read: reader, '[ 31 e9 ]'",
    })
    void handsBodiesOnAsTheyCame(String type, String header, String read) throws Exception {
        for (var policy : List.of(BULK, BULK.replace(", \"maxRecords\": 3", ""))) {
            start(policy);
            var body = header.endsWith("available") ? "[1, 2, 3]" : "[1\u00c3\u00a9]";
            var answer = bulk(type + "\n" + header, body);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(read);
            running().close();
        }
    }

    @Test
    void readsNoMoreOfABodyThanItMayKeep() throws Exception {
        start(BULK);
        assertThat(bulk("application/json", "[\"" + "x".repeat(CountedBody.MOST_BYTES) + "\"]")
                        .status())
                .isEqualTo(413);
    }

    /** Whoever is refused anyway does not make a filter read megabytes. */
    @Test
    void readsNoBodyOfWhomItRefuses() throws Exception {
        start(BULK);
        for (var i = 0; i < 3; i++) {
            assertThat(bulk("application/json", "[1]").status()).isEqualTo(200);
        }
        // Were the body read, the container would wait for the rest of it, and answer 400 or nothing.
        var refused = running().send("""
                POST /students/bulk HTTP/1.1
                Content-Type: application/json
                Content-Length: 1000000

                [1, 2, 3, 4""");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.values("X-RateLimit-Remaining")).containsExactly("0");
        pass(3 * 3_600);
        assertThat(bulk("application/json", "[1, 2, 3, 4]").status()).isEqualTo(413);
        assertThat(bulk("application/json", "[1]").values("X-RateLimit-Remaining"))
                .containsExactly("2");
    }

    /** Rules on trial are charged nothing either by what has too many. */
    @Test
    void givesBackWhatWasChargedOnTrial() throws Exception {
        start("""
                { "rules": [ { "name": "bulk", "match": ["POST /students/bulk"], "limits": ["9/hour"], "maxRecords": 3 },
                             { "name": "trial", "limits": ["1/hour"], "mode": "shadow" } ] }
                """);
        assertThat(bulk("application/json", "[1, 2, 3, 4]").status()).isEqualTo(413);
        assertThat(bulk("application/json", "[1]").status()).isEqualTo(200);
        assertThat(filter.wouldHaveRefused()).isZero();
        assertThat(bulk("application/json", "[1]").status()).isEqualTo(200);
        assertThat(filter.wouldHaveRefused()).isEqualTo(1);
    }

    private static final int LARGE = CountedBody.FREE_BYTES + 1_000;

    private static String large(String path) {
        return "POST " + path + " HTTP/1.1\nContent-Type: application/json\nContent-Length: " + LARGE + "\n\n"
                + " ".repeat(LARGE - 3) + "[1]";
    }

    /** Room for one large body while it is read, and not for another while that is there. */
    private void startWithRoomForOne(String limit) throws Exception {
        bodies = new Room(CountedBody.WHILE_READ * 1_000L + 999);
        start(BULK.replace("POST /students/bulk", "POST /{kind}").replace("3/hour", limit));
    }

    /** Whoever comes while there is no room is charged nothing and can try again; small bodies always pass. */
    @ParameterizedTest
    @ValueSource(strings = {"/hold", "/async-hold"})
    void readsNoMoreLargeBodiesAtOnceThanThereIsRoomFor(String path) throws Exception {
        startWithRoomForOne("4/hour");
        var first = later(large(path));
        var holds = Objects.requireNonNull(held.poll(10, TimeUnit.SECONDS));

        var second = running().send(large("/bulk"));
        assertThat(second.status()).isEqualTo(503);
        assertThat(second.headers())
                .containsExactly(
                        "X-RateLimit-Limit: 4",
                        "X-RateLimit-Remaining: 3",
                        "X-RateLimit-Reset: 1700010180",
                        "Retry-After: 1",
                        "Cache-Control: no-store",
                        "Content-Type: application/json",
                        "Content-Length: 119");
        assertThat(second.body())
                .isEqualTo(
                        "{\"error\":{\"code\":\"too_many_bodies\",\"message\":\"Too many large requests are being read"
                                + " at once. Try again in a second.\"}}");
        assertThat(running()
                        .send(large("/bulk").replace(LARGE + "\n\n" + " ".repeat(LARGE - 3), "3\n\n"))
                        .status())
                .isEqualTo(200);

        holds.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).startsWith("200");
        assertThat(sentSoon("/bulk").values("X-RateLimit-Remaining")).containsExactly("1");
    }

    /** A client may have an asynchronous answer before the container says that it is complete. */
    private InMemoryServer.Answer sentSoon(String path) throws Exception {
        var answer = running().send(large(path));
        for (var tries = 0; tries < 1_000 && answer.status() == 503; tries++) {
            answer = running().send(large(path));
        }
        return answer;
    }

    /** However a request ends whose body was kept, another has the room. */
    @Test
    void hasRoomAgainHoweverARequestEnds() throws Exception {
        startWithRoomForOne("100/hour");
        for (var path : new String[] {"/plain", "/throw", "/async", "/plain"}) {
            assertThat(sentSoon(path).status()).as(path).isNotEqualTo(503);
        }
    }
}
