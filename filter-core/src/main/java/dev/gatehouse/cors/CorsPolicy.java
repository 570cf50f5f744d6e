package dev.gatehouse.cors;

import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.config.Durations;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.config.Settings;
import dev.gatehouse.config.SettingsReader;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which origins' pages may talk to a service, and what they may ask of it. A policy that exists is right: every rule is
 * checked when it is built. Immutable; needs no servlet container.
 */
public final class CorsPolicy {

    /** What becomes of actual requests from an origin that is not allowed. */
    public enum OnDisallowedOrigin {
        /** Each is refused with 403, so that not even a request that changes something gets through. */
        REJECT,
        /** Those with a method other than GET, HEAD and OPTIONS are refused; the others pass without CORS headers. */
        REJECT_UNSAFE,
        /** All pass, without CORS headers: the browser keeps the answers from the page. */
        PASS
    }

    private static final String RATE_LIMIT_HEADERS =
            "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, RateLimit-Policy, RateLimit, Retry-After";

    private final ExactSet allowedOrigins;
    private final ExactSet selfOrigins;
    private final String timingAllowOrigins;
    private final ExactSet allowedMethods;
    private final String methodList;
    private final RequestedHeaders allowedHeaders;
    private final String headerList;
    private final String exposedHeaders;
    private final boolean allowCredentials;
    private final boolean allowInsecureOrigins;
    private final String maxAge;
    private final OnDisallowedOrigin onDisallowedOrigin;
    private final int preflightStatus;
    private final boolean checkWebSockets;
    private final boolean diagnostics;

    /**
     * Judges settings, whichever way they came in.
     *
     * @throws InvalidPolicyException if anything is wrong with them
     */
    CorsPolicy(SettingsReader settings) {
        var problems = settings.problems();
        allowCredentials = settings.flag("allowCredentials", false);
        allowInsecureOrigins = settings.flag("allowInsecureOrigins", false);
        allowedOrigins = new ExactSet(allowedOrigins(settings));
        allowedMethods = new ExactSet(FetchNames.methods(texts(settings, "allowedMethods"), problems));
        methodList = allowedMethods.joined();
        var headers = FetchNames.requestHeaders(texts(settings, "allowedHeaders"), problems);
        allowedHeaders = new RequestedHeaders(headers);
        headerList = String.join(", ", headers);
        exposedHeaders = exposedHeaders(settings);
        maxAge = Long.toString(settings.duration("maxAge", Duration.ofMinutes(30), Duration.ZERO, Duration.ofHours(24))
                .toSeconds());
        onDisallowedOrigin = settings.choice("onDisallowedOrigin", OnDisallowedOrigin.REJECT, OnDisallowedOrigin.class);
        selfOrigins = new ExactSet(OriginReader.read(settings, "selfOrigins", true));
        preflightStatus = preflightStatus(settings);
        checkWebSockets = settings.flag("checkWebSockets", true);
        timingAllowOrigins = String.join(", ", OriginReader.read(settings, "timingAllowOrigins", true));
        diagnostics = settings.flag("diagnostics", false);
        settings.finish();
        problems.throwIfAny("CORS policy");
    }

    /**
     * Judges the settings of a policy file's section, for the check before deployment. For the filters' own packages.
     *
     * @throws InvalidPolicyException if anything is wrong with them
     */
    @SuppressWarnings("exports") // Nobody else can call it.
    public static CorsPolicy of(Settings section) {
        return new CorsPolicy(new SettingsReader(section, new Problems()));
    }

    /** Returns an empty builder. */
    public static Builder builder() {
        return new Builder();
    }

    private Set<String> allowedOrigins(SettingsReader settings) {
        var problems = settings.problems();
        var before = problems.count();
        var origins = OriginReader.read(settings, "allowedOrigins", !allowCredentials || allowInsecureOrigins);
        if (origins.isEmpty() && problems.count() == before) {
            problems.add(
                    settings.placeOf("allowedOrigins"),
                    "setting.missing",
                    "allowedOrigins is " + (settings.get("allowedOrigins") == null ? "missing" : "empty")
                            + "; without it, no other origin's page may do anything",
                    "write the origins of your pages, such as https://app.example.com");
        }
        return origins;
    }

    private static String exposedHeaders(SettingsReader settings) {
        var written = settings.texts("exposedHeaders");
        return written == null
                ? RATE_LIMIT_HEADERS
                : String.join(", ", FetchNames.responseHeaders(written, settings.problems()));
    }

