package dev.gatehouse.ratelimit;

import dev.gatehouse.config.PolicyFile;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.error.BodyTemplate;
import java.util.Objects;

/**
 * What a refused client reads: status, content type and body. Immutable.
 *
 * @param status 429 (RFC 6585, section 4), or what is configured
 * @param contentType of JSON
 * @param body with a place for each {@link Placeholder}
 */
record RefusalTemplate(int status, String contentType, BodyTemplate<Placeholder> body) {

    static final int TOO_MANY_REQUESTS = 429;
    static final String JSON = "application/json";

    /** What a body can say. */
    enum Placeholder {
        /** How many requests the limit that refused allows. */
        LIMIT,
        /** How many it would admit now: 0. */
        REMAINING,
        /** The Unix second at which it is whole again. */
        RESET,
        /** The same in ISO 8601. */
        RESET_AT,
        /** The seconds to wait. */
        RETRY_AFTER,
        /** The limit's window in seconds. */
        WINDOW,
        /** The rule's name. */
        RULE,
        /** The caller's plan. */
        PLAN,
        /** What the request is called. */
        REQUEST_ID,
        /** Now, in ISO 8601. */
        TIMESTAMP,
        /** The names of all limits that refused. */
        VIOLATED_POLICIES
    }

    static final RefusalTemplate ENVELOPE = builtIn(JSON, """
            { "error": {
                "code": "rate_limited",
                "message": "Rate limit exceeded. Retry after {retryAfter} seconds.",
                "limit": "{limit}", "window": "{window}", "retryAfter": "{retryAfter}" } }
            """);

    /** Problem details (RFC 9457), section "Quota Exceeded" of draft-ietf-httpapi-ratelimit-headers-10. */
    static final RefusalTemplate PROBLEM = builtIn("application/problem+json", """
            { "type": "https://iana.org/assignments/http-problem-types#quota-exceeded",
              "title": "Request cannot be satisfied as assigned quota has been exceeded",
              "status": 429,
              "violated-policies": "{violatedPolicies}" }
            """);

    /** Returns what it is, as an operator reads it. */
    @Override
    public String toString() {
        return isLike(ENVELOPE) ? "envelope" : isLike(PROBLEM) ? "problem" : status + " " + contentType;
    }

    /** Not {@code equals}: Java 17 keeps the class of the record whose {@code equals} it has linked last. */
    private boolean isLike(RefusalTemplate other) {
        return status == other.status && contentType.equals(other.contentType) && body == other.body;
    }

    static RefusalTemplate of(RefusalBody kind) {
        return kind == RefusalBody.PROBLEM ? PROBLEM : ENVELOPE;
    }

    private static RefusalTemplate builtIn(String contentType, String json) {
        var problems = new Problems();
        var body = Objects.requireNonNull(PolicyFile.parse("refusal", json, problems));
        var template = BodyTemplate.compile(new Setting(body, "refusal"), Placeholder.class, problems);
        problems.throwIfAny("refusal");
        return new RefusalTemplate(TOO_MANY_REQUESTS, contentType, template);
    }
}
