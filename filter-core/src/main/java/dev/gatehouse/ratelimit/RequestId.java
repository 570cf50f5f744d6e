package dev.gatehouse.ratelimit;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a refusal calls its request: its {@code X-Request-Id} if that is safe to echo, else one that is made up. */
final class RequestId {

    private static final int LONGEST = 128;

    private RequestId() {}

    static String of(HttpServletRequest request) {
        @Nullable String id = request.getHeader("X-Request-Id");
        return id != null && isSafe(id) ? id : UUID.randomUUID().toString();
    }

    /** Letters, digits and a few signs, which mean nothing in JSON, HTML, a shell or a log. */
    private static boolean isSafe(String id) {
        for (var i = 0; i < id.length(); i++) {
            var c = id.charAt(i);
            var alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && c != '-' && c != '_' && c != '.' && c != ':') {
                return false;
            }
        }
        return !id.isEmpty() && id.length() <= LONGEST;
    }
}
