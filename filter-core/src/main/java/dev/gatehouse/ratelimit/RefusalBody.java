package dev.gatehouse.ratelimit;

/** What a refused client reads. */
public enum RefusalBody {

    /** An envelope of JSON, as the filters' other errors: {@code {"error":{"code":"rate_limited",…}}}. */
    ENVELOPE,

    /**
     * Problem details ({@code application/problem+json}, RFC 9457) of the type {@code quota-exceeded}
     * (draft-ietf-httpapi-ratelimit-headers-10).
     */
    PROBLEM
}
