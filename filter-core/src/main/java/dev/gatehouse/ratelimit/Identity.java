package dev.gatehouse.ratelimit;

import dev.gatehouse.client.ClientAddress;
import dev.gatehouse.client.Digest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling. Each thing that a rule counts by is digested; a request that lacks it is counted as its address.
 * Immutable.
 */
final class Identity {

    /** What one subscriber's network usually is, and the least that one can change address within. */
    static final int IPV6_PREFIX = 64;

    /** What one customer of a provider usually gets at most. */
    static final int WIDE_IPV6_PREFIX = 48;

    private static final String BEARER = "Bearer ";

    private final ClientAddress clientAddress;
    private final String apiKeyHeader;

    Identity(ClientAddress clientAddress, String apiKeyHeader) {
        this.clientAddress = clientAddress;
        this.apiKeyHeader = apiKeyHeader;
    }

    /** Adds to the charge whomever this rule counts the request as. */
    void addSubjects(Rule rule, HttpServletRequest request, Workspace work) {
        var digest = work.digest;
        var wider = digest(rule.by(), request, work, IPV6_PREFIX);
        work.charge.add(rule.narrow(), digest.high(), digest.low());
        if (wider) {
            digest(rule.by(), request, work, WIDE_IPV6_PREFIX);
            work.charge.addOver(rule.wide(), digest.high(), digest.low());
        }
    }

    /** Digests all that a rule counts by. Returns whether an IPv6 address is among it. */
    private boolean digest(List<By> by, HttpServletRequest request, Workspace work, int ipv6Prefix) {
        var digest = work.digest;
        var ipv6 = false;
        digest.start();
        for (var i = 0; i < by.size(); i++) {
            var part = by.get(i);
            if (!add(part, request, work)) {
                // Nothing before the mark tells an address from a text, which is never empty.
                digest.endPart();
                ipv6 |= addAddress(request, work, ipv6Prefix);
            }
            digest.endPart();
        }
        digest.finish();
        return ipv6;
    }

    /** Digests one thing; returns false if the request has none, or if it is the address. */
    private boolean add(By part, HttpServletRequest request, Workspace work) {
        return switch (part.kind()) {
            case ADDRESS -> false;
            case EVERYONE -> true;
            case API_KEY -> addApiKey(request, work.digest);
            case USER -> {
                var user = request.getUserPrincipal();
                yield user != null && addText(user.getName(), work.digest);
            }
            case SESSION -> {
                var session = request.getSession(false);
                yield session != null && addText(session.getId(), work.digest);
            }
            case HEADER -> addText(request.getHeader(part.name()), work.digest);
            case COOKIE -> addText(cookie(request, part.name()), work.digest);
            case ATTRIBUTE -> {
                var value = request.getAttribute(part.name());
                yield value != null && addText(value.toString(), work.digest);
            }
            case PATH -> {
                work.path.addTo(work.digest);
                yield true;
            }
            case RESOLVER -> {
                var resolver = part.resolver();
                yield resolver != null && addText(resolver.keyOf(request), work.digest);
            }
        };
    }

    private boolean addApiKey(HttpServletRequest request, Digest digest) {
        if (addText(request.getHeader(apiKeyHeader), digest)) {
            return true;
        }
        @Nullable String authorization = request.getHeader("Authorization");
        // RFC 9110, section 11.1: the scheme's name ignores case; RFC 6750, section 2.1.
        if (authorization == null
                || authorization.length() <= BEARER.length()
                || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return false;
        }
        digest.addText(authorization, BEARER.length());
        return true;
    }

    private static boolean addText(@Nullable String text, Digest digest) {
        if (text == null || text.isEmpty()) {
            return false;
        }
        digest.addText(text);
        return true;
    }

    private static @Nullable String cookie(HttpServletRequest request, String name) {
        var cookies = request.getCookies();
        if (cookies != null) {
            for (var cookie : cookies) {
                if (cookie.getName().equals(name)) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }

    /** Digests the network of the request's address. Returns whether that is IPv6. */
    private boolean addAddress(HttpServletRequest request, Workspace work, int ipv6Prefix) {
        if (!work.addressSought) {
            work.addressFound = clientAddress.find(request, work.address, work.hop);
            work.addressSought = true;
        }
        if (!work.addressFound) {
            // A peer without an IP address, as on a Unix domain socket: what the container calls it.
            addText(request.getRemoteAddr(), work.digest);
            return false;
        }
        work.address.addNetworkTo(work.digest, ipv6Prefix);
        return !work.address.isIpv4();
    }
}
