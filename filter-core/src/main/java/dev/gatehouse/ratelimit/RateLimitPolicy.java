package dev.gatehouse.ratelimit;

import dev.gatehouse.client.PathPattern;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Settings;
import dev.gatehouse.config.SettingsReader;
import dev.gatehouse.config.SourceFiles;
import dev.gatehouse.store.ScriptServer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How often each caller may send requests, and what it is told. Immutable, and right by construction: everything about
 * it has been judged before there is one.
 *
 * <pre>
 * RateLimitPolicy.builder().limits("1000/hour", "100/minute").by("apiKey").build()
 * </pre>
 *
 * <p>A policy is one rule for every request, as here, or a list of rules, each for some requests; a request must
 * satisfy every rule that matches it, and is charged to all of them or to none.
 */
public final class RateLimitPolicy {

    private final Settings settings;
    private final RuleSet rules;
    private final Identity identity;
    private final Set<String> plans;
    private final String defaultPlan;
    private final @Nullable PlanResolver planResolver;
    private final @Nullable StoreSettings store;
    private final PathPattern[] exempt;
    private final Set<Dialect> dialects;
    private final Described described;
    private final RefusalTemplate refusal;
    private final Mode mode;
    private final long maxSubjects;
    private final String identityDescription;
    private final String describe;

    RateLimitPolicy(
            Settings settings,
            RuleSet rules,
            Identity identity,
            String identityDescription,
            Set<String> plans,
            String defaultPlan,
            @Nullable PlanResolver planResolver,
            @Nullable StoreSettings store,
            List<PathPattern> exempt,
            Set<Dialect> dialects,
            Described described,
            String describe,
            RefusalTemplate refusal,
            Mode mode,
            long maxSubjects) {
        this.settings = settings;
        this.rules = rules;
        this.identity = identity;
        this.plans = plans;
        this.defaultPlan = defaultPlan;
        this.planResolver = planResolver;
        this.store = store;
        this.exempt = exempt.toArray(PathPattern[]::new);
        this.dialects = Set.copyOf(dialects);
        this.described = described;
        this.refusal = refusal;
        this.mode = mode;
        this.maxSubjects = maxSubjects;
        this.identityDescription = identityDescription;
        this.describe = describe;
    }

    /**
     * Judges the settings of a policy file's section, for the check before deployment. For the filters' own packages.
     *
     * @throws dev.gatehouse.InvalidPolicyException with every problem, if there is any
     */
    @SuppressWarnings("exports") // Nobody else can call it.
    public static RateLimitPolicy of(Settings section) {
        return new PolicyReader(new SettingsReader(section, new Problems())).read();
    }

    /** Returns a builder on which nothing is set. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns what opened the files that its settings name, such as that of known keys. */
    SourceFiles files() {
        return settings.files();
    }

    /**
     * Judges the same settings again, with what is in the files that they name by now.
     *
     * @throws dev.gatehouse.InvalidPolicyException with every problem, if there is any
     */
    RateLimitPolicy readAgain(SourceFiles files) {
        var server = store == null ? null : store.server();
        return new PolicyReader(new SettingsReader(settings.readingFrom(files), new Problems()), planResolver, server)
                .read();
    }

    RuleSet rules() {
        return rules;
    }

    /** Returns the same policy with some rules in other modes, by their names. */
    RateLimitPolicy with(Map<String, Mode> modes) {
        if (rules.all().stream().allMatch(rule -> modes.getOrDefault(rule.name(), rule.mode()) == rule.mode())) {
            return this;
        }
        return new RateLimitPolicy(
                settings,
                new RuleSet(rules.all().stream()
                        .map(rule -> rule.in(modes.getOrDefault(rule.name(), rule.mode())))
                        .toList()),
                identity,
                identityDescription,
                plans,
                defaultPlan,
                planResolver,
                store,
                List.of(exempt),
                dialects,
                described,
                describe,
                refusal,
                mode,
                maxSubjects);
    }

    Identity identity() {
        return identity;
    }

    PathPattern[] exempt() {
        return exempt;
    }

    Set<Dialect> dialects() {
        return dialects;
    }

    Described described() {
        return described;
    }

    RefusalTemplate refusal() {
        return refusal;
    }

    Mode mode() {
        return mode;
    }

    /** Returns where buckets are that several nodes share; null if each node has its own. */
    @Nullable
    StoreSettings store() {
        return store;
    }

    long maxSubjects() {
        return maxSubjects;
    }

    /** Returns all plans that some rule has limits for. */
    Set<String> plans() {
        return plans;
    }

    /** Returns the plan of callers of whom no other is known; empty if there are no plans. */
    String defaultPlan() {
        return defaultPlan;
    }

    /** Returns where keys and addresses come from, as far as that is not as by default. */
    String identityDescription() {
        return identityDescription;
    }

    /** Returns the limit that the X- headers speak of, as it was written; empty if none was. */
    String describe() {
        return describe;
    }

    /** Returns the plan that a request's caller is on: as the application says, or its key, or the default one. */
    String planOf(HttpServletRequest request, KnownKeys.@Nullable Key key) {
        if (plans.isEmpty()) {
            return defaultPlan;
        }
        @Nullable Object plan = request.getAttribute(RateLimitFilter.PLAN_ATTRIBUTE);
        if (plan == null && planResolver != null) {
            plan = planResolver.planOf(request);
        }
        if (plan == null && key != null) {
            plan = key.plan();
        }
        return plan instanceof String name && plans.contains(name) ? name : defaultPlan;
    }

    /** Returns whether callers are told apart by API keys that nothing here knows. */
    boolean countsUnknownKeys() {
        return countsKeys() && identity.takesAnyKey();
    }

