package dev.gatehouse.ratelimit;

import dev.gatehouse.client.PathPattern;
import dev.gatehouse.client.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/**
 * A policy at work: what it needs at run time, put together once. One request's way through it is {@link #admits}.
 *
 * <p>Thread-safe.
 */
final class Limiter {

    private final RateLimitPolicy policy;
    private final LongAdder refused;
    private final Rule rule;
    private final PathPattern[] exempt;
    private final Identity identity;
    private final CaffeineStore store;
    private final HeaderFields headers;
    private final Refusal refusal;
    private final Workspace.Pool workspaces;

    /** Makes one of a policy; {@code refused} counts what it refuses, before anybody can have read the answer. */
    Limiter(RateLimitPolicy policy, Timeline timeline, LongAdder refused) {
        this.policy = policy;
        this.refused = refused;
        this.rule = policy.rule();
        this.exempt = policy.exempt();
        this.identity = new Identity(policy.clientAddress(), policy.apiKeyHeader());
        this.store = new CaffeineStore(policy.maxSubjects(), timeline);
        this.headers = new HeaderFields(rule.limits(), policy.dialects(), timeline);
        this.refusal = new Refusal(rule.limits(), policy.refusal());
        this.workspaces =
                new Workspace.Pool(rule.limits().size(), policy.dialects().contains(Dialect.RATELIMIT));
    }

    Mode mode() {
        return policy.mode();
    }

    /**
     * Decides on a request. Where the policy is enforced the response's headers are set, and if the request is refused
     * the whole answer is written.
     */
    boolean admits(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var work = workspaces.take();
        try {
            work.path.read(request);
            if (isExempt(request.getMethod(), work.path)) {
                return true;
            }
            work.charge.start(1);
            identity.addSubjects(rule, request, work);
            store.decide(work.charge, work.decision);
            var admitted = work.decision.isAdmitted();
            if (!admitted) {
                refused.increment();
            }
            if (policy.mode() == Mode.ENFORCE) {
                var line = work.decision.tightest();
                headers.set(work.decision, line, work.text, response);
                if (!admitted) {
                    refusal.write(request.getMethod(), work.decision, line, headers, work.body, response);
                }
            }
            return admitted;
        } finally {
            workspaces.giveBack(work);
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

    void close() {
        store.clear();
    }
}
