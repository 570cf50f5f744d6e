package dev.gatehouse.error;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * An error that always reads the same: a status and the JSON envelope {@code {"error":{"code":…,"message":…}}}.
 * Immutable.
 */
public final class ErrorAnswer {

    private final int status;
    private final byte[] body;

    /**
     * Makes the answer.
     *
     * @param status the HTTP status
     * @param code a stable word for programs, such as {@code cors_origin_not_allowed}
     * @param message a sentence for people
     */
    public ErrorAnswer(int status, String code, String message) {
        var encoder = JsonStringEncoder.getInstance();
        var json = "{\"error\":{\"code\":\"" + new String(encoder.quoteAsString(code)) + "\",\"message\":\""
                + new String(encoder.quoteAsString(message)) + "\"}}";
        this.status = status;
        this.body = json.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes the answer. The status is set, never sent by {@code sendError}: that would dispatch again, and in some
     * containers drop headers.
     *
     * @param method the request's method; HEAD gets no body (RFC 9110, section 9.3.2)
     */
    public void write(String method, HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/json");
        response.setContentLength(body.length);
        if (!method.equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }
}