    private static int preflightStatus(SettingsReader settings) {
        var status = settings.wholeNumber("preflightStatus", 204, 200, 204);
        if (status != 200 && status != 204) {
            settings.problems()
                    .add(
                            settings.placeOf("preflightStatus"),
                            "preflight-status",
                            "preflightStatus is " + status + "; it can be 204, or 200 for old devices",
                            "write 204");
        }
        return (int) status;
    }

    private static List<Setting> texts(SettingsReader settings, String name) {
        var texts = settings.texts(name);
        return texts == null ? List.of() : texts;
    }

    /** Returns whether pages of this origin may read answers. The text is compared exactly as browsers send it. */
    public boolean allowsOrigin(String origin) {
        return allowedOrigins.contains(origin);
    }

    /** Returns whether a preflight may ask for this method. The case counts. */
    public boolean allowsMethod(String method) {
        return allowedMethods.contains(method);
    }

    /** Returns whether a preflight may ask for this request header, in any case. */
    public boolean allowsHeader(String name) {
        return allowedHeaders.allows(name);
    }

    /** Returns whether requests may carry cookies and Authorization. */
    public boolean allowsCredentials() {
        return allowCredentials;
    }

    boolean isSelf(String origin) {
        return selfOrigins.contains(origin);
    }

    RequestedHeaders requestedHeaders() {
        return allowedHeaders;
    }

    String methodList() {
        return methodList;
    }

    String headerList() {
        return headerList;
    }

    /** Returns the value of Access-Control-Expose-Headers, or an empty text if there is to be none. */
    String exposedHeaders() {
        return exposedHeaders;
    }

    /** Returns the value of Timing-Allow-Origin, or an empty text if there is to be none. */
    String timingAllowOrigins() {
        return timingAllowOrigins;
    }

    String maxAge() {
        return maxAge;
    }

    int preflightStatus() {
        return preflightStatus;
    }

    boolean checksWebSockets() {
        return checkWebSockets;
    }

    boolean diagnostics() {
        return diagnostics;
    }

    /** Returns whether an actual request with this method from an origin that is not allowed is refused. */
    boolean rejects(String method) {
        return switch (onDisallowedOrigin) {
            case REJECT -> true;
            case PASS -> false;
            case REJECT_UNSAFE -> !method.equals("GET") && !method.equals("HEAD") && !method.equals("OPTIONS");
        };
    }

    /** Returns every setting with its value in effect and what that means, one a line, for an operator to read. */
    public List<String> explained() {
        return List.of(
                "allowedOrigins: " + allowedOrigins.joined(),
                "allowedMethods: " + methodList,
                "allowedHeaders: " + headerList,
                "exposedHeaders: " + orNone(exposedHeaders),
                "allowCredentials: " + allowCredentials
                        + (allowCredentials ? " (pages may send cookies and Authorization)" : ""),
                "allowInsecureOrigins: " + allowInsecureOrigins,
                "maxAge: " + Durations.text(Duration.ofSeconds(Long.parseLong(maxAge))),
                "onDisallowedOrigin: " + SettingsReader.word(onDisallowedOrigin)
                        + switch (onDisallowedOrigin) {
                            case REJECT -> " (requests from other origins get 403)";
                            case REJECT_UNSAFE ->
                                " (requests from other origins get 403, except GET, HEAD and OPTIONS)";
                            case PASS -> " (requests from other origins pass, without CORS headers)";
                        },
                "selfOrigins: " + orNone(selfOrigins.joined()),
                "preflightStatus: " + preflightStatus,
                "checkWebSockets: " + checkWebSockets
                        + (checkWebSockets ? "" : " (WebSocket handshakes pass from any origin)"),
                "timingAllowOrigins: " + orNone(timingAllowOrigins),
                "diagnostics: " + diagnostics + (diagnostics ? " (for development)" : ""));
    }

    private static String orNone(String list) {
        return list.isEmpty() ? "none" : list;
    }

