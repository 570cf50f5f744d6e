package dev.gatehouse.ratelimit;

import dev.gatehouse.client.AddressRange;
import dev.gatehouse.client.ClientAddress;
import dev.gatehouse.client.PathPattern;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Settings;
import dev.gatehouse.config.SettingsReader;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How often each caller may send requests, and what it is told. Immutable, and right by construction: everything about
 * it has been judged before there is one.
 *
 * <pre>
 * RateLimitPolicy.builder().limits("1000/hour", "100/minute").by("apiKey").build()
 * </pre>
 */
public final class RateLimitPolicy {

    private final Rule rule;
    private final String apiKeyHeader;
    private final ClientAddress clientAddress;
    private final PathPattern[] exempt;
    private final Set<Dialect> dialects;
    private final RefusalBody refusal;
    private final Mode mode;
    private final long maxSubjects;
    private final String description;

    RateLimitPolicy(
            Rule rule,
            String apiKeyHeader,
            List<AddressRange> trustedProxies,
            String forwardedHeader,
            List<PathPattern> exempt,
            Set<Dialect> dialects,
            RefusalBody refusal,
            Mode mode,
            long maxSubjects) {
        this.rule = rule;
        this.apiKeyHeader = apiKeyHeader;
        this.clientAddress = new ClientAddress(trustedProxies, forwardedHeader);
        this.exempt = exempt.toArray(PathPattern[]::new);
        this.dialects = Set.copyOf(dialects);
        this.refusal = refusal;
        this.mode = mode;
        this.maxSubjects = maxSubjects;
        this.description = describe(trustedProxies, forwardedHeader);
    }

    /** Returns a builder on which nothing is set. */
    public static Builder builder() {
        return new Builder();
    }

    Rule rule() {
        return rule;
    }

    String apiKeyHeader() {
        return apiKeyHeader;
    }

    ClientAddress clientAddress() {
        return clientAddress;
    }

    PathPattern[] exempt() {
        return exempt;
    }

    Set<Dialect> dialects() {
        return dialects;
    }

    RefusalBody refusal() {
        return refusal;
    }

    Mode mode() {
        return mode;
    }

    long maxSubjects() {
        return maxSubjects;
    }

    /** Returns whether callers are told apart by API keys that nothing here knows. */
    boolean countsUnknownKeys() {
        return rule.by().stream().anyMatch(by -> by.kind() == By.Kind.API_KEY);
    }

    private String describe(By by) {
        return by.kind() == By.Kind.API_KEY ? "apiKey in " + apiKeyHeader + " or as a bearer" : by.toString();
    }

    private String describe(List<AddressRange> trustedProxies, String forwardedHeader) {
        var text = new StringBuilder();
        text.append(rule.limits().stream().map(Limit::name).collect(Collectors.joining(" and ")));
        text.append(" by ")
                .append(rule.by().stream().map(this::describe).collect(Collectors.joining(" and ")))
                .append(", ")
                .append(word(rule.limits().get(0).quota().algorithm()));
        if (!trustedProxies.isEmpty()) {
            text.append("; ").append(forwardedHeader).append(" believed of ");
            text.append(trustedProxies.stream().map(AddressRange::toString).collect(Collectors.joining(", ")));
        }
        if (exempt.length > 0) {
            text.append("; exempt: ");
            text.append(List.of(exempt).stream().map(PathPattern::toString).collect(Collectors.joining(", ")));
        }
        var headers = new TreeSet<Dialect>(dialects);
        text.append("; headers: ")
                .append(
                        headers.isEmpty()
                                ? "none"
                                : headers.stream().map(RateLimitPolicy::word).collect(Collectors.joining(", ")));
        text.append("; refusal: ").append(word(refusal));
        text.append("; mode: ").append(word(mode));
        return text.append("; up to ").append(maxSubjects).append(" subjects").toString();
    }

    private static String word(Enum<?> constant) {
        return SettingsReader.word(constant);
    }

    /** Returns the policy in one line, as it is understood. */
    @Override
    public String toString() {
        return description;
    }

    /**
     * Collects settings, each under the name that it has in web.xml and in a policy file. It judges nothing before
     * {@link #build}. A later call of a method replaces an earlier one. Not thread-safe.
     */
    public static final class Builder {

