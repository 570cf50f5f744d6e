package dev.gatehouse.cors;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * What an answer depends on, for caches. Merged into what others have written, ignoring case, and never set over it; a
 * {@code *} says more than we could, and is left alone.
 */
final class Vary {

    private static final String NAME = "Vary";

    private Vary() {}

    /**
     * An answer without CORS headers needs this as well: a cache would otherwise serve it to a later CORS request,
     * whose page could not read it (<a href="https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches">Fetch, CORS
     * protocol and HTTP caches</a>).
     */
    static void byOrigin(HttpServletResponse response) {
        @Nullable String first = response.getHeader(NAME);
        if (first == null) {
            response.addHeader(NAME, "Origin");
        } else if (!first.equals("Origin")) {
            add(response, "Origin", "origin");
        }
    }

    static void byPreflight(HttpServletResponse response) {
        if (response.getHeader(NAME) != null) {
            add(response, "Origin", "origin");
            add(response, "Access-Control-Request-Method", "access-control-request-method");
            add(response, "Access-Control-Request-Headers", "access-control-request-headers");
        } else {
            response.addHeader(NAME, "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
        }
    }

    private static void add(HttpServletResponse response, String element, String lowerCase) {
        for (var line : response.getHeaders(NAME)) {
            if (Ascii.lists(line, lowerCase) || Ascii.lists(line, "*")) {
                return;
            }
        }
        response.addHeader(NAME, element);
    }
}
