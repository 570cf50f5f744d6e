package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Settings;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Collects the settings of one rule, each under the name that it has in a policy file. A later call of a method
 * replaces an earlier one. Not thread-safe.
 */
public final class RuleBuilder {

    private final Settings settings;
    private final Settings byPlan;

    RuleBuilder(String name) {
        settings = Settings.ofBuilder("RateLimitPolicy.builder().rule(\"" + name + "\")");
        byPlan = Settings.ofBuilder(settings.place() + ".limitsOf");
        settings.set("name", name);
    }

    Settings settings() {
        return settings;
    }

    /**
     * Sets the requests that the rule is for; every request by default.
     *
     * @param patterns {@code POST /courses/{id}/export}, {@code GET /search/*}, {@code * /admin/*}
     */
    public RuleBuilder match(String... patterns) {
        settings.setAll("match", patterns);
        return this;
    }

    /** Sets who is counted; {@code address} by default. As {@link RateLimitPolicy.Builder#by(String...)}. */
    public RuleBuilder by(String... by) {
        settings.setAll("by", by);
        return this;
    }

    /** Sets that the application says who is counted. */
    public RuleBuilder by(KeyResolver by) {
        settings.set("by", by);
        return this;
    }

    /** Sets the limits for everybody. As {@link RateLimitPolicy.Builder#limits}. */
    public RuleBuilder limits(String... limits) {
        settings.setAll("limits", limits);
        return this;
    }

    /** Adds a limit in full to those of {@link #limits}; a later call of that replaces them all. */
    public RuleBuilder limit(Consumer<LimitBuilder> limit) {
        settings.add("limits", inFull(settings.place() + ".limit(…)", limit));
        return this;
    }

    /** Adds a limit in full to those of {@link #limitsOf}; a later call of that replaces all of the plan. */
    public RuleBuilder limitOf(String plan, Consumer<LimitBuilder> limit) {
        byPlan.add(plan, inFull(settings.place() + ".limitOf(\"" + plan + "\")", limit));
        settings.set("limits", byPlan);
        return this;
    }

    private static Settings inFull(String place, Consumer<LimitBuilder> limit) {
        var builder = new LimitBuilder(place);
        limit.accept(builder);
        return builder.settings();
    }

    /** Sets the limits of one plan; without any, the plan is not limited by this rule. */
    public RuleBuilder limitsOf(String plan, String... limits) {
        byPlan.setAll(plan, limits);
        settings.set("limits", byPlan);
        return this;
    }

    /** Sets what one request counts for; 1 by default, and at most what each limit allows. */
    public RuleBuilder cost(long cost) {
        settings.set("cost", cost);
        return this;
    }

    /**
     * Sets the most elements that the JSON array of a request may have, at its top or in its only member that is one; a
     * request with more is answered with 413 and charged nothing. By default it does not matter. The rule must have
     * {@link #match}. To be counted a body is read before the application sees it, up to 4 MiB; a larger one is too
     * large.
     */
    public RuleBuilder maxRecords(long number) {
        settings.set("maxRecords", number);
        return this;
    }

    /**
     * Sets which answers make a request count: {@code all} by default, {@code failures} (400 and above) or
     * {@code successes}. A request is charged when it comes in, and given back if its answer does not count. An
     * exception that the application lets out is a 500; where a status has gone out before, that counts as well.
     */
    public RuleBuilder count(String answers) {
        settings.set("count", answers);
        return this;
    }

    /** Sets that only answers of these statuses make a request count. */
    public RuleBuilder count(Integer... statuses) {
        settings.setAll("count", statuses);
        return this;
    }

    /**
     * Sets that a subject which was refused so often within some time is refused outright for another. Without one,
     * whoever is refused is admitted as soon as there is room.
     *
     * @param after how many refusals, from 1 to a billion
     * @param within in how long, in whole seconds from 1 s to 366 days
     * @param length for how long, in whole seconds from 1 s to 366 days
     */
    public RuleBuilder penalty(long after, Duration within, Duration length) {
        var penalty = Settings.ofBuilder(settings.place() + ".penalty(…)");
        penalty.set("after", after);
        penalty.set("within", within);
        penalty.set("for", length);
        settings.set("penalty", penalty);
        return this;
    }

    /** Sets what becomes of this rule's decisions; {@link Mode#ENFORCE} by default. */
    public RuleBuilder mode(Mode mode) {
        settings.set("mode", mode);
        return this;
    }
}
