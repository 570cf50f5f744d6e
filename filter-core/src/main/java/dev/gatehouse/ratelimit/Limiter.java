package dev.gatehouse.ratelimit;

import dev.gatehouse.client.PathPattern;
import dev.gatehouse.client.RequestPath;
import dev.gatehouse.error.ErrorAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy at work: what it needs at run time, put together once. One request's way through it is {@link #admit}.
 *
 * <p>Thread-safe.
 */
final class Limiter {

    private static final Logger LOG = System.getLogger(RateLimitFilter.class.getName());

    private static final ErrorAnswer UNKNOWN_KEY =
            new ErrorAnswer(401, "unknown_api_key", "This API key is not known here.");

    /** What the container answers when the application throws. */
    private static final int FAILED = 500;

    private static final ErrorAnswer TOO_MANY_RECORDS =
            new ErrorAnswer(413, "too_many_records", "This request has more records than one request may have.");

    private static final ErrorAnswer TOO_MANY_BODIES = new ErrorAnswer(
            503, "too_many_bodies", "Too many large requests are being read at once. Try again in a second.");

    private static final ErrorAnswer UNAVAILABLE = new ErrorAnswer(
            503, "rate_limit_unavailable", "Requests cannot be counted at the moment. Try again in a second.");

    /** How often what shadow mode lets pass is logged, at most. */
    private static final long LOG_INTERVAL = 60 * Timeline.SECOND;

    private final RateLimitPolicy policy;
    private final Kept kept;
    private final Tally tally;
    private final DecisionJournal journal;
    private final Workspace.Pool workspaces;
    private final Workspace.Kind kind;
    private final Blocks blocks;
    private final RuleSet rules;
    private final PathPattern[] exempt;
    private final Identity identity;
    private final boolean readsPath;
    private final boolean readsKeys;
    private final OpenStore opened;
    private final BucketStore store;
    private final int generation;
    private final HeaderFields headers;
    private final Refusal refusal;

    /** Makes one of a filter's first policy. */
    Limiter(RateLimitPolicy policy, Kept kept) {
        this(policy, kept, OpenStore.of(policy, kept.timeline()), 0);
    }

    private Limiter(RateLimitPolicy policy, Kept kept, OpenStore opened, int generation) {
        this.policy = policy;
        this.kept = kept;
        this.tally = kept.tally();
        this.journal = kept.journal();
        this.workspaces = kept.workspaces();
        this.blocks = kept.blocks();
        this.opened = opened;
        this.store = opened.buckets();
        this.rules = policy.rules();
        this.exempt = policy.exempt();
        this.identity = policy.identity();
        this.readsPath = exempt.length > 0 || rules.readsPath();
        this.readsKeys = policy.countsKeys() || !identity.takesAnyKey();
        this.headers = new HeaderFields(policy.dialects(), policy.described(), kept.timeline());
        this.refusal = new Refusal(policy.refusal(), headers);
        this.generation = generation;
        this.kind = new Workspace.Kind(
                opened.secret(), generation, policy.dialects().contains(Dialect.RATELIMIT));
    }

    /**
     * Returns one of a policy that follows this one's: what subjects have used of limits that both have stays used.
     * This one decides no more: requests that it has in hand are handed on ({@link SupersededException}). What those
     * hold that it has admitted is given back in the same store, unless the policy that follows has another one.
     */
    Limiter followedBy(RateLimitPolicy next) {
        var goesOn = opened.isFor(next);
        var itsStore = goesOn ? opened : OpenStore.of(next, kept.timeline());
        var follower = new Limiter(next, kept, itsStore, generation + 1);
        itsStore.buckets().goOn(follower.generation, next.maxSubjects());
        if (!goesOn) {
            store.goOn(follower.generation, next.maxSubjects());
            store.close();
        }
        return follower;
    }

    RateLimitPolicy policy() {
        return policy;
    }

    Mode mode() {
        return policy.mode();
    }

    /**
     * Decides on a request. Where the policy is enforced the response's headers are set, and if the request is refused
     * the whole answer is written.
     *
     * @param refund takes what may have to be given back; null if nothing ever has
     * @return the request for the application; null if the answer has been written
     * @throws SupersededException if another policy has come into force meanwhile; nothing is done then
     */
    @Nullable
    HttpServletRequest admit(HttpServletRequest request, HttpServletResponse response, @Nullable Refund refund)
            throws IOException {
        var work = workspaces.take(kind);
        try {
            return switch (ask(request, work)) {
                // Whoever exempts it does not want it counted, and so not told either.
                case EXEMPT -> request;
                case UNKNOWN_KEY -> {
                    tell(Decision.Outcome.UNKNOWN_KEY, request, work);
                    response.setHeader("WWW-Authenticate", identity.challenge());
                    UNKNOWN_KEY.write(request.getMethod(), response);
                    yield null;
                }
                case CHARGEABLE -> {
                    var admitted = decide(request, response, work, refund);
                    if (admitted != null) {
                        tell(work.outcome, request, work);
                    }
                    yield admitted;
                }
            };
        } finally {
            workspaces.giveBack(work);
        }
    }

