package dev.gatehouse.ratelimit;

import dev.gatehouse.store.ScriptServer;
import java.time.Duration;
import java.util.List;

/** Makes stores as a policy does, on servers that a test has. */
final class Stores {

    private Stores() {}

    /** Has a server know the scripts for whatever meters. */
    static void warmUp(ScriptServer server) {
        var shared = new SharedStore(server, new SubjectKeys("test", ""), Timeline.system());
        for (var number = 1; number < 1 << Scripts.Kind.values().length; number++) {
            var kinds = 0;
            for (var kind : Scripts.Kind.values()) {
                kinds |= (number >> (kind.number() - 1) & 1) * kind.set();
            }
            shared.warmUp(kinds);
        }
    }

    /** Returns one that asks the server each time, and in which nothing was counted yet. */
    static BucketStore alwaysAsking(ScriptServer server, Timeline timeline) {
        return alwaysAsking(server, timeline, "test" + System.nanoTime());
    }

    static BucketStore alwaysAsking(ScriptServer server, Timeline timeline, String prefix) {
        var keys = new SubjectKeys(prefix, "");
        var shared = new SharedStore(server, keys, timeline);
        return new BucketStore() {

            @Override
            public boolean decide(Charge charge) {
                charge.tell(shared.decide(charge, 1, System.nanoTime() + 10 * Timeline.SECOND), timeline.now());
                return true;
            }

            @Override
            public void giveBack(Refund refund) {
                shared.giveBack(refund);
            }

            @Override
            public void settle(Refund refund, int status, int sent) {
                shared.settle(refund, status, sent);
            }

            @Override
            public void reset(Subject subject, Tier tier) {
                shared.reset(subject, tier, System.nanoTime() + 10 * Timeline.SECOND);
            }

            @Override
            public void goOn(int next, long maxSubjects) {}

            @Override
            public void close() {}
        };
    }

    /** Returns a node's, in which nothing was counted yet, and whose requests may wait for long. */
    static FallbackStore shared(ScriptServer server, Timeline timeline) {
        return started(notStarted(server, timeline, StoreMode.EXACT, "test" + System.nanoTime()));
    }

    /** Returns a node's that says only when it is told to that it is there, and whose requests may wait for long. */
    static FallbackStore notStarted(ScriptServer server, Timeline timeline, StoreMode mode, String prefix) {
        return notStarted(server, timeline, mode, Duration.ofSeconds(10), OnFailure.LOCAL, prefix);
    }

    static FallbackStore notStarted(
            ScriptServer server,
            Timeline timeline,
            StoreMode mode,
            Duration deadline,
            OnFailure onFailure,
            String prefix) {
        var settings = new StoreSettings(List.of(), server, mode, deadline, onFailure, prefix, "");
        return new FallbackStore(settings, server, new SubjectKeys(prefix, ""), 100_000, timeline);
    }

    /** Returns a node's once it has heard from the server. */
    static FallbackStore started(FallbackStore store) {
        store.start(5 * Timeline.SECOND);
        return store;
    }
}
