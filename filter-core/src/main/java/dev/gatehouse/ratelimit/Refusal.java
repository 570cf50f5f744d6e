package dev.gatehouse.ratelimit;

import dev.gatehouse.config.PolicyFile;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.error.BodyBuffer;
import dev.gatehouse.error.BodyTemplate;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * The answer to a request over a limit: 429 (RFC 6585, section 4) with {@code Retry-After} and a JSON body. Immutable.
 */
final class Refusal {

    private static final int TOO_MANY_REQUESTS = 429;

    /** What a body can say. */
    enum Placeholder {
        LIMIT,
        REMAINING,
        RESET,
        RETRY_AFTER,
        WINDOW,
        POLICY
    }

    private static final String ENVELOPE = """
            { "error": {
                "code": "rate_limited",
                "message": "Rate limit exceeded. Retry after {retryAfter} seconds.",
                "limit": "{limit}", "window": "{window}", "retryAfter": "{retryAfter}" } }
            """;

    /** Section "Quota Exceeded" of draft-ietf-httpapi-ratelimit-headers-10. */
    private static final String PROBLEM = """
            { "type": "https://iana.org/assignments/http-problem-types#quota-exceeded",
              "title": "Request cannot be satisfied as assigned quota has been exceeded",
              "status": 429,
              "violated-policies": "{policy}" }
            """;

    private final List<Limit> limits;
    private final BodyTemplate<Placeholder> body;
    private final String contentType;

    Refusal(List<Limit> limits, RefusalBody kind) {
        this.limits = List.copyOf(limits);
        var problem = kind == RefusalBody.PROBLEM;
        this.contentType = problem ? "application/problem+json" : "application/json";
        var problems = new Problems();
        var template = Objects.requireNonNull(PolicyFile.parse("refusal", problem ? PROBLEM : ENVELOPE, problems));
        this.body = BodyTemplate.compile(new Setting(template, "refusal"), Placeholder.class, problems);
        problems.throwIfAny("refusal");
    }

    /**
     * Writes the answer.
     *
     * @param method the request's method; HEAD gets no body
     * @param line the limit that refused
     */
    void write(
            String method,
            Decision decision,
            int line,
            HeaderFields headers,
            BodyBuffer buffer,
            HttpServletResponse response)
            throws IOException {
        var retryAfter = Timeline.ceilSeconds(decision.untilRoom(line));
        response.setStatus(TOO_MANY_REQUESTS);
        response.setHeader("Retry-After", headers.text(retryAfter));
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(contentType);
        body.fill(buffer, (placeholder, alone, out) -> {
            switch (placeholder) {
                case LIMIT -> out.add(limits.get(line).quota().requests());
                case REMAINING -> out.add(decision.remaining(line));
                case RESET -> out.add(headers.reset(decision, line));
                case RETRY_AFTER -> out.add(retryAfter);
                case WINDOW -> out.add(limits.get(line).quota().window().toSeconds());
                case POLICY -> addPolicies(decision, out);
            }
        });
        response.setContentLength(buffer.length());
        if (!method.equals("HEAD")) {
            buffer.writeTo(response.getOutputStream());
        }
    }

    /** Adds a list of the names of all limits that refused. */
    private void addPolicies(Decision decision, BodyBuffer out) {
        var separator = "[\"";
        for (var i = 0; i < decision.size(); i++) {
            if (decision.untilRoom(i) > 0) {
                out.addRaw(separator);
                out.addEscaped(limits.get(i).name());
                separator = "\",\"";
            }
        }
        out.addRaw("\"]");
    }
}