    /** Returns every setting with its value in effect, on one line, for an operator to read. */
    @Override
    public String toString() {
        return "allowedOrigins=" + allowedOrigins
                + ", allowedMethods=[" + methodList
                + "], allowedHeaders=[" + headerList
                + "], exposedHeaders=[" + exposedHeaders
                + "], allowCredentials=" + allowCredentials
                + ", allowInsecureOrigins=" + allowInsecureOrigins
                + ", maxAge=" + maxAge
                + "s, onDisallowedOrigin="
                + onDisallowedOrigin.name().toLowerCase(Locale.ROOT).replace('_', '-')
                + ", selfOrigins=" + selfOrigins
                + ", preflightStatus=" + preflightStatus
                + ", checkWebSockets=" + checkWebSockets
                + ", timingAllowOrigins=[" + timingAllowOrigins
                + "], diagnostics=" + diagnostics;
    }

    /**
     * Stores settings for {@link #build()} to judge, all at once. The methods have the names of the init-params and of
     * the policy file; a later call of one replaces an earlier one. Not thread-safe.
     */
    public static final class Builder {

        private final Settings settings = Settings.ofBuilder("CorsPolicy.builder()");

        private Builder() {}

        /**
         * The origins whose pages may talk to the service, exactly as a browser sends them:
         * {@code https://app.example.com}, {@code http://localhost:3000}. Required.
         */
        public Builder allowedOrigins(String... origins) {
            return set("allowedOrigins", origins);
        }

        /** The methods that a preflight may ask for, besides GET, HEAD and POST, which always pass. Default: none. */
        public Builder allowedMethods(String... methods) {
            return set("allowedMethods", methods);
        }

        /**
         * The request headers that a preflight may ask for, besides Accept, Accept-Language, Content-Language,
         * Content-Type and Range. Default: none.
         */
        public Builder allowedHeaders(String... names) {
            return set("allowedHeaders", names);
        }

        /**
         * The response headers that scripts may read, besides those they always may. No argument exposes none. Default:
         * the rate limit's headers and Retry-After.
         */
        public Builder exposedHeaders(String... names) {
            return set("exposedHeaders", names);
        }

        /**
         * Whether requests may carry cookies and Authorization. If so, {@code http:} origins are refused but for those
         * on the user's own machine. Default: false.
         */
        public Builder allowCredentials(boolean allow) {
            return set("allowCredentials", allow);
        }

        /** Whether credentials may come from {@code http:} origins anywhere. Default: false. */
        public Builder allowInsecureOrigins(boolean allow) {
            return set("allowInsecureOrigins", allow);
        }

        /** How long browsers may keep a preflight's answer: whole seconds, up to 24 hours. Default: 30 minutes. */
        public Builder maxAge(Duration age) {
            return set("maxAge", age);
        }

        /** What becomes of actual requests from elsewhere. Default: {@link OnDisallowedOrigin#REJECT}. */
        public Builder onDisallowedOrigin(OnDisallowedOrigin what) {
            return set("onDisallowedOrigin", what);
        }

        /** The same by its word: {@code reject}, {@code reject-unsafe} or {@code pass}. */
        public Builder onDisallowedOrigin(String what) {
            return set("onDisallowedOrigin", what);
        }

        /** The service's own origins, where a proxy hides its scheme or host. Default: none. */
        public Builder selfOrigins(String... origins) {
            return set("selfOrigins", origins);
        }

        /** The status of a preflight's answer: 204, or 200 for devices that know no other. Default: 204. */
        public Builder preflightStatus(int status) {
            return set("preflightStatus", status);
        }

        /**
         * Whether a WebSocket handshake is refused from an origin that is neither allowed nor the service's own. If
         * not, it passes, whatever {@code onDisallowedOrigin} says. Default: true.
         */
        public Builder checkWebSockets(boolean check) {
            return set("checkWebSockets", check);
        }

        /** The origins whose pages may read how long requests took. Default: none. */
        public Builder timingAllowOrigins(String... origins) {
            return set("timingAllowOrigins", origins);
        }

        /**
         * Whether a preflight that fails is told all that is allowed, so that the browser's console names what is
         * missing. For development. Default: false.
         */
        public Builder diagnostics(boolean on) {
            return set("diagnostics", on);
        }

        /**
         * Judges the settings.
         *
         * @throws InvalidPolicyException with everything that is wrong, if anything is
         */
        public CorsPolicy build() {
            return new CorsPolicy(new SettingsReader(settings, new Problems()));
        }

        private Builder set(String name, Object value) {
            settings.set(name, value);
            return this;
        }

        private Builder set(String name, String[] values) {
            settings.setAll(name, values);
            return this;
        }
    }
}
