package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request is called: what it calls itself, if that means nothing anywhere. */
final class RequestIdTest {

    private static String of(@Nullable String header) {
        var request = mock(HttpServletRequest.class);
        when(request.getHeader("X-Request-Id")).thenReturn(header);
        return RequestId.of(request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "z", "A", "Z", "0", "9", "-", "_", ".", ":", "azAZ09-_.:"})
    void isTheClientsIfThatIsSafe(String id) {
        assertThat(of(id)).isEqualTo(id);
        assertThat(of("x" + id + "x")).isEqualTo("x" + id + "x");
    }

    /** The neighbours of what is safe, and what is not plain ASCII. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "`", "{", "@", "[", "/", ";", ",", "^", " ", "\u007f", "\u00e9", "x\r\nX-Evil: 1"})
    void isMadeUpIfItIsNot(@Nullable String id) {
        assertThat(of(id)).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        if (id != null && !id.isEmpty()) {
            assertThat(of("x" + id)).hasSize(36);
        }
    }

    @Test
    void isNoLongerThan128() {
        assertThat(of("x".repeat(128))).isEqualTo("x".repeat(128));
        assertThat(of("x".repeat(129))).hasSize(36);
    }
}
