package dev.gatehouse.example;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a route says to a request: a status, a body and headers. Immutable. */
final class Answer {

    /** No charset parameter: JSON is UTF-8 (RFC 8259, section 8.1), and the media type defines none. */
    private static final String JSON = "application/json";

    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Map<String, String> headers;

    private Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = headers;
    }

    /** Answers 200 with a value as JSON. */
    static Answer ok(Object value) {
        return json(200, value);
    }

    /** Answers 201 with what was made, and where it is. */
    static Answer created(String location, Object value) {
        return json(201, value).with("Location", location);
    }

    /** Answers with a value as JSON, which no cache keeps. */
    static Answer json(int status, Object value) {
        try {
            return new Answer(status, JSON, Json.MAPPER.writeValueAsBytes(value), Map.of("Cache-Control", "no-store"));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Answers with an error, in the envelope that the filters use too.
     *
     * @param code a stable word for programs
     * @param message a sentence for people
     */
    static Answer error(int status, String code, String message) {
        return json(status, Map.of("error", new ErrorBody(code, message)));
    }

    private record ErrorBody(String code, String message) {}

    /** Answers 200 with a file, which a cache asks about each time. */
    static Answer file(String contentType, byte[] content) {
        return new Answer(200, contentType, content, Map.of("Cache-Control", "no-cache"));
    }

    /** Returns this answer with one more header. */
    Answer with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, contentType, body, more);
    }

    String contentType() {
        return contentType;
    }

    byte[] body() {
        return body.clone();
    }

    /**
     * Writes the answer.
     *
     * @param method the request's method; HEAD gets the headers alone
     */
    void write(String method, HttpServletResponse response) throws IOException {
        response.setStatus(status);
        headers.forEach(response::setHeader);
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (status == HttpServletResponse.SC_NO_CONTENT) {
            return;
        }
        response.setContentType(contentType);
        response.setContentLength(body.length);
        if (!method.equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }

    /** Answers OPTIONS. */
    static Answer options(String allow) {
        return new Answer(HttpServletResponse.SC_NO_CONTENT, JSON, new byte[0], Map.of("Allow", allow));
    }
}