    /** What is known of a request once all have been asked who sent it. */
    private enum Asked {
        EXEMPT,
        UNKNOWN_KEY,
        CHARGEABLE
    }

    /** Asks, so that nothing is charged yet when code that is not the filter's throws. */
    private Asked ask(HttpServletRequest request, Workspace work) {
        try {
            if (readsPath) {
                work.path.read(request);
            }
            if (isExempt(request.getMethod(), work.path)) {
                return Asked.EXEMPT;
            }
            work.matches.start();
            rules.find(request.getMethod(), work.path, work.matches);
            if (readsKeys && !identity.readKey(request, work)) {
                return Asked.UNKNOWN_KEY;
            }
            work.plan = policy.planOf(request, work.knownKey);
            fill(work.charge, Mode.ENFORCE, request, work);
            if (rules.hasShadow()) {
                fill(work.trial, Mode.SHADOW, request, work);
            }
            return Asked.CHARGEABLE;
        } catch (RuntimeException | Error e) {
            tally.countUndecided();
            throw e;
        }
    }

    private void fill(Charge charge, Mode mode, HttpServletRequest request, Workspace work) {
        charge.start();
        for (var i = 0; i < work.matches.size(); i++) {
            var rule = rules.get(work.matches.rule(i));
            var allowance = rule.mode() == mode ? rule.allowance(work.plan) : null;
            if (allowance != null) {
                identity.addSubjects(charge, rule, allowance, request, work);
            }
        }
        if (rules.countsRecords()) {
            charge.doubt();
        }
    }

    private @Nullable HttpServletRequest decide(
            HttpServletRequest request, HttpServletResponse response, Workspace work, @Nullable Refund refund)
            throws IOException {
        var maxRecords = rules.maxRecords(work.matches);
        if (maxRecords != 0) {
            return admitCounted(maxRecords, request, response, work, refund);
        }
        return admits(request, response, work, refund) ? request : null;
    }

    /** Takes the charge, of all rules that are enforced in one step, tells the client, and tries the other rules. */
    private boolean admits(
            HttpServletRequest request, HttpServletResponse response, Workspace work, @Nullable Refund refund)
            throws IOException {
        if (work.charge.size() > 0) {
            try {
                if (!(blocks.isEmpty() ? decide(work.charge, refund) : decideUnlessBlocked(work.charge, refund))) {
                    throw new SupersededException(request);
                }
            } catch (StoreUnavailableException e) {
                return admitsUncounted(request, response, work);
            }
            headers.set(work.charge, work.text, response);
            if (!work.charge.isAdmitted()) {
                tally.countRefused();
                tell(Decision.Outcome.REFUSED, request, work);
                refusal.write(request, response, work, headers.line(work.charge));
                return false;
            }
            work.became(Decision.Outcome.ADMITTED);
        } else {
            work.became(Decision.Outcome.UNLIMITED);
        }
        tryShadow(work, refund);
        return true;
    }

    /** Says what has become of a request, before anybody can have read the answer. */
    private void tell(Decision.Outcome outcome, HttpServletRequest request, Workspace work) {
        if (journal.isOpen()) {
            journal.keep(outcome, request, work);
        }
    }

    /** Does as the policy says of requests that no store decides on. */
    private boolean admitsUncounted(HttpServletRequest request, HttpServletResponse response, Workspace work)
            throws IOException {
        tally.countUncounted();
        var settings = opened.settings();
        if (settings != null && settings.onFailure() == OnFailure.OPEN) {
            work.became(Decision.Outcome.UNCOUNTED);
            return true;
        }
        tell(Decision.Outcome.UNAVAILABLE, request, work);
        response.setHeader("Retry-After", "1");
        UNAVAILABLE.write(request.getMethod(), response);
        return false;
    }

    /** Refuses what somebody has blocked, and decides on everything else. */
    private boolean decideUnlessBlocked(Charge charge, @Nullable Refund refund) {
        var now = kept.timeline().now();
        var blocked = false;
        for (var i = 0; i < charge.size(); i++) {
            blocked |= blocks.left(charge.part(i).subject(), now) > 0;
        }
        if (!blocked) {
            return decide(charge, refund);
        }
        // So that it is told what there is of the other limits.
        charge.costNothing();
        var decided = store.decide(charge);
        charge.refuse(now);
        for (var i = 0; i < charge.size(); i++) {
            var left = blocks.left(charge.part(i).subject(), now);
            if (left > 0) {
                charge.part(i).block(left);
            }
        }
        return decided;
    }

    /** Returns false if another policy has come into force. */
    private boolean decide(Charge charge, @Nullable Refund refund) {
        var decided = store.decide(charge);
        if (decided && refund != null && charge.isAdmitted()) {
            refund.keep(charge);
        }
        return decided;
    }

