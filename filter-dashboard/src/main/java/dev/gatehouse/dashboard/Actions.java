package dev.gatehouse.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.ratelimit.Mode;
import dev.gatehouse.ratelimit.RateLimitFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does from the page. It takes a token that only the page itself can read, in a header that no other
 * page can send without being asked first: who has let a browser in has not let in all that it shows (CSRF).
 *
 * <p>Thread-safe.
 */
final class Actions {

    /** The header that the token comes in. */
    static final String TOKEN_HEADER = "X-Usage-Token";

    private static final Logger LOG = System.getLogger(UsageServlet.class.getName());

    private static final int TOKEN_BYTES = 24;

    private final String token = newToken();

    private static String newToken() {
        var random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().encodeToString(random);
    }

    /** Returns what an action must be sent with, for the page. */
    String token() {
        return token;
    }

    /** Does what a request asks for, and answers it. */
    void act(HttpServletRequest request, HttpServletResponse response, Usage usage) throws IOException {
        Answers.secure(response);
        @Nullable String sent = request.getHeader(TOKEN_HEADER);
        if (sent == null || !MessageDigest.isEqual(sent.getBytes(UTF_8), token.getBytes(UTF_8))) {
            Answers.text(HttpServletResponse.SC_FORBIDDEN, "This action was not sent by the page.", response);
            return;
        }
        try {
            var filter = filter(parameter(request, "filter"), usage);
            var rule = parameter(request, "rule");
            if (filter != null && act(filter, rule, request)) {
                LOG.log(
                        Level.INFO,
                        "{0} by {1}: rule ''{2}'' of RateLimitFilter ''{3}'' {4}",
                        request.getParameter("action"),
                        String.valueOf(request.getRemoteUser()),
                        rule,
                        filter.name(),
                        String.valueOf(request.getParameter("subject")));
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            } else {
                Answers.text(HttpServletResponse.SC_NOT_FOUND, "There is no such filter or rule.", response);
            }
        } catch (IllegalArgumentException e) {
            Answers.text(HttpServletResponse.SC_BAD_REQUEST, String.valueOf(e.getMessage()), response);
        } catch (IllegalStateException e) {
            Answers.text(HttpServletResponse.SC_SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()), response);
        }
    }

    private static boolean act(RateLimitFilter filter, String rule, HttpServletRequest request) {
        var action = parameter(request, "action");
        return switch (action) {
            case "reset" -> filter.reset(rule, parameter(request, "subject"));
            case "block" -> filter.block(rule, parameter(request, "subject"), seconds(parameter(request, "seconds")));
            case "shadow" -> filter.setMode(rule, Mode.SHADOW);
            case "unshadow" -> filter.setMode(rule, null);
            default -> throw new IllegalArgumentException("the action is none of reset, block, shadow and unshadow");
        };
    }

    private static @Nullable RateLimitFilter filter(String name, Usage usage) {
        return usage.filters().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static Duration seconds(String written) {
        if (!written.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("seconds is a whole number");
        }
        return Duration.ofSeconds(Long.parseLong(written));
    }

    private static String parameter(HttpServletRequest request, String name) {
        @Nullable String value = request.getParameter(name);
        if (value == null) {
            throw new IllegalArgumentException(name.toLowerCase(Locale.ROOT) + " is missing");
        }
        return value;
    }
}
