package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Names;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Section;
import dev.gatehouse.config.Setting;
import dev.gatehouse.config.Settings;
import dev.gatehouse.config.SettingsReader;
import dev.gatehouse.error.BodyTemplate;
import dev.gatehouse.store.ScriptServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads and judges the settings of a rate limit, wherever they were written, and makes the policy of them. */
final class PolicyReader {

    static final long DEFAULT_MAX_SUBJECTS = 100_000;
    private static final long LEAST_MAX_SUBJECTS = 100;
    private static final long MOST_MAX_SUBJECTS = 50_000_000;

    /** What says a policy's only rule, where the policy has no list of rules. */
    private static final List<String> ONLY_RULE = List.of("limits", "algorithm", "by");

    private final SettingsReader settings;
    private final Problems problems;
    private final @Nullable PlanResolver planResolver;
    private final @Nullable ScriptServer server;

    PolicyReader(SettingsReader settings) {
        this(settings, null, null);
    }

    /**
     * Makes a reader.
     *
     * @param planResolver says the plan of a request; null if nothing in Java does
     * @param server where buckets are, made in Java; null if none was
     */
    PolicyReader(SettingsReader settings, @Nullable PlanResolver planResolver, @Nullable ScriptServer server) {
        this.planResolver = planResolver;
        this.server = server;
        this.settings = settings;
        this.problems = settings.problems();
    }

    /**
     * Returns the policy.
     *
     * @throws dev.gatehouse.InvalidPolicyException with every problem, if there is any
     */
    RateLimitPolicy read() {
        var drafts = hasRules() ? rules() : List.of(onlyRule());
        var plans = plans(drafts);
        var defaultPlan = defaultPlan(plans);
        var identityReader = new IdentityReader(settings);
        var identity = identityReader.read(keysCount(drafts), plans);
        var exemptTexts = settings.texts("exempt");
        var exempt = RuleReader.patterns(exemptTexts == null ? List.of() : exemptTexts, problems);
        var headers = new HeadersReader(settings).read();
        var refusal = refusal();
        var mode = settings.choice("mode", Mode.ENFORCE, Mode.class);
        var maxSubjects =
                settings.wholeNumber("maxSubjects", DEFAULT_MAX_SUBJECTS, LEAST_MAX_SUBJECTS, MOST_MAX_SUBJECTS);
        var store = store();
        settings.finish();
        var rules = build(drafts, mode);
        if (store != null) {
            checkFitsElsewhere(drafts);
        }
        var described = HeadersReader.described(headers.describe(), rules, problems);
        problems.throwIfAny(Section.RATE_LIMIT.subject());
        return new RateLimitPolicy(
                settings.settings(),
                new RuleSet(rules),
                identity,
                identityReader.description(),
                Set.copyOf(plans),
                defaultPlan,
                planResolver,
                store,
                exempt,
                headers.dialects(),
                described,
                headers.describe() == null ? "" : (String) headers.describe().value(),
                refusal,
                mode,
                maxSubjects);
    }

    /** Returns whether rules were written, whatever they are. */
    private boolean hasRules() {
        if (settings.isText()) {
            return false;
        }
        settings.get("rules");
        return settings.settings().get("rules") != null;
    }

    private static boolean keysCount(List<RuleReader.Draft> drafts) {
        return drafts.stream()
                .anyMatch(draft ->
                        draft.by().isEmpty() || draft.by().stream().anyMatch(part -> part.kind() == By.Kind.API_KEY));
    }

    /** Reads the settings that say one rule for every request. */
    private RuleReader.Draft onlyRule() {
        var algorithm = settings.choice("algorithm", Algorithm.SLIDING_WINDOW, Algorithm.class);
        var before = problems.count();
        var texts = settings.texts("limits");
        var limits = List.<Limit>of();
        if (texts != null && !texts.isEmpty()) {
            limits = new LimitReader(algorithm, problems).read(texts);
        } else if (problems.count() == before) {
            problems.add(
                    settings.placeOf("limits"),
                    "limit.missing",
                    texts == null ? "limits is not set, and has no default" : "limits is empty",
                    "set limits, such as 1000/hour");
        }
        var unread = problems.count();
        var by = RuleReader.by(settings);
        return new RuleReader.Draft(
                "",
                settings.place(),
                List.of(),
                problems.count() > unread ? List.of() : by,
                Map.of(Rule.EVERYBODY, limits),
                1,
                0,
                Count.ALL,
                null,
                Mode.ENFORCE);
    }

    private List<RuleReader.Draft> rules() {
        for (var name : ONLY_RULE) {
            var beside = settings.get(name);
            if (beside != null) {
                problems.add(
                        beside.place(),
                        "rules.beside",
                        name + " stands beside rules",
                        "write it in each rule it is for");
            }
        }
        var drafts = new ArrayList<RuleReader.Draft>();
        var names = new HashSet<String>();
        var readers = settings.objects("rules");
        for (var reader : readers == null ? List.<SettingsReader>of() : readers) {
            var draft = new RuleReader(reader).read();
            if (!draft.name().isEmpty() && !names.add(draft.name())) {
                problems.add(
                        reader.placeOf("name"),
                        "rule.twice",
                        "another rule is called " + Setting.quote(draft.name()),
                        "give it another name");
            }
            drafts.add(draft);
        }
        if (readers != null && drafts.isEmpty()) {
            problems.add(
                    settings.placeOf("rules"), "rules.empty", "rules has no rule", "write one, or set mode to off");
        }
        return drafts;
    }

