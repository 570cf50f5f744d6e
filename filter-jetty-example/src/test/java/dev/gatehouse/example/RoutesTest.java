package dev.gatehouse.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RoutesTest {

    private final Routes routes = new Routes()
            .get("/", call -> Answer.ok("page"))
            .get("/courses/{id}", call -> Answer.ok("course"))
            .post("/courses/{id}/export", call -> Answer.ok("export"));

    @Test
    void namesTheVariableParts() {
        var route = Objects.requireNonNull(routes.find("POST", "/courses/7/export"));

        assertThat(route.pattern()).isEqualTo("/courses/{id}/export");
        assertThat(route.variables("/courses/7/export")).isEqualTo(Map.of("id", "7"));
    }

    @Test
    void answersHeadAsGet() {
        assertThat(routes.find("HEAD", "/")).isEqualTo(routes.find("GET", "/")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/courses", "/courses/", "/courses//", "/courses/7/", "//courses/7", "/Courses/7", ""})
    void takesNoPathThatOnlyLooksAlike(String path) {
        assertThat(routes.find("GET", path)).isNull();
        assertThat(routes.allowed(path)).isEmpty();
    }

    @Test
    void tellsTheMethodsOfAPath() {
        assertThat(routes.find("GET", "/courses/7/export")).isNull();
        assertThat(routes.allowed("/courses/7/export")).isEqualTo("OPTIONS, POST");
        assertThat(routes.allowed("/courses/7")).isEqualTo("GET, HEAD, OPTIONS");
    }
}
