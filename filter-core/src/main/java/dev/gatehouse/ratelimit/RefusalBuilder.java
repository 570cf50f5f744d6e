package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Settings;

/**
 * Collects what a refused client is answered, each part under the name that it has in a policy file. Not thread-safe.
 */
public final class RefusalBuilder {

    private final Settings settings = Settings.ofBuilder("RateLimitPolicy.builder().refusal(…)");

    RefusalBuilder() {}

    Settings settings() {
        return settings;
    }

    /** Sets the status, from 400 to 599; 429 (RFC 6585, section 4) by default. */
    public RefusalBuilder status(int status) {
        settings.set("status", status);
        return this;
    }

    /** Sets the content type, of JSON; {@code application/json} by default. */
    public RefusalBuilder contentType(String type) {
        settings.set("contentType", type);
        return this;
    }

    /**
     * Sets the body; that of {@link RefusalBody#ENVELOPE} by default.
     *
     * @param json an object or a list, with placeholders in its texts: {@code {limit}}, {@code {remaining}},
     *     {@code {reset}}, {@code {resetAt}}, {@code {retryAfter}}, {@code {window}}, {@code {rule}}, {@code {plan}},
     *     {@code {requestId}}, {@code {timestamp}}, {@code {violatedPolicies}}. A text that is one placeholder and
     *     nothing else becomes that value in its own type
     */
    public RefusalBuilder body(String json) {
        settings.set("body", json);
        return this;
    }
}
