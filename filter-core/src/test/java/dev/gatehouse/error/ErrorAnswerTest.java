package dev.gatehouse.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ErrorAnswerTest {

    private final HttpServletResponse response = mock(HttpServletResponse.class);
    private final Output out = new Output();

    @Test
    void isAStatusAndAnEnvelopeThatNobodyStores() throws IOException {
        when(response.getOutputStream()).thenReturn(out);
        new ErrorAnswer(403, "cors_origin_not_allowed", "This origin may not.").write("POST", response);

        var body = "{\"error\":{\"code\":\"cors_origin_not_allowed\",\"message\":\"This origin may not.\"}}";
        assertThat(out).hasToString(body);
        verify(response).setStatus(403);
        verify(response).setHeader("Cache-Control", "no-store");
        verify(response).setContentType("application/json");
        verify(response).setContentLength(body.length());
        verify(response).getOutputStream();
        verifyNoMoreInteractions(response);
    }

    @Test
    void hasNoBodyForHead() throws IOException {
        new ErrorAnswer(403, "code", "Message.").write("HEAD", response);
        verify(response).setStatus(403);
        verify(response).setContentLength("{\"error\":{\"code\":\"code\",\"message\":\"Message.\"}}".length());
        verify(response, never()).getOutputStream();
    }

    @Test
    void isWellFormedWhateverItSays() throws IOException {
        when(response.getOutputStream()).thenReturn(out);
        new ErrorAnswer(400, "a\"b", "caf\u00e9 \\ \n").write("GET", response);
        var body = "{\"error\":{\"code\":\"a\\\"b\",\"message\":\"caf\u00e9 \\\\ \\n\"}}";
        assertThat(out).hasToString(body);
        verify(response).setContentLength(body.getBytes(StandardCharsets.UTF_8).length);
    }
}
