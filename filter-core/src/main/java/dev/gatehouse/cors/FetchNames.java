package dev.gatehouse.cors;

import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The <a href="https://fetch.spec.whatwg.org/">Fetch standard</a>'s names of methods and headers, and the judging of
 * configured names by them. One malformed name in a list makes a browser fail every preflight, so none gets in.
 */
final class FetchNames {

    /** Methods that need no permission: <a href="https://fetch.spec.whatwg.org/#cors-safelisted-method">Fetch</a>. */
    static final List<String> SAFELISTED_METHODS = List.of("GET", "HEAD", "POST");

    /**
     * Request headers that need no permission as long as their values are plain; a Content-Type of application/json is
     * asked for by name. <a href="https://fetch.spec.whatwg.org/#cors-safelisted-request-header">Fetch</a>
     */
    static final List<String> SAFELISTED_HEADERS =
            List.of("Accept", "Accept-Language", "Content-Language", "Content-Type", "Range");

    /** Methods that no page can use: <a href="https://fetch.spec.whatwg.org/#forbidden-method">Fetch</a>. */
    private static final Set<String> FORBIDDEN_METHODS = Set.of("CONNECT", "TRACE", "TRACK");

    private static final Set<String> UPPER_CASE_METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** Headers that no page can set: <a href="https://fetch.spec.whatwg.org/#forbidden-request-header">Fetch</a>. */
    private static final Set<String> FORBIDDEN_REQUEST_HEADERS = Set.of(
            "accept-charset",
            "accept-encoding",
            "connection",
            "content-length",
            "cookie",
            "cookie2",
            "date",
            "dnt",
            "expect",
            "host",
            "keep-alive",
            "origin",
            "referer",
            "set-cookie",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via");

    /**
     * Headers that no page can read: <a href="https://fetch.spec.whatwg.org/#forbidden-response-header-name">Fetch</a>.
     */
    private static final Set<String> FORBIDDEN_RESPONSE_HEADERS = Set.of("set-cookie", "set-cookie2");

    private FetchNames() {}

    /** Returns the methods that are right, after the safelisted ones, each once. */
    static List<String> methods(List<Setting> written, Problems problems) {
        var methods = new ArrayList<>(SAFELISTED_METHODS);
        var seen = new HashSet<String>();
        for (var setting : written) {
            if (isMethod(setting, problems) && isNew(setting, text(setting), "method", seen, problems)) {
                if (!methods.contains(text(setting))) {
                    methods.add(text(setting));
                }
            }
        }
        return methods;
    }

    private static boolean isMethod(Setting written, Problems problems) {
        var method = text(written);
        var upper = method.toUpperCase(Locale.ROOT);
        if (method.equals("*")) {
            problems.add(
                    written.place(),
                    "method.wildcard",
                    "'*' would allow every method; a policy names each",
                    "write the methods that pages need, such as PUT, PATCH, DELETE");
        } else if (!Ascii.isToken(method)) {
            problems.add(
                    written.place(),
                    "method.token",
                    written.quoted() + " is not a method: it may have only letters, digits and a few signs",
                    tokens(method, "write each method by itself, such as PUT"));
        } else if (FORBIDDEN_METHODS.contains(upper)) {
            problems.add(
                    written.place(),
                    "method.forbidden",
                    written.quoted() + " is a method that no browser lets a page use",
                    "remove it");
        } else if (UPPER_CASE_METHODS.contains(upper) && !method.equals(upper)) {
            problems.add(
                    written.place(),
                    "method.case",
                    written.quoted() + " is not in upper case, and methods are compared exactly",
                    "write " + upper);
        } else {
            return true;
        }
        return false;
    }

    /** Returns the request headers that are right, after the safelisted ones, each once. */
    static List<String> requestHeaders(List<Setting> written, Problems problems) {
        var names = new LinkedHashMap<String, String>();
        SAFELISTED_HEADERS.forEach(name -> names.put(name.toLowerCase(Locale.ROOT), name));
        judge(written, false, problems).forEach(name -> names.putIfAbsent(name.toLowerCase(Locale.ROOT), name));
        return List.copyOf(names.values());
    }

    /** Returns the response headers that are right. */
    static List<String> responseHeaders(List<Setting> written, Problems problems) {
        return judge(written, true, problems);
    }

    private static List<String> judge(List<Setting> written, boolean response, Problems problems) {
        var names = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (var setting : written) {
            var lower = text(setting).toLowerCase(Locale.ROOT);
            if (isHeader(setting, lower, response, problems) && isNew(setting, lower, "header", seen, problems)) {
                names.add(text(setting));
            }
        }
        return names;
    }

    private static boolean isHeader(Setting written, String lower, boolean response, Problems problems) {
        var name = text(written);
        if (name.equals("*")) {
            problems.add(
                    written.place(),
                    "header.wildcard",
                    "'*' would " + (response ? "expose" : "allow") + " every header; a policy names each",
                    "write the headers that pages need, such as " + (response ? "Location" : "Authorization"));
        } else if (!Ascii.isToken(name)) {
            problems.add(
                    written.place(),
                    "header.token",
                    written.quoted() + " is not a header's name: it may have only letters, digits and a few signs",
                    tokens(name, "write each name by itself, such as X-Request-Id"));
        } else if (lower.startsWith("access-control-")) {
            problems.add(
                    written.place(),
                    "header.cors",
                    written.quoted() + " belongs to CORS itself; browsers and this filter set it",
                    "remove it");
        } else if (isForbidden(lower, response)) {
            problems.add(
                    written.place(),
                    "header.forbidden",
                    written.quoted() + " is a header that no browser lets a page " + (response ? "read" : "set"),
                    "remove it");
        } else {
            return true;
        }
        return false;
    }

    /** Tells how to write what is in a text that is not one token; {@code otherwise} is for where that is unclear. */
    private static String tokens(String text, String otherwise) {
        var tokens = text.strip().replaceFirst(":$", "").replaceAll("[\\s,;]+", ", ");
        return Arrays.stream(tokens.split(", ", -1)).allMatch(Ascii::isToken) ? "write " + tokens : otherwise;
    }

    private static boolean isForbidden(String lower, boolean response) {
        return response
                ? FORBIDDEN_RESPONSE_HEADERS.contains(lower)
                : FORBIDDEN_REQUEST_HEADERS.contains(lower) || lower.startsWith("proxy-") || lower.startsWith("sec-");
    }

    private static boolean isNew(Setting written, String key, String kind, Collection<String> seen, Problems problems) {
        if (seen.contains(key)) {
            problems.add(written.place(), kind + ".duplicate", written.quoted() + " is written twice", "remove one");
            return false;
        }
        return seen.add(key);
    }

    private static String text(Setting written) {
        return (String) written.value();
    }
}
