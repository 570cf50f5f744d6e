package dev.gatehouse.ratelimit;

import dev.gatehouse.store.ScriptServer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Buckets on a server that several nodes share, and what becomes of charges while it does not answer. A charge that is
 * known to be refused is refused here; all others are the server's to decide, as long as it does so in time. After
 * {@value Breaker#FAILURES} failures in a row nobody asks it any more until it answers again, which is tried once a
 * second.
 *
 * <p>Thread-safe.
 */
final class FallbackStore implements BucketStore {

    private static final Logger LOG = System.getLogger(RateLimitFilter.class.getName());

    /** How long the start of an application waits for the server's first answer. */
    static final long PATIENCE = 2 * Timeline.SECOND;

    /** How often it is logged, at most, that the server does not answer. */
    private static final long LOG_INTERVAL = 60 * Timeline.SECOND;

    private final SharedStore shared;
    /** Knows of each subject what the server said last, where it decides when that does not answer. */
    private final CaffeineStore local;

    private final KnownRefusals refusals;
    /** What is spent without asking; null if nothing is. */
    private final @Nullable Leases leases;

    private final StoreSettings settings;
    private final ScriptServer server;
    private final Timeline timeline;
    private final Breaker breaker = new Breaker();
    private final Nodes nodes;
    private final AtomicLong nextLog = new AtomicLong(System.nanoTime());
    /** Whether it was logged that it does not answer. */
    private final AtomicBoolean isTold = new AtomicBoolean();

    private volatile int generation;

    /**
     * Makes a store.
     *
     * @param server ended with the store, unless the settings have it
     */
    FallbackStore(StoreSettings settings, ScriptServer server, SubjectKeys keys, long maxSubjects, Timeline timeline) {
        var deadlineNanos = settings.deadline().toNanos();
        this.settings = settings;
        this.server = server;
        this.timeline = timeline;
        this.shared = new SharedStore(server, keys, timeline);
        this.local = new CaffeineStore(maxSubjects, timeline);
        this.refusals = new KnownRefusals(maxSubjects);
        this.leases = settings.mode() == StoreMode.LEASE ? new Leases(shared, maxSubjects, timeline) : null;
        this.nodes = new Nodes(server, keys, deadlineNanos, this::heard);
    }

    /** Begins; waits for the server's first answer, for so long at most. */
    void start(long patienceNanos) {
        nodes.start(patienceNanos);
    }

    /** Has the server know the scripts for what is allowed, so that the first requests need not wait for that. */
    void warmUp(List<Allowance> allowances) {
        var now = timeline.now();
        var all = 0;
        for (var allowance : allowances) {
            var kinds = allowance.narrow().layout(now).kinds();
            shared.warmUp(kinds);
            all |= kinds;
        }
        shared.warmUp(all);
    }

    /** Says that this node is there, and learns how many are. */
    void beat() {
        nodes.beat();
    }

    @Override
    public boolean decide(Charge charge) {
        if (charge.generation() != generation) {
            return false;
        }
        charge.forgetStore();
        var now = timeline.now();
        var known = refusals.find(charge, now);
        if (known != null) {
            charge.tell(known, now);
            return true;
        }
        if (leases != null && leases.spend(charge, now)) {
            return true;
        }
        if (isAsking()) {
            try {
                decideThere(charge, now);
                return true;
            } catch (StoreUnavailableException e) {
                // A thread that is interrupted says nothing of the store.
                if (!Thread.currentThread().isInterrupted()) {
                    failed(e);
                }
            }
        }
        return decideHere(charge);
    }

    private void decideThere(Charge charge, long now) {
        if (leases != null) {
            leases.wish(charge, now);
        }
        var told = ask(charge);
        answered();
        charge.tell(leases != null && told.isAdmitted() ? leases.keep(charge, told, now) : told, now);
        if (!told.isAdmitted()) {
            // What other nodes have taken and not spent is given back; so is, in a Cluster, what a charge has taken of
            // which another part is refused.
            var mayHaveRoomBefore = leases != null || server.isPartitioned() || charge.mayHaveRoomBefore();
            refusals.keep(charge, told, now, mayHaveRoomBefore);
        }
        if (settings.onFailure() == OnFailure.LOCAL) {
            local.learn(charge, told, now);
        }
    }

    private Told ask(Charge charge) {
        var until = charge.answerUntil(settings.deadline().toNanos());
        var shares = 2L * nodes.count();
        try {
            var told = shared.decide(charge, shares, until);
            return leases != null && !told.isAdmitted() && leases.giveBack(charge)
                    // What it lacked was in this node's own hands.
                    ? shared.decide(charge, shares, until)
                    : told;
        } finally {
            if (leases != null) {
                leases.wishAnswered(charge);
            }
        }
    }

    /** Returns whether charges are the server's to decide at the moment. */
    boolean isAsking() {
        return !breaker.isOpen();
    }

    /** Returns how many nodes there are, as far as this one knows. */
    int nodes() {
        return nodes.count();
    }

    private boolean decideHere(Charge charge) {
        if (settings.onFailure() != OnFailure.LOCAL) {
            throw new StoreUnavailableException("no answer from the store");
        }
        charge.share(nodes.count());
        return local.decide(charge);
    }

    private void heard(boolean isAnswer) {
        if (isAnswer) {
            answered();
        }
        if (leases != null) {
            leases.tidyUp();
        }
    }

    private void answered() {
        if (breaker.answered() && isTold.getAndSet(false)) {
            LOG.log(Level.INFO, "The store answers again");
        }
    }

    private void failed(StoreUnavailableException failure) {
        if (!breaker.failed()) {
            return;
        }
        var now = System.nanoTime();
        var next = nextLog.get();
        // Else a store that comes and goes would fill the log.
        if (now - next >= 0 && nextLog.compareAndSet(next, now + LOG_INTERVAL)) {
            isTold.set(true);
            LOG.log(
                    Level.WARNING,
                    "The store does not answer ({0}): {1}",
                    failure.getMessage(),
                    switch (settings.onFailure()) {
                        case LOCAL -> "of each limit this node lets pass its share, one of " + nodes.count();
                        case OPEN -> "nothing is limited";
                        case CLOSED -> "no request passes";
                    });
        }
    }

    @Override
    public void giveBack(Refund refund) {
        shared.giveBack(refund.charged(false));
        local.giveBack(refund.charged(true));
    }

    @Override
    public void settle(Refund refund, int status, int sent) {
        shared.settle(refund.charged(false), status, sent);
        local.settle(refund.charged(true), status, sent);
    }

    @Override
    public void reset(Subject subject, Tier tier) {
        if (leases != null) {
            leases.forget(subject);
        }
        shared.reset(subject, tier, System.nanoTime() + settings.deadline().toNanos());
        local.reset(subject, tier);
        // They are kept by all subjects of a charge together; whoever is still refused is asked about once more.
        refusals.clear();
    }

    @Override
    public void goOn(int next, long maxSubjects) {
        refusals.maxSubjects(maxSubjects);
        if (leases != null) {
            leases.maxSubjects(maxSubjects);
        }
        local.goOn(next, maxSubjects);
        generation = next;
    }

    @Override
    public void close() {
        nodes.close();
        if (leases != null) {
            leases.close();
        }
        if (settings.server() == null) {
            server.close();
        }
        local.close();
        refusals.clear();
    }
}
