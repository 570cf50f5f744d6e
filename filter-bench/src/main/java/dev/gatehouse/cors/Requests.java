package dev.gatehouse.cors;

import dev.gatehouse.bench.StubRequest;

/**
 * What browsers send, and what attackers do. A request has those headers that any of the filters reads: more of them
 * would make every look-up longer, whoever asks.
 */
final class Requests {

    static final String ORIGIN = "https://app.example";

    private static final int HOSTILE = 8_192;

    private Requests() {}

    /** A page of the service itself reads something. */
    static StubRequest withoutOrigin() {
        return fetch("GET", "same-origin");
    }

    /** An allowed page reads something. */
    static StubRequest actual() {
        return fetch("GET", "cross-site").header("Origin", copy(ORIGIN));
    }

    /** An allowed page asks whether it may write something, with three headers. */
    static StubRequest preflight() {
        return preflight("authorization,x-csrf-token,x-request-id");
    }

    /** The same with 8 KB of commas for headers. */
    static StubRequest preflightOfCommas() {
        return preflight(",".repeat(HOSTILE));
    }

    /** The same with one header, whose name has 8 KB. */
    static StubRequest preflightOfOneName() {
        return preflight("x".repeat(HOSTILE));
    }

    /** Somebody sends an origin of 8 KB. */
    static StubRequest hugeOrigin() {
        return fetch("GET", "cross-site").header("Origin", "https://" + "a".repeat(HOSTILE));
    }

    private static StubRequest preflight(String headers) {
        return fetch("OPTIONS", "cross-site")
                .header("Origin", copy(ORIGIN))
                .header("Access-Control-Request-Method", copy("PUT"))
                .header("Access-Control-Request-Headers", copy(headers));
    }

    private static StubRequest fetch(String method, String site) {
        return new StubRequest()
                .next(method, "/courses/7", "192.0.2.1")
                .header("Host", "service.example")
                .header("Connection", "keep-alive")
                .header("Sec-Fetch-Site", copy(site));
    }

    /** Returns an equal text that is another object, since each request brings its own. */
    private static String copy(String text) {
        return String.copyValueOf(text.toCharArray());
    }
}
