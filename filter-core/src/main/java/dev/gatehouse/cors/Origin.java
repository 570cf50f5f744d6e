package dev.gatehouse.cors;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An origin as somebody configured it: everything in it that a browser would not send, and what a browser would send
 * instead. Requests are compared with the text, never parsed, so the text must already be what <a
 * href="https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin">browsers serialise</a>. Immutable.
 */
final class Origin {

    /**
     * One thing that is wrong with an origin.
     *
     * @param code its stable name
     * @param what the rest of a sentence that begins with the origin
     * @param hint what to do where the right origin cannot be computed
     */
    record Fault(String code, String what, String hint) {}

    private static final String EXAMPLE = "https://app.example.com";

    /** Pages under these have the origin {@code null}. */
    private static final Set<String> OPAQUE_SCHEMES =
            Set.of("about", "blob", "data", "file", "filesystem", "javascript", "view-source");

    private final List<Fault> faults = new ArrayList<>();
    private final @Nullable String canonical;
    private String scheme = "";
    private String host = "";

    /** Whether a fault was found that leaves open what the right origin is. */
    private boolean uncertain;

    private Origin(String written) {
        var text = strip(written);
        if (text.isEmpty()) {
            puzzle("origin.empty", "is empty", "remove it");
        } else if (text.equalsIgnoreCase("null")) {
            puzzle(
                    "origin.null",
                    "is what every sandboxed frame and local file sends, on any site",
                    "remove it; give the page an origin of its own");
        } else if (text.indexOf('*') >= 0) {
            puzzle(
                    "origin.wildcard",
                    "has a wildcard; a policy names each origin",
                    "write each origin in full, such as " + EXAMPLE);
        } else if (text.chars().anyMatch(Origin::isInvisible)) {
            puzzle("origin.space", "has white space in it", "write one origin for each value");
        } else if (!text.equals(written)) {
            fault("origin.space", "has white space around it", "");
        }
        canonical = uncertain ? null : judge(text);
    }

    /** Judges a text. */
    static Origin of(String written) {
        return new Origin(written);
    }

    /** Returns everything that is wrong; nothing, if the text is an origin as browsers send it. */
    List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** Returns what browsers send for what was meant, or null where that cannot be told. */
    @Nullable
    String canonical() {
        return canonical;
    }

    /** Returns whether anybody on the network could write this origin's pages: http, and not on this machine. */
    boolean isInsecure() {
        var local = host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("[::1]")
                || (IpAddress.isV4(host) && host.startsWith("127."));
        return scheme.equals("http") && !local;
    }

    private @Nullable String judge(String text) {
        var rest = readScheme(text);
        var end = firstOf("/\\?#", rest);
        var authority = rest.substring(0, end);
        var at = authority.lastIndexOf('@');
        if (at >= 0) {
            fault("origin.userinfo", "has a user's name; an origin has none", "");
        }
        var port = readHost(authority.substring(at + 1));
        var canonicalPort = port(port);
        if (rest.substring(end).equals("/")) {
            fault("origin.trailing-slash", "ends with a slash; an origin does not", "");
        } else if (end < rest.length()) {
            fault("origin.path", "has a path; an origin has none", "");
        }
        return uncertain ? null : scheme + "://" + host + canonicalPort;
    }

    /** Reads the scheme and returns what follows it. */
    private String readScheme(String text) {
        var at = text.indexOf("://");
        var written = at < 0 ? "" : text.substring(0, at);
        var rest = at < 0 ? text : text.substring(at + 3);
        if (written.isEmpty() && text.matches("(?i)https?:.*") && !text.matches("[^:]*:\\d+(/.*)?")) {
            written = text.substring(0, text.indexOf(':'));
            rest = text.substring(written.length() + 1).replaceFirst("^/+", "");
            fault("origin.scheme", "has no :// after its scheme", "");
        } else if (written.isEmpty()) {
            rest = rest.replaceFirst("^/+", "");
            written = isLocal(rest) ? "http" : "https";
            fault("origin.scheme-missing", "has no scheme", "");
        }
        scheme = lowerCase(written);
        if (!scheme.matches("[a-z][a-z0-9+.-]*")) {
            puzzle("origin.scheme", "does not begin with a scheme", "write an origin such as " + EXAMPLE);
        } else if (OPAQUE_SCHEMES.contains(scheme)) {
            puzzle(
                    "origin.scheme",
                    "has the scheme " + scheme + ", whose pages send the origin null",
                    "remove it; give the page an origin of its own");
        } else if (scheme.equals("ws") || scheme.equals("wss")) {
            scheme = scheme.equals("ws") ? "http" : "https";
            fault("origin.scheme", "has the scheme of a WebSocket; an origin has that of the page", "");
        }
        if (hasUpperCase(written) || hasUpperCase(rest.substring(0, firstOf("/\\?#", rest)))) {
            fault("origin.upper-case", "has upper case; browsers send lower case", "write it in lower case");
        }
        return rest;
    }

