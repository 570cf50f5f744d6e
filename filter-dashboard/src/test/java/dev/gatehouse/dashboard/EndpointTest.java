package dev.gatehouse.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /courses, GET /courses",
        "GET, /courses/17, GET /courses/{id}",
        "GET, /courses/17/students/0, GET /courses/{id}/students/{id}",
        "DELETE, /keys/2c1743a3-91f4-4bd1-b8f0-0b1c2d3e4f50, DELETE /keys/{id}",
        "GET, /files/9f86d081884c7d65, GET /files/{id}",
        "GET, /v2/users, GET /v2/users",
        "GET, /2fa/setup, GET /2fa/setup",
        "GET, /, GET /",
        "GET, '', GET /",
        "GET, *, GET …",
        "GET, /a/b/c/d/e/f/g/h, GET /a/b/c/d/e/f/…",
        "GET, /abcdefghijklmnopqrstuvwxyzabcdefghijklmnop, GET /abcdefghijklmnopqrstuvwxyzabcdef…",
        "GET, '/a b\u0007', GET /a·b·",
        "VERYLONGMETHODNAME, /, VERYLONGMETHODNA… /",
    })
    void isTheMethodAndThePathWithoutWhatNamesOneThing(String method, String path, String endpoint) {
        assertThat(Endpoint.of(method, path)).isEqualTo(endpoint);
    }
}