    /**
     * Decides on a request whose records are counted. It is charged before its body is read, so that nobody has more of
     * them read at once, or for nothing, than the limits allow; one that has too many records is given all of it back.
     */
    private @Nullable HttpServletRequest admitCounted(
            long maxRecords,
            HttpServletRequest request,
            HttpServletResponse response,
            Workspace work,
            @Nullable Refund refund)
            throws IOException {
        var taken = refund == null ? new Refund() : refund;
        work.charge.keepBuckets();
        work.trial.keepBuckets();
        if (!admits(request, response, work, taken)) {
            return null;
        }
        var body = CountedBody.read(request, maxRecords, kept.bodies());
        if (body.request() != null) {
            return body.request();
        }
        store.giveBack(taken);
        taken.clear();
        if (work.charge.size() > 0) {
            work.charge.costNothing();
            tellAnew(work, response);
        }
        if (body.isTooMany()) {
            tell(Decision.Outcome.TOO_MANY_RECORDS, request, work);
            TOO_MANY_RECORDS.write(request.getMethod(), response);
        } else {
            tell(Decision.Outcome.TOO_MANY_BODIES, request, work);
            response.setHeader("Retry-After", "1");
            TOO_MANY_BODIES.write(request.getMethod(), response);
        }
        return null;
    }

    private void tellAnew(Workspace work, HttpServletResponse response) {
        work.charge.waitAnew();
        try {
            if (store.decide(work.charge)) {
                headers.set(work.charge, work.text, response);
            }
        } catch (StoreUnavailableException e) {
            // What was told before stands.
        }
    }

    /** Returns what takes what has to be given back after a request is answered; null if nothing ever has. */
    @Nullable
    Refund newRefund() {
        return rules.settlesAfterAnswer() ? new Refund() : null;
    }

    /** Gives back what is to be, once the answer is known: now, or when an asynchronous one is complete. */
    void settle(Refund refund, HttpServletRequest request, HttpServletResponse response, boolean failed) {
        if (refund.isEmpty()) {
            return;
        }
        if (failed) {
            // What has gone out counts too: else a client that hangs up is given back what it got.
            store.settle(refund, FAILED, response.isCommitted() ? response.getStatus() : FAILED);
        } else {
            whenAnswered(request, () -> settle(refund, response.getStatus()));
        }
    }

    private void settle(Refund refund, int status) {
        store.settle(refund, status, status);
    }

    /** Does something now, or once an asynchronous answer is complete. */
    static void whenAnswered(HttpServletRequest request, Runnable action) {
        if (request.isAsyncStarted()) {
            try {
                request.getAsyncContext().addListener(new AsyncSettlement(action));
                return;
            } catch (IllegalStateException e) {
                // Another thread has completed the answer since it was asked.
            }
        }
        action.run();
    }

    /** Charges all rules that are on trial; whatever comes of it, the request passes. */
    private void tryShadow(Workspace work, @Nullable Refund refund) {
        if (!rules.hasShadow() || work.trial.size() == 0) {
            return;
        }
        if (work.charge.size() > 0) {
            work.trial.waitNoLongerThan(work.charge);
        }
        try {
            if (!decide(work.trial, refund)) {
                return;
            }
            work.isTried = true;
            work.became(Decision.Outcome.ADMITTED);
            if (!work.trial.isAdmitted()) {
                tally.countWouldRefuse();
                logShadow(work.trial.now());
            }
        } catch (StoreUnavailableException e) {
            // Whatever comes of a trial, the request passes.
        }
    }

    /** Denials are counted, not logged one by one: an attacker would choose how much is written. */
    private void logShadow(long now) {
        var next = kept.nextLog().get();
        if (now >= next && kept.nextLog().compareAndSet(next, now + LOG_INTERVAL)) {
            LOG.log(Level.INFO, "Shadow mode: {0} requests so far would have been refused", tally.wouldHaveRefused());
        }
    }

    private boolean isExempt(String method, RequestPath path) {
        for (var pattern : exempt) {
            if (pattern.matchesStrictly(method, path)) {
                return true;
            }
        }
        return false;
    }

    /** Returns where buckets are, and how that is. */
    StoreState storeState() {
        return store instanceof FallbackStore shared
                ? new StoreState(String.valueOf(opened.settings()), shared.isAsking(), shared.nodes())
                : new StoreState("this process", true, 1);
    }

    /** Forgets what a caller has used under a rule; returns false if there is no such rule. */
    boolean reset(String rule, Subject caller) {
        var tiers = tiersOf(rule);
        tiers.forEach(tier -> store.reset(subject(caller, tier), tier));
        return !tiers.isEmpty();
    }

    /** Blocks a caller under a rule until a time; returns false if there is no such rule. */
    boolean block(String rule, Subject caller, long until) {
        var tiers = tiersOf(rule);
        tiers.forEach(
                tier -> blocks.put(subject(caller, tier), until, kept.timeline().now()));
        return !tiers.isEmpty();
    }

    private List<Tier> tiersOf(String rule) {
        return rules.all().stream()
                .filter(each -> each.name().equals(rule))
                .flatMap(each -> each.allowances().values().stream())
                .map(Allowance::narrow)
                .toList();
    }

    private static Subject subject(Subject caller, Tier tier) {
        var subject = new Subject();
        subject.set(tier.id(), caller.high(), caller.low());
        return subject;
    }

    void close() {
        store.close();
    }
}
