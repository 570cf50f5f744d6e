package dev.gatehouse.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who may see the usage. Immutable. */
sealed interface Access {

    /** What becomes of a request. */
    enum Verdict {
        GRANTED,
        /** Answered as if nothing were there. */
        HIDDEN,
        /** Answered with 401, so that a browser asks for the token. */
        ASKED_FOR_TOKEN
    }

    /** Returns what becomes of a request. Whatever else is thrown, nobody is let in. */
    Verdict of(HttpServletRequest request);

    /** Nobody. */
    record Nobody() implements Access {

        @Override
        public Verdict of(HttpServletRequest request) {
            return Verdict.HIDDEN;
        }
    }

    /** Whoever the container knows to have a role. */
    record Role(String name) implements Access {

        @Override
        public Verdict of(HttpServletRequest request) {
            return request.isUserInRole(name) ? Verdict.GRANTED : Verdict.HIDDEN;
        }
    }

    /**
     * Whoever sends a token: {@code Authorization: Bearer}, or as the password of {@code Basic}, under any name, which
     * browsers can do (RFC 6750, RFC 7617). Compared by its SHA-256, in a time that tells nothing of either.
     */
    final class Token implements Access {

        private static final int LONGEST = 4_096;

        private final byte[] sha256;

        private Token(byte[] sha256) {
            this.sha256 = sha256;
        }

        static Token ofHex(String sha256) {
            return new Token(HexFormat.of().parseHex(sha256.toLowerCase(Locale.ROOT)));
        }

        @Override
        public Verdict of(HttpServletRequest request) {
            var lines = request.getHeaders("Authorization");
            if (!lines.hasMoreElements()) {
                return Verdict.ASKED_FOR_TOKEN;
            }
            var line = lines.nextElement();
            // Two of them are nobody's.
            var sent = lines.hasMoreElements() ? null : tokenIn(line);
            return sent != null && MessageDigest.isEqual(sha256, sha256(sent))
                    ? Verdict.GRANTED
                    : Verdict.ASKED_FOR_TOKEN;
        }

        private static @Nullable String tokenIn(String line) {
            var space = line.indexOf(' ');
            if (space < 0 || line.length() > LONGEST) {
                return null;
            }
            var credentials = line.substring(space + 1);
            return switch (line.substring(0, space).toLowerCase(Locale.ROOT)) {
                case "bearer" -> credentials;
                case "basic" -> password(credentials);
                default -> null;
            };
        }

        private static @Nullable String password(String credentials) {
            try {
                var both = new String(Base64.getDecoder().decode(credentials), UTF_8);
                var colon = both.indexOf(':');
                return colon < 0 ? null : both.substring(colon + 1);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        private static byte[] sha256(String text) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        /** Tells nothing of it. */
        @Override
        public String toString() {
            return "token";
        }
    }

    /**
     * Whoever sits at this machine. Not what a proxy on this machine passes on, which a forwarding header tells, and
     * not a page of somebody else's whose name has come to mean this machine (DNS rebinding), which {@code Host} tells.
     */
    record Loopback() implements Access {

        private static final List<String> FORWARDING = List.of(
                "Forwarded",
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "X-Forwarded-Server",
                "X-Real-IP",
                "X-Client-IP",
                "X-Cluster-Client-IP",
                "X-Original-Forwarded-For",
                "X-Envoy-External-Address",
                "True-Client-IP",
                "CF-Connecting-IP",
                "Fastly-Client-IP",
                "Via");

        @Override
        public Verdict of(HttpServletRequest request) {
            return isLoopbackAddress(request.getRemoteAddr())
                            && FORWARDING.stream().allMatch(name -> request.getHeader(name) == null)
                            && isLoopbackName(request)
                    ? Verdict.GRANTED
                    : Verdict.HIDDEN;
        }

        /** As containers write addresses; a text that is none, such as a name, is not asked for in the network. */
        private static boolean isLoopbackAddress(@Nullable String address) {
            if (address == null) {
                return false;
            }
            var bare = address.startsWith("[") && address.endsWith("]")
                    ? address.substring(1, address.length() - 1)
                    : address;
            return bare.equals("::1")
                    || bare.equals("0:0:0:0:0:0:0:1")
                    || bare.matches("(::ffff:)?127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
        }

        private static boolean isLoopbackName(HttpServletRequest request) {
            var hosts = request.getHeaders("Host");
            if (!hosts.hasMoreElements()) {
                return false;
            }
            var host = hosts.nextElement();
            return !hosts.hasMoreElements() && host.matches("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");
        }
    }
}
