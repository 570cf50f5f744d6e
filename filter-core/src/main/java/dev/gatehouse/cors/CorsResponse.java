package dev.gatehouse.cors;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a CORS request, whose CORS headers are the policy's alone. What the application sets of them is
 * swallowed, because two allow-origin headers make a browser refuse the answer, and what it removes is put back.
 *
 * <p>One for an origin that is not allowed has no CORS headers at all, and swallows the application's too: an
 * application's own {@code Access-Control-Allow-Origin: *} must not open what the policy keeps closed.
 */
final class CorsResponse extends HttpServletResponseWrapper {

    private final CorsPolicy policy;
    private final @Nullable String allowedOrigin;

    CorsResponse(HttpServletResponse response, CorsPolicy policy, @Nullable String allowedOrigin) {
        super(response);
        this.policy = policy;
        this.allowedOrigin = allowedOrigin;
    }

    /** Puts the headers into the answer. Doing so again changes nothing. */
    void putHeaders() {
        var response = (HttpServletResponse) getResponse();
        if (allowedOrigin != null) {
            response.setHeader("Access-Control-Allow-Origin", allowedOrigin);
            if (policy.allowsCredentials()) {
                response.setHeader("Access-Control-Allow-Credentials", "true");
            }
            if (!policy.exposedHeaders().isEmpty()) {
                response.setHeader("Access-Control-Expose-Headers", policy.exposedHeaders());
            }
        }
        putPlainHeaders(response, policy);
    }

    /** Puts those headers into an answer that do not depend on the request. */
    static void putPlainHeaders(HttpServletResponse response, CorsPolicy policy) {
        if (!policy.timingAllowOrigins().isEmpty()) {
            response.setHeader("Timing-Allow-Origin", policy.timingAllowOrigins());
        }
        Vary.byOrigin(response);
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (!isOurs(name)) {
            super.setHeader(name, value);
            if (isVary(name)) {
                Vary.byOrigin((HttpServletResponse) getResponse());
            }
        }
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        var repeats = isVary(name) && "Origin".equalsIgnoreCase(value);
        if (!isOurs(name) && !repeats) {
            super.addHeader(name, value);
        }
    }

    @Override
    public void reset() {
        super.reset();
        putHeaders();
    }

    @Override
    public void sendError(int status) throws IOException {
        super.sendError(status);
        putBack();
    }

    @Override
    public void sendError(int status, @Nullable String message) throws IOException {
        super.sendError(status, message);
        putBack();
    }

    /** For containers that reset the answer here; most keep it as it is and call it committed from now on. */
    private void putBack() {
        if (!isCommitted()) {
            putHeaders();
        }
    }

    /** By length first: the application sets many other headers, and none of them shall cost a comparison. */
    private static boolean isOurs(String name) {
        return switch (name.length()) {
            case 27 -> name.equalsIgnoreCase("Access-Control-Allow-Origin");
            case 29 -> name.equalsIgnoreCase("Access-Control-Expose-Headers");
            case 32 -> name.equalsIgnoreCase("Access-Control-Allow-Credentials");
            default -> false;
        };
    }

    private static boolean isVary(String name) {
        return name.length() == 4 && name.equalsIgnoreCase("Vary");
    }
}
