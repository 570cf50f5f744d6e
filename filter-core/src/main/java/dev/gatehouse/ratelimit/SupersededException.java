package dev.gatehouse.ratelimit;

import jakarta.servlet.http.HttpServletRequest;

/** Another policy has come into force while a request was looked at; it is to be looked at again by that one. */
final class SupersededException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient HttpServletRequest request;

    /** Makes one with the request to go on with: its body may have been read already. */
    SupersededException(HttpServletRequest request) {
        super(null, null, false, false);
        this.request = request;
    }

    HttpServletRequest request() {
        return request;
    }
}
