package dev.gatehouse.cors;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Requests from the service's own pages. Browsers send {@code Origin} on those too, for every method but GET and HEAD,
 * and for module scripts and fonts, so an origin that is not allowed is not yet a reason to refuse.
 */
final class SameOrigin {

    private SameOrigin() {}

    /**
     * Returns whether the browser says that a request comes from the service's own origin, or from no page. Scripts
     * cannot say so, and it is right where a proxy hides the scheme or the host and where the origin is {@code null}
     * (<a href="https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header">Fetch Metadata</a>).
     */
    static boolean isSaidBy(HttpServletRequest request) {
        @Nullable String site = request.getHeader("Sec-Fetch-Site");
        return site != null && (site.equals("same-origin") || site.equals("none"));
    }

    /**
     * Returns whether an origin is the service's own, as configured or as the request was addressed; where the browser
     * says that it is another's, the address is one that a proxy has put there.
     */
    static boolean is(HttpServletRequest request, String origin, CorsPolicy policy) {
        return policy.isSelf(origin)
                || (matches(origin, request.getScheme(), request.getServerName(), request.getServerPort())
                        && request.getHeader("Sec-Fetch-Site") == null);
    }

    /** Compares an origin with its parts, in place. The case counts: browsers write both in lower case. */
    static boolean matches(String origin, String scheme, String host, int port) {
        var at = scheme.length();
        if (!origin.startsWith(scheme) || !origin.startsWith("://", at)) {
            return false;
        }
        at += 3;
        // Some containers leave out the brackets of an IPv6 address.
        var bare = host.indexOf(':') >= 0 && host.charAt(0) != '[';
        if (bare) {
            if (!origin.startsWith("[", at++)) {
                return false;
            }
        }
        if (!origin.startsWith(host, at)) {
            return false;
        }
        at += host.length();
        if (bare) {
            if (!origin.startsWith("]", at++)) {
                return false;
            }
        }
        var isDefault = (port == 443 && scheme.equals("https")) || (port == 80 && scheme.equals("http"));
        return isDefault ? at == origin.length() : endsWithPort(origin, at, port);
    }

    private static boolean endsWithPort(String origin, int colon, int port) {
        if (!origin.startsWith(":", colon)) {
            return false;
        }
        var at = origin.length() - 1;
        var left = port;
        while (left > 0) {
            if (at <= colon || origin.charAt(at) != '0' + left % 10) {
                return false;
            }
            at--;
            left /= 10;
        }
        return at == colon;
    }
}
