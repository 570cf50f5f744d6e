package dev.gatehouse.example;

import static dev.gatehouse.example.Client.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API itself. Every request has a key of its own, so that the limits in front do not show. */
final class ApiTest {

    private static ExampleServer server;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        server = ExampleServer.start(Options.parse("--port", "0"));
        client = new Client(server.port());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void listsTheCoursesAsJsonThatNoCacheKeeps() throws Exception {
        var response = client.fresh("GET", "/courses", "");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Type")).isEqualTo("application/json");
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(response.body())
                .startsWith("{\"courses\":[{\"id\":1,\"title\":\"Databases: from relations to recovery\",")
                .contains("Rosa Müller");
    }

    @Test
    void answersHeadWithTheHeadersOfGet() throws Exception {
        var get = client.fresh("GET", "/courses/1", "");
        var head = client.fresh("HEAD", "/courses/1", "");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo(header(get, "Content-Length"));
        assertThat(header(head, "Content-Type")).isEqualTo("application/json");
    }

    @Test
    void addsACourseAndSaysWhereItIs() throws Exception {
        var added =
                client.fresh("POST", "/courses", "{\"title\":\" Élan \",\"teacher\":\"Chinua Eze\",\"credits\":30}");
        var location = header(added, "Location");

        assertThat(added.statusCode()).isEqualTo(201);
        assertThat(location).matches("/courses/\\d+");
        assertThat(added.body()).endsWith(",\"title\":\"Élan\",\"teacher\":\"Chinua Eze\",\"credits\":30}");
        assertThat(client.fresh("GET", location, "").body()).isEqualTo(added.body());
    }