        private final Settings settings = Settings.ofBuilder("RateLimitPolicy.builder()");

        private Builder() {}

        /**
         * Sets how many requests each caller may send in how long; a request must satisfy all. Required.
         *
         * @param limits {@code N/WINDOW}, where the window is {@code second}, {@code minute}, {@code hour}, {@code day}
         *     or a count of {@code s}, {@code m}, {@code h} or {@code d}: {@code 1000/hour}, {@code 20/15m}. N is from
         *     1 to a billion, the window from a second to 366 days
         */
        public Builder limits(String... limits) {
            settings.setAll("limits", List.of(limits));
            return this;
        }

        /** Sets how requests are counted; {@link Algorithm#SLIDING_WINDOW} by default. */
        public Builder algorithm(Algorithm algorithm) {
            settings.set("algorithm", algorithm);
            return this;
        }

        /**
         * Sets who is counted; {@code address} by default. Several together tell callers apart by all of them. A
         * request that lacks one of them is counted as its address in its place.
         *
         * @param by {@code apiKey} (the header {@link #apiKeyHeader}, else {@code Authorization: Bearer}),
         *     {@code address}, {@code user} (the request's principal), {@code session}, {@code header:NAME},
         *     {@code cookie:NAME}, {@code attribute:NAME}, {@code path}, {@code everyone}. Headers, cookies and, unless
         *     something before this filter checks them, keys are what the client says they are
         */
        public Builder by(String... by) {
            settings.setAll("by", List.of(by));
            return this;
        }

        /** Sets that the application says who is counted. */
        public Builder by(KeyResolver by) {
            settings.set("by", by);
            return this;
        }

        /** Sets the header that API keys come in; {@code X-API-Key} by default. */
        public Builder apiKeyHeader(String name) {
            settings.set("apiKeyHeader", name);
            return this;
        }

        /**
         * Sets the proxies whose word on a client's address is taken; none by default.
         *
         * @param addresses addresses or ranges: {@code 10.0.0.7}, {@code 10.0.0.0/8}, {@code 2001:db8::/32}
         */
        public Builder trustedProxies(String... addresses) {
            settings.setAll("trustedProxies", List.of(addresses));
            return this;
        }

        /**
         * Sets the header in which trusted proxies write addresses; {@code X-Forwarded-For} by default.
         * {@code Forwarded} is read as RFC 7239 says.
         */
        public Builder forwardedHeader(String name) {
            settings.set("forwardedHeader", name);
            return this;
        }

        /**
         * Sets which requests are neither counted nor told anything; none by default.
         *
         * @param patterns {@code GET /health}, {@code * /static/*}: a method or {@code *}, and a path inside the
         *     application, in which {@code {name}} is any segment and a final {@code /*} any rest
         */
        public Builder exempt(String... patterns) {
            settings.setAll("exempt", List.of(patterns));
            return this;
        }

        /** Sets which headers clients are told in; both dialects by default, none if none is given. */
        public Builder dialects(Dialect... dialects) {
            settings.setAll(
                    "dialects",
                    List.of(dialects).stream().map(RateLimitPolicy::word).toList());
            return this;
        }

        /** Sets what a refused client reads; {@link RefusalBody#ENVELOPE} by default. */
        public Builder refusal(RefusalBody body) {
            settings.set("refusal", body);
            return this;
        }

        /** Sets what becomes of decisions; {@link Mode#ENFORCE} by default. */
        public Builder mode(Mode mode) {
            settings.set("mode", mode);
            return this;
        }

        /**
         * Sets how many callers are remembered at once; 100,000 by default, from 100 to 50 million. When more come,
         * those least and longest ago seen are forgotten, except that up to as many again which have used at least half
         * of a limit are kept.
         */
        public Builder maxSubjects(long number) {
            settings.set("maxSubjects", number);
            return this;
        }

        /**
         * Returns the policy.
         *
         * @throws dev.gatehouse.config.InvalidPolicyException with every problem, if there is any
         */
        public RateLimitPolicy build() {
            return new PolicyReader(new SettingsReader(settings, new Problems())).read();
        }
    }
}
