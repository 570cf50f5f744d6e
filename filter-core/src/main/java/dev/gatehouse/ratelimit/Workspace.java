package dev.gatehouse.ratelimit;

import dev.gatehouse.client.Address;
import dev.gatehouse.client.Digest;
import dev.gatehouse.client.RequestPath;
import dev.gatehouse.error.BodyBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** What one request needs while it is decided, made once and used again. Used by one thread at a time. */
final class Workspace {

    final Address address = new Address();
    final Address hop = new Address();
    final RequestPath path = new RequestPath();
    final Digest digest;

    /** What the rules that are enforced charge, and what those that are on trial would. */
    final Charge charge;

    final Charge trial;
    final Matches matches = new Matches();
    final StringBuilder text = new StringBuilder();
    final BodyBuffer body = new BodyBuffer();

    final Subject keySubject = new Subject();

    /** The caller's plan. */
    String plan = "";

    /** What the request's API key came in, from {@link #apiKeyStart} on; null if it has none that counts. */
    @Nullable
    String apiKey;

    int apiKeyStart;

    /** What is known of that key; null if nothing is. */
    KnownKeys.@Nullable Key knownKey;

    /** What becomes of the request if it passes, and whether rules on trial have been asked. */
    Decision.Outcome outcome = Decision.Outcome.UNLIMITED;

    boolean isTried;

    private final Kind kind;

    /** Where its decisions are kept, if it is one that is used again; null as long as none are. */
    private @Nullable Recorder recorder;

    private final boolean isUsedAgain;

    /** Whether {@link #address} has been looked for in this request, and found. */
    boolean addressSought;

    boolean addressFound;

    private final AtomicBoolean taken = new AtomicBoolean();

    private Workspace(Kind kind, boolean isUsedAgain) {
        this.kind = kind;
        this.isUsedAgain = isUsedAgain;
        digest = new Digest(kind.secret);
        charge = new Charge(kind.generation, kind.asksForMore);
        trial = new Charge(kind.generation, kind.asksForMore);
    }

    /** What those of one policy have alike. */
    static final class Kind {

        private final Digest.Secret secret;
        private final int generation;
        private final boolean asksForMore;

        /**
         * Makes a kind.
         *
         * @param secret what subjects are digested with
         * @param generation which of a filter's policies they are for
         * @param asksForMore whether clients are told when more quota is there
         */
        Kind(Digest.Secret secret, int generation, boolean asksForMore) {
            this.secret = secret;
            this.generation = generation;
            this.asksForMore = asksForMore;
        }
    }

    /** Says what becomes of the request if it passes. */
    void became(Decision.Outcome what) {
        // To write references costs more than to compare them.
        if (outcome != what) {
            outcome = what;
        }
    }

    /** Returns where its decisions are kept; null if it is not used again. */
    @Nullable
    Recorder recorder(DecisionJournal journal) {
        if (recorder == null && isUsedAgain) {
            recorder = journal.newRecorder();
        }
        return recorder;
    }

    /**
     * The workspaces of one filter, whatever its policy. Not thread-locals: those would keep an undeployed
     * application's classes in the container's threads.
     */
    static final class Pool {

        private static final int PLACES = 64;

        private final AtomicReferenceArray<Workspace> places = new AtomicReferenceArray<>(PLACES);

        Workspace take(Kind kind) {
            var place = (int) Thread.currentThread().getId() & (PLACES - 1);
            var workspace = places.get(place);
            // Where two threads have one place, the later one makes do with another while the first is at it.
            return workspace != null && workspace.kind == kind
                    ? workspace.taken.compareAndSet(false, true) ? workspace : new Workspace(kind, false)
                    : takeFirst(kind, place, workspace);
        }

        /** Takes the first of its kind in a place; what is recorded in the one before it stays there. */
        private Workspace takeFirst(Kind kind, int place, @Nullable Workspace before) {
            var first = new Workspace(kind, true);
            first.taken.set(true);
            if (before == null) {
                return places.compareAndSet(place, null, first) ? first : new Workspace(kind, false);
            }
            if (!before.taken.compareAndSet(false, true)) {
                return new Workspace(kind, false);
            }
            // That one is never given back: nobody else can have its recorder.
            first.recorder = before.recorder;
            places.set(place, first);
            return first;
        }

        /** Keeps a workspace for another request, which finds nothing of this one's. */
        void giveBack(Workspace workspace) {
            workspace.addressSought = false;
            workspace.apiKey = null;
            workspace.knownKey = null;
            workspace.isTried = false;
            workspace.taken.setRelease(false);
        }
    }
}
