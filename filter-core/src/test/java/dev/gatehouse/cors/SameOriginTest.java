package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SameOriginTest {

    @ParameterizedTest
    @CsvSource({
        "http://a.example, http, a.example, 80, true",
        "https://a.example, https, a.example, 443, true",
        "https://a.example:80, https, a.example, 80, true",
        "http://a.example:8080, http, a.example, 8080, true",
        "http://[::1], http, [::1], 80, true",
        "http://[::1], http, ::1, 80, true",
        "http://[::1]:81, http, ::1, 81, true",
        "http://a.example:80, http, a.example, 80, false",
        "http://a.example, http, a.example, 8080, false",
        "http://a.example:8080, http, a.example, 80, false",
        "http://a.example:08080, http, a.example, 8080, false",
        "http://a.example:18080, http, a.example, 8080, false",
        "http://a.example:080, http, a.example, 8080, false",
        "http://a.example:, http, a.example, 80, false",
        "http://a.example.evil, http, a.example, 80, false",
        "http://a.example/, http, a.example, 80, false",
        "http://a.exampl, http, a.example, 80, false",
        "http://A.example, http, a.example, 80, false",
        "https://a.example, http, a.example, 80, false",
        "http://a.example, https, a.example, 443, false",
        "http:a.example, http, a.example, 80, false",
        "http://::1, http, ::1, 80, false",
        "http://[::1, http, ::1, 80, false",
        "null, http, a.example, 80, false",
    })
    void comparesSchemeHostAndPort(String origin, String scheme, String host, int port, boolean same) {
        assertThat(SameOrigin.matches(origin, scheme, host, port)).isEqualTo(same);
    }
}
