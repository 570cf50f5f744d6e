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

    /** Whether {@link #address} has been looked for in this request, and found. */
    boolean addressSought;

    boolean addressFound;

    private final AtomicBoolean taken = new AtomicBoolean();

    private Workspace(Digest.Secret secret, int generation, boolean asksForMore) {
        digest = new Digest(secret);
        charge = new Charge(generation, asksForMore);
        trial = new Charge(generation, asksForMore);
    }

    /**
     * The workspaces of one filter. Not thread-locals: those would keep an undeployed application's classes in the
     * container's threads.
     */
    static final class Pool {

        private static final int PLACES = 64;

        private final AtomicReferenceArray<Workspace> places = new AtomicReferenceArray<>(PLACES);
        private final Digest.Secret secret;
        private final int generation;
        private final boolean asksForMore;

        /**
         * Makes a pool.
         *
         * @param secret what subjects are digested with
         * @param generation which of a filter's policies they are for
         * @param asksForMore whether clients are told when more quota is there
         */
        Pool(Digest.Secret secret, int generation, boolean asksForMore) {
            this.secret = secret;
            this.generation = generation;
            this.asksForMore = asksForMore;
        }

        Workspace take() {
            var place = (int) Thread.currentThread().getId() & (PLACES - 1);
            var workspace = places.get(place);
            if (workspace == null) {
                workspace = new Workspace(secret, generation, asksForMore);
                places.set(place, workspace);
            }
            // Where two threads have one place, the later one makes do with another while the first is at it.
            return workspace.taken.compareAndSet(false, true)
                    ? workspace
                    : new Workspace(secret, generation, asksForMore);
        }

        /** Keeps a workspace for another request, which finds nothing of this one's. */
        void giveBack(Workspace workspace) {
            workspace.addressSought = false;
            workspace.apiKey = null;
            workspace.knownKey = null;
            workspace.taken.setRelease(false);
        }
    }
}