    /** Returns whether some rule counts by API key. */
    boolean countsKeys() {
        return rules.all().stream().flatMap(rule -> rule.by().stream()).anyMatch(by -> by.kind() == By.Kind.API_KEY);
    }

    /** Returns the policy as it is understood, one thing a line, each limit with what it promises. */
    public List<String> explained() {
        return new Explanation(this).lines();
    }

    /** Returns the policy in one line, as it is understood. */
    @Override
    public String toString() {
        return new Explanation(this).line();
    }

    /**
     * Collects settings, each under the name that it has in web.xml and in a policy file. It judges nothing before
     * {@link #build}. A later call of a method replaces an earlier one. Not thread-safe.
     */
    public static final class Builder {

        private final Settings settings = Settings.ofBuilder("RateLimitPolicy.builder()");

        private @Nullable PlanResolver planResolver;
        private @Nullable ScriptServer server;

        private Builder() {}

        /**
         * Sets how many requests each caller may send in how long; a request must satisfy all. Required.
         *
         * @param limits {@code N/WINDOW}, where the window is {@code second}, {@code minute}, {@code hour}, {@code day}
         *     or a count of {@code s}, {@code m}, {@code h} or {@code d}: {@code 1000/hour}, {@code 20/15m}. N is from
         *     1 to a billion, the window from a second to 366 days
         */
        public Builder limits(String... limits) {
            settings.setAll("limits", limits);
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
            settings.setAll("by", by);
            return this;
        }

        /** Sets that the application says who is counted. */
        public Builder by(KeyResolver by) {
            settings.set("by", by);
            return this;
        }

        /**
         * Adds a rule. Several rules are charged together: all that match a request, or none. With rules,
         * {@link #limits}, {@link #algorithm} and {@link #by} are the rules', not the policy's.
         *
         * @param name of letters, digits, {@code _}, {@code .} and {@code -}; headers and reports call it so
         */
        public Builder rule(String name, Consumer<RuleBuilder> rule) {
            var builder = new RuleBuilder(name);
            rule.accept(builder);
            settings.add("rules", builder.settings());
            return this;
        }

        /** Sets the plan of callers of whom no other is known. Required where rules have limits for plans. */
        public Builder defaultPlan(String plan) {
            settings.set("defaultPlan", plan);
            return this;
        }

        /** Sets that the application says which plan a caller is on; the request attribute comes first. */
        public Builder plans(PlanResolver resolver) {
            planResolver = resolver;
            return this;
        }

        /** Sets whether {@code Authorization: Bearer} is an API key too; {@code true} by default. */
        public Builder bearer(boolean bearer) {
            settings.set("bearer", bearer);
            return this;
        }

        /**
         * Sets the file of known API keys: JSON with their SHA-256, plan and label. Without one, every key is its own
         * caller, known or made up. A filter with the policy watches the file, and takes its keys when it changes.
         *
         * @param path where the file is; relative to the directory in which the server was started
         */
        public Builder keys(String path) {
            settings.set("keys", path);
            return this;
        }

        /** Sets what becomes of keys that are not in that file; {@link UnknownKey#ADDRESS} by default. */
        public Builder unknown(UnknownKey unknown) {
            settings.set("unknown", unknown);
            return this;
        }

        /** Sets how many bits of an IPv6 address count, from 17 to 64; 64 by default, a subscriber's network. */
        public Builder ipv6Prefix(int bits) {
            settings.set("ipv6Prefix", bits);
            return this;
        }

        /**
         * Sets the limit that the {@code X-RateLimit} headers of admitted requests speak of, by its name:
         * {@code account:1000/hour}. For plans without a limit of that name, it is the one with the same window. By
         * default it is the one with the least remaining.
         */
        public Builder describe(String limit) {
            settings.set("describe", limit);
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
            settings.setAll("trustedProxies", addresses);
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
            settings.setAll("exempt", patterns);
            return this;
        }

        /** Sets which headers clients are told in; both dialects by default, none if none is given. */
        public Builder dialects(Dialect... dialects) {
            settings.setAll(
                    "dialects",
                    Arrays.stream(dialects)
                            .map(each -> each == null ? null : SettingsReader.word(each))
                            .toArray());
            return this;
        }

        /** Sets what a refused client reads; {@link RefusalBody#ENVELOPE} by default. */
        public Builder refusal(RefusalBody body) {
            settings.set("refusal", body);
            return this;
        }

        /** Sets what a refused client is answered, in full. */
        public Builder refusal(Consumer<RefusalBuilder> refusal) {
            var builder = new RefusalBuilder();
            refusal.accept(builder);
            settings.set("refusal", builder.settings());
            return this;
        }

        /** Sets what becomes of decisions; {@link Mode#ENFORCE} by default. */
        public Builder mode(Mode mode) {
            settings.set("mode", mode);
            return this;
        }

        /**
         * Sets how many callers are remembered at once; 100,000 by default, from 100 to 50 million. When more come,
         * those least and longest ago seen are forgotten, except that up to as many again which have used more than
         * half of a limit are kept.
         */
        public Builder maxSubjects(long number) {
            settings.set("maxSubjects", number);
            return this;
        }

        /** Sets where buckets are that several nodes share; by default each node has its own. */
        public Builder store(Consumer<StoreBuilder> store) {
            var builder = new StoreBuilder();
            store.accept(builder);
            settings.set("store", builder.settings());
            server = builder.server();
            return this;
        }

        /**
         * Returns the policy.
         *
         * @throws dev.gatehouse.InvalidPolicyException with every problem, if there is any
         */
        public RateLimitPolicy build() {
            var asTheyAreNow = settings.readingFrom(SourceFiles.withoutWebApplication());
            return new PolicyReader(new SettingsReader(asTheyAreNow, new Problems()), planResolver, server).read();
        }
    }
}