    /** Returns all plans; a rule that limits some of them must name all, so that nobody is let through by a typo. */
    private Set<String> plans(List<RuleReader.Draft> drafts) {
        var plans = new TreeSet<String>();
        drafts.forEach(draft -> plans.addAll(draft.limits().keySet()));
        plans.remove(Rule.EVERYBODY);
        for (var draft : drafts) {
            if (draft.limits().containsKey(Rule.EVERYBODY)) {
                continue;
            }
            for (var plan : plans) {
                if (!draft.limits().containsKey(plan)) {
                    problems.add(
                            draft.place(),
                            "plan.missing",
                            (draft.name().isEmpty() ? "the rule" : "rule " + Setting.quote(draft.name()))
                                    + " says nothing of the plan " + Setting.quote(plan)
                                    + ", which another rule names",
                            "add \"" + plan + "\": [] for no limit, or its limits");
                }
            }
        }
        return plans;
    }

    private String defaultPlan(Set<String> plans) {
        var setting = settings.isText() ? null : settings.text("defaultPlan");
        if (setting == null) {
            if (!plans.isEmpty()) {
                problems.add(
                        settings.place(),
                        "plan.no-default",
                        "there are plans, but no default one for callers of whom none is known",
                        "add \"defaultPlan\": \"" + plans.iterator().next() + "\"");
            }
            return "";
        }
        var plan = (String) setting.value();
        if (!plans.contains(plan)) {
            var nearest = Names.nearest(plan, plans);
            problems.add(
                    setting.place(),
                    "plan.unknown",
                    "no rule has limits for the plan " + setting.quoted(),
                    nearest == null ? "remove it, or write one of " + plans : "write " + nearest);
        }
        return plan;
    }

    private List<Rule> build(List<RuleReader.Draft> drafts, Mode mode) {
        var rules = new ArrayList<Rule>();
        for (var draft : drafts) {
            var allowances = new LinkedHashMap<String, Allowance>();
            for (var plan : draft.limits().entrySet()) {
                if (!plan.getValue().isEmpty()) {
                    allowances.put(
                            plan.getKey(),
                            new Allowance(idOf(draft, plan.getKey()), draft.name(), plan.getValue(), draft.penalty()));
                }
            }
            // The stricter of both: off, then shadow.
            var effective = draft.mode().compareTo(mode) > 0 ? draft.mode() : mode;
            rules.add(new Rule(
                    draft.name(),
                    draft.match(),
                    draft.by(),
                    allowances,
                    draft.cost(),
                    draft.maxRecords(),
                    draft.count(),
                    draft.penalty(),
                    effective));
        }
        return rules;
    }

    /**
     * Returns what tells the callers of a rule and a plan from all others. It is the same whenever and wherever such a
     * rule is read, so that a policy that is read again finds their buckets.
     */
    private static long idOf(RuleReader.Draft draft, String plan) {
        return Sha256.of(String.join("\0", draft.name(), plan, draft.by().toString()))
                .getLong();
    }

    /** Returns where buckets are that several nodes share; null if there are none. */
    private @Nullable StoreSettings store() {
        var inFull = settings.object("store");
        return inFull == null ? null : new StoreReader(inFull, server).read();
    }

    private void checkFitsElsewhere(List<RuleReader.Draft> drafts) {
        for (var draft : drafts) {
            for (var limits : draft.limits().values()) {
                for (var limit : limits) {
                    if (limit.quota().times(Allowance.WIDE_FACTOR).meter(0) instanceof TokenBucket bucket
                            && !bucket.fitsElsewhere()) {
                        problems.add(
                                draft.place(),
                                "store.too-fine",
                                "the limit " + limit + " cannot be counted exactly in Redis",
                                "write rounder numbers, such as a burst and a rate with fewer digits");
                    }
                }
            }
        }
    }

    private RefusalTemplate refusal() {
        var setting = settings.get("refusal");
        if (setting == null || !(setting.value() instanceof Settings)) {
            return RefusalTemplate.of(settings.choice("refusal", RefusalBody.ENVELOPE, RefusalBody.class));
        }
        var inFull = settings.object("refusal");
        if (inFull == null) {
            return RefusalTemplate.ENVELOPE;
        }
        var status = (int) inFull.wholeNumber("status", RefusalTemplate.TOO_MANY_REQUESTS, 400, 599);
        var contentType = inFull.text("contentType");
        var type = contentType == null ? RefusalTemplate.JSON : (String) contentType.value();
        if (contentType != null && !type.matches("application/([a-z0-9.-]+\\+)?json(; ?charset=(utf|UTF)-8)?")) {
            problems.add(
                    contentType.place(),
                    "refusal.content-type",
                    "contentType is " + contentType.quoted() + ", but the body is JSON",
                    "write application/json, or a type that ends in +json");
        }
        var body = inFull.json("body");
        if (body != null && !(body.value() instanceof Settings) && !(body.value() instanceof List<?>)) {
            problems.add(
                    body.place(),
                    "refusal.body",
                    "body is " + body.quoted() + ", which is neither an object nor a list",
                    "write \"body\": { … }");
        }
        inFull.finish();
        var template = body == null
                ? RefusalTemplate.ENVELOPE.body()
                : BodyTemplate.compile(body, RefusalTemplate.Placeholder.class, problems);
        return new RefusalTemplate(status, type, template);
    }
}