    private static boolean isLocal(String rest) {
        return rest.matches("(?i)(localhost|127\\.[0-9.]+|\\[::1])([:/].*)?");
    }

    /** Reads the host and returns what follows it: nothing, or a colon and the port. */
    private String readHost(String authority) {
        if (authority.startsWith("[")) {
            var close = authority.indexOf(']') + 1;
            readV6(close == 0 ? "" : authority.substring(1, close - 1));
            return close == 0 ? "" : authority.substring(close);
        }
        var colon = authority.indexOf(':');
        if (colon != authority.lastIndexOf(':')) {
            if (IpAddress.canonicalV6(authority) != null) {
                fault("origin.ipv6", "has an IPv6 address without brackets", "");
            }
            readV6(authority);
            return "";
        }
        readName(colon < 0 ? authority : authority.substring(0, colon));
        return colon < 0 ? "" : authority.substring(colon);
    }

    private void readV6(String address) {
        var right = IpAddress.canonicalV6(address);
        if (right == null) {
            puzzle(
                    "origin.ipv6",
                    "has something in place of an IPv6 address",
                    "write an address such as [2001:db8::1]");
            return;
        }
        if (!right.equals(lowerCase(address))) {
            fault("origin.ipv6", "has an IPv6 address that browsers write as [" + right + "]", "");
        }
        host = "[" + right + "]";
    }

    private void readName(String written) {
        var name = lowerCase(written);
        if (!name.chars().allMatch(c -> c < 0x80)) {
            name = punycode(name);
        }
        if (IpAddress.isV4(name)) {
            var right = IpAddress.canonicalV4(name);
            if (right == null) {
                puzzle(
                        "origin.ipv4",
                        "has something like an IPv4 address that is none",
                        "write four numbers up to 255");
                return;
            }
            if (!right.equals(name)) {
                fault("origin.ipv4", "has an IPv4 address that browsers write as " + right, "");
            }
            name = right;
        } else if (!name.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*\\.?") && !uncertain) {
            puzzle(
                    "origin.host",
                    name.isEmpty() ? "has no host" : "has a host that is not a name",
                    "write an origin such as " + EXAMPLE);
        }
        host = name;
    }

    private String punycode(String name) {
        // Browsers keep these four (URL standard, UTS 46 without transitional processing); java.net.IDN replaces them.
        var kept = name.chars().anyMatch(c -> "\u00df\u03c2\u200c\u200d".indexOf(c) >= 0);
        try {
            var right = lowerCase(IDN.toASCII(name, IDN.ALLOW_UNASSIGNED));
            if (!kept) {
                fault("origin.unicode", "has letters that browsers send as punycode", "");
                return right;
            }
        } catch (IllegalArgumentException e) {
            // Told below: there is no punycode to suggest.
        }
        puzzle(
                "origin.unicode",
                "has letters that browsers send as punycode",
                "write its punycode, which begins with xn--");
        return name;
    }

    /** Reads what follows the host and returns it as browsers write it. */
    private String port(String written) {
        if (written.isEmpty()) {
            return "";
        }
        if (written.equals(":")) {
            fault("origin.port", "ends with a colon and no port", "");
            return "";
        }
        var digits = written.replaceFirst("^:0*(?=\\d)", "");
        // Behind brackets there may be anything.
        if (!written.startsWith(":")
                || !digits.matches("\\d{1,5}")
                || digits.equals("0")
                || Integer.parseInt(digits) > 65_535) {
            puzzle("origin.port", "has a port that is none", "write a port from 1 to 65535");
            return "";
        }
        if (!written.equals(":" + digits)) {
            fault("origin.port", "has a port with leading zeros", "");
        }
        if ((scheme.equals("https") && digits.equals("443")) || (scheme.equals("http") && digits.equals("80"))) {
            fault("origin.default-port", "has the port that " + scheme + " has anyway, which browsers leave out", "");
            return "";
        }
        return ":" + digits;
    }

    private void fault(String code, String what, String hint) {
        faults.add(new Fault(code, what, hint));
    }

    /** Adds a fault that leaves open what the right origin is. */
    private void puzzle(String code, String what, String hint) {
        uncertain = true;
        fault(code, what, hint);
    }

    private static int firstOf(String stops, String text) {
        var at = 0;
        while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    private static String strip(String text) {
        var start = 0;
        var end = text.length();
        while (start < end && isInvisible(text.charAt(start))) {
            start++;
        }
        while (end > start && isInvisible(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** White space, control characters, and the zero-width ones that come with a copied text. */
    private static boolean isInvisible(int c) {
        // U+200C and U+200D join letters of names.
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || (Character.getType(c) == Character.FORMAT && c != 0x200c && c != 0x200d);
    }

    private static boolean hasUpperCase(String text) {
        return !lowerCase(text).equals(text);
    }

    /** Lower-cases A to Z alone: what becomes of other letters is for the punycode to say. */
    private static String lowerCase(String text) {
        var lower = new StringBuilder();
        text.chars().forEach(c -> lower.append(Ascii.lower((char) c)));
        return lower.toString();
    }
}
