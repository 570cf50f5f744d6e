package dev.gatehouse.example;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request on its route.
 *
 * @param variables the parts of the path that the route's pattern names
 */
record Call(HttpServletRequest request, Map<String, String> variables) {

    Call {
        variables = Map.copyOf(variables);
    }

    /** Returns the number in the path, or -1, which is nobody's, if there is no number. */
    long id() {
        try {
            return Long.parseLong(variables.getOrDefault("id", ""));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * Returns a parameter of the query.
     *
     * @throws ApiException if it is absent or blank
     */
    String query(String name) {
        var value = parameter(name);
        if (value == null || value.isBlank()) {
            throw ApiException.invalid("the query needs " + name + ": " + request.getServletPath() + "?" + name + "=…");
        }
        return value.strip();
    }

    private @Nullable String parameter(String name) {
        try {
            return request.getParameter(name);
        } catch (RuntimeException e) {
            // What a malformed query throws is the container's choice up to Servlet 6.0.
            throw ApiException.invalid("the query cannot be read: its escapes are malformed");
        }
    }

    /**
     * Reads the body.
     *
     * @throws ApiException if it is not JSON, says it is not, or is too large
     */
    JsonNode body() throws IOException {
        return Json.read(request);
    }
}