    @Test
    void reportsEverythingThatIsWrongWithACourse() throws Exception {
        var response = client.fresh("POST", "/courses", "{\"title\":\" \",\"credits\":2.5,\"room\":1}");

        assertError(
                response,
                400,
                "invalid_request",
                "title must be a text of 1 to 120 characters; teacher must be a text of 1 to 80 characters;"
                        + " credits must be a whole number from 1 to 30; \\\"room\\\" is not known here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{} {}", "{\"title\":\"a\",\"title\":\"b\"}", "{'title':1}", "nope", " "})
    void turnsDownWhatIsNotJson(String body) throws Exception {
        var response = client.fresh("POST", "/courses", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).startsWith("{\"error\":{\"code\":\"malformed_json\",\"message\":\"The body is ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "7", "\"text\""})
    void turnsDownJsonThatIsNoObject(String body) throws Exception {
        var response = client.fresh("POST", "/courses", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("the body is not an object");
    }

    @Test
    void turnsDownJsonThatIsNestedWithoutEnd() throws Exception {
        assertThat(client.fresh("POST", "/courses", "[".repeat(100_000)).statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json                   | 201
            Application/JSON; charset="UTF-8"  | 201
            text/plain                         | 415
            application/x-www-form-urlencoded  | 415
            application/json; charset=utf-16   | 415
            """)
    void wantsJsonDeclaredAsJson(String contentType, int status) throws Exception {
        var body = "{\"title\":\"t\",\"teacher\":\"t\",\"credits\":1}";

        assertThat(client.send("POST", "/courses", body, "X-API-Key", contentType, "Content-Type", contentType)
                        .statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000_000, Json.MAX_BODY})
    void turnsDownABodyThatIsTooLarge(int byBytes) throws Exception {
        var response = client.fresh("POST", "/students/bulk", " ".repeat(Json.MAX_BODY + byBytes));

        assertError(response, 413, "content_too_large", "The body is larger than 4194304 bytes.");
    }

    @Test
    void exportsACourseAsynchronously() throws Exception {
        var response = client.fresh("POST", "/courses/1/export", "");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .matches("\\{\"exportedAt\":\"[-0-9T:]+Z\",\"course\":\\{\"id\":1,.*},\"students\":\\[\\{\"id\":2,.*")
                .contains("Leïla Haddad");
    }

    @Test
    void exportsNoCourseThatIsNotThere() throws Exception {
        assertError(client.fresh("POST", "/courses/999/export", ""), 404, "not_found", "There is no such course.");
    }

    @Test
    void addsAStudent() throws Exception {
        var added = client.fresh("POST", "/students", "{\"name\":\"Ola\",\"email\":\"ola@school.example\"}");

        assertThat(added.statusCode()).isEqualTo(201);
        assertThat(client.fresh("GET", header(added, "Location"), "").body()).isEqualTo(added.body());
        assertThat(client.fresh("GET", "/students", "").body()).contains(added.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ola", "@", "ola@", "@school.example"})
    void wantsAnEmailWithBothSides(String email) throws Exception {
        assertError(
                client.fresh("POST", "/students", "{\"name\":\"Ola\",\"email\":\"" + email + "\"}"),
                400,
                "invalid_request",
                "email must have something on both sides of an @");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "{\"students\":%s}"})
    void addsManyStudentsAtOnce(String form) throws Exception {
        var students = IntStream.range(0, 1000)
                .mapToObj(n -> "{\"name\":\"n" + n + "\",\"email\":\"" + n + "@school.example\"}")
                .collect(Collectors.joining(",", "[", "]"));

        var response = client.fresh("POST", "/students/bulk", form.formatted(students));

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).contains("\"created\":1000");
    }

    @Test
    void addsNoStudentWhenOneIsWrong() throws Exception {
        var before = client.fresh("GET", "/search/students?q=unwanted", "").body();

        var response = client.fresh(
                "POST", "/students/bulk", "[{\"name\":\"unwanted\",\"email\":\"a@b\"},{\"name\":\"unwanted\"},7]");

        assertError(
                response,
                400,
                "invalid_request",
                "[1].email must be a text of 1 to 120 characters; [2]. is not an object;"
                        + " [2].name must be a text of 1 to 80 characters;"
                        + " [2].email must be a text of 1 to 120 characters");
        assertThat(client.fresh("GET", "/search/students?q=unwanted", "").body())
                .isEqualTo(before);
    }

    @Test
    void enrolsManyAndCountsWhoWasThereAlready() throws Exception {
        var body = "[{\"courseId\":8,\"studentId\":1},{\"courseId\":8,\"studentId\":3}]";

        assertThat(client.fresh("POST", "/enrollments/bulk", body).body())
                .contains("\"created\":1")
                .contains("\"already\":1");
        assertThat(client.fresh("POST", "/courses/8/export", "").body()).contains("Chinua Eze");
    }

    @Test
    void enrolsNobodyInACourseThatIsNotThere() throws Exception {
        assertError(
                client.fresh("POST", "/enrollments/bulk", "[{\"courseId\":999,\"studentId\":999}]"),
                400,
                "invalid_request",
                "[0].courseId is of no course; [0].studentId is of no student");
    }

    @Test
    void findsCoursesAndStudentsWhateverTheCase() throws Exception {
        assertThat(client.fresh("GET", "/search/courses?q=WEB", "").body())
                .isEqualTo("{\"query\":\"WEB\",\"results\":[{\"id\":2,\"title\":\"HTTP and the web platform\","
                        + "\"teacher\":\"Maya Lindqvist\",\"credits\":4}]}");
        assertThat(client.fresh("GET", "/search/students?q=zo%C3%AB", "").body())
                .contains("Zoë Laurent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?q=", "?q=%20", "?other=1", "?q=%zz"})
    void wantsAQuery(String query) throws Exception {
        // URI refuses to hold a malformed escape, so the request is written by hand.
        var answer = raw("GET /search/courses" + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "X-API-Key: query" + query.hashCode() + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("{\"error\":{\"code\":\"invalid_request\"");
    }

    @Test
    void letsAnybodyInWhoKnowsTheWord() throws Exception {
        var good = client.fresh("POST", "/login", "{\"user\":\"ada\",\"password\":\"open-sesame\"}");
        var bad = client.fresh("POST", "/login", "{\"user\":\"ada\",\"password\":\"please\"}");

        assertThat(good.statusCode()).isEqualTo(200);
        assertThat(good.body()).isEqualTo("{\"user\":\"ada\"}");
        assertError(bad, 401, "wrong_password", "The user or the password is wrong.");
        assertThat(header(bad, "WWW-Authenticate")).isEqualTo("Bearer realm=\"example\"");
    }

    @Test
    void isUp() throws Exception {
        assertThat(client.fresh("GET", "/health", "").body()).isEqualTo("{\"status\":\"up\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/nope", "/courses/", "/courses/0", "/courses/x", "/courses/99999999999999999999", "/assets/"})
    void hasNothingElsewhere(String path) throws Exception {
        var response = client.fresh("GET", path, "");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).startsWith("{\"error\":{\"code\":\"not_found\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DELETE | /courses/1        | GET, HEAD, OPTIONS
            PUT    | /courses          | GET, HEAD, OPTIONS, POST
            GET    | /courses/1/export | OPTIONS, POST
            GET    | /login            | OPTIONS, POST
            POST   | /health           | GET, HEAD, OPTIONS
            PURGE  | /                 | GET, HEAD, OPTIONS
            """)
    void saysWhichMethodsAPathUnderstands(String method, String path, String allow) throws Exception {
        var response = client.fresh(method, path, "");

        assertError(response, 405, "method_not_allowed", path + " understands " + allow + ".");
        assertThat(header(response, "Allow")).isEqualTo(allow);
    }

    @Test
    void answersOptions() throws Exception {
        var response = client.fresh("OPTIONS", "/courses", "");

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(header(response, "Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
    }

    @Test
    void saysInJsonWhatJettyRefuses() throws Exception {
        var answer = raw("GET /a%2fb HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .contains("Content-Type: application/json")
                .endsWith("{\"error\":{\"code\":\"bad_request\","
                        + "\"message\":\"The request is not one this server can read.\"}}");
    }

    @Test
    void doesNotSayWhatItRunsOn() throws Exception {
        assertThat(client.fresh("GET", "/health", "").headers().map()).doesNotContainKey("server");
    }

    private static void assertError(HttpResponse<String> response, int status, String code, String message) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "Content-Type")).isEqualTo("application/json");
        assertThat(response.body())
                .isEqualTo("{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}");
    }

    private static String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
