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

    /**
     * By how many bits the wider network is wider: of the usual /64 of a subscriber, the /48 of a provider's customer.
     */
    static final int WIDER = 16;

    private static final String BEARER = "Bearer ";

    private final ClientAddress clientAddress;
    private final String apiKeyHeader;
    private final boolean bearer;
    private final @Nullable KeyRing keyRing;
    private final UnknownKey unknownKey;
    private final int ipv6Prefix;

    /**
     * Makes an identity.
     *
     * @param bearer whether {@code Authorization: Bearer} is a key too
     * @param keyRing the known keys; null if every key is to be taken as it comes
     * @param unknownKey what becomes of others
     * @param ipv6Prefix how many bits of an IPv6 address count, from {@link #WIDER} + 1 to 64
     */
    Identity(
            ClientAddress clientAddress,
            String apiKeyHeader,
            boolean bearer,
            @Nullable KeyRing keyRing,
            UnknownKey unknownKey,
            int ipv6Prefix) {
        this.clientAddress = clientAddress;
        this.apiKeyHeader = apiKeyHeader;
        this.bearer = bearer;
        this.keyRing = keyRing;
        this.unknownKey = unknownKey;
        this.ipv6Prefix = ipv6Prefix;
    }

    /**
     * Reads the request's API key, if it has one: the header, else {@code Authorization: Bearer}. With known keys, one
     * that is not among them is as good as none; so nobody takes a good bearer off its limits by a made-up header.
     *
     * @return false if there is a key but none that is known, and such requests are to be rejected
     */
    boolean readKey(HttpServletRequest request, Workspace work) {
        @Nullable String key = request.getHeader(apiKeyHeader);
        var isGiven = key != null && !key.isEmpty();
        if (key != null && isGiven && takes(key, 0, work)) {
            return true;
        }
        @Nullable String authorization = bearer ? request.getHeader("Authorization") : null;
        // RFC 9110, section 11.1: the scheme's name ignores case; RFC 6750, section 2.1.
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            // RFC 9110, section 11.4: one space or more; else each number of them would be another key.
            var start = BEARER.length();
            while (start < authorization.length() && authorization.charAt(start) == ' ') {
                start++;
            }
            if (start < authorization.length()) {
                if (takes(authorization, start, work)) {
                    return true;
                }
                isGiven = true;
            }
        }
        return !isGiven || unknownKey == UnknownKey.ADDRESS;
    }

    /** Takes a key as the request's; returns false if it is not one of those that are known. */
    private boolean takes(String key, int start, Workspace work) {
        if (keyRing != null) {
            work.digest.start();
            work.digest.addText(key, start);
            work.digest.finish();
            work.keySubject.set(0, work.digest.high(), work.digest.low());
            work.knownKey = keyRing.find(key, start, work.keySubject);
            if (work.knownKey == null) {
                return false;
            }
        }
        work.apiKey = key;
        work.apiKeyStart = start;
        return true;
    }

    /** Returns what a client that was rejected may authenticate with (RFC 9110, section 11.6.1). */
    String challenge() {
        return bearer ? "Bearer" : "ApiKey";
    }

    /** Returns whether API keys are taken as they come, since none is known. */
    boolean takesAnyKey() {
        return keyRing == null;
    }

    /** Returns the known keys that have a label, as an operator knows them. */
    List<String> labelledKeys() {
        return keyRing == null ? List.of() : keyRing.labelled();
    }

    int ipv6Prefix() {
        return ipv6Prefix;
    }

    /** Adds to the charge whomever a rule counts the request as. */
    void addSubjects(Charge charge, Rule rule, Allowance allowance, HttpServletRequest request, Workspace work) {
        var digest = work.digest;
        var wider = digest(rule.by(), request, work, ipv6Prefix);
        charge.add(rule, allowance, digest.high(), digest.low());
        if (wider) {
            digest(rule.by(), request, work, ipv6Prefix - WIDER);
            charge.addOver(digest.high(), digest.low());
        }
    }

    /** Digests all that a rule counts by. Returns whether an IPv6 address is among it. */
    private boolean digest(List<By> by, HttpServletRequest request, Workspace work, int prefix) {
        var digest = work.digest;
        var ipv6 = false;
        digest.start();
        for (var i = 0; i < by.size(); i++) {
            var part = by.get(i);
            if (!add(part, request, work)) {
                // Nothing before the mark tells an address from a text, which is never empty.
                digest.endPart();
                ipv6 |= addAddress(request, work, prefix);
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
            case API_KEY -> {
                var key = work.apiKey;
                if (key != null) {
                    work.digest.addText(key, work.apiKeyStart);
                }
                yield key != null;
            }
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
    private boolean addAddress(HttpServletRequest request, Workspace work, int prefix) {
        if (!work.addressSought) {
            work.addressFound = clientAddress.find(request, work.address, work.hop);
            work.addressSought = true;
        }
        if (!work.addressFound) {
            // A peer without an IP address, as on a Unix domain socket: what the container calls it.
            addText(request.getRemoteAddr(), work.digest);
            return false;
        }
        work.address.addNetworkTo(work.digest, prefix);
        return !work.address.isIpv4();
    }
}
