package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.client.Digest;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

final class WorkspaceTest {

    private final Workspace.Pool pool = new Workspace.Pool();
    private final Workspace.Kind kind = kind(7);
    private final DecisionJournal journal = new DecisionJournal();

    private static Workspace.Kind kind(int generation) {
        return new Workspace.Kind(Digest.Secret.random(), generation, true);
    }

    @Test
    void isUsedAgainOnceItIsGivenBack() {
        var first = pool.take(kind);
        assertThat(first.charge.generation()).isEqualTo(7);
        assertThat(first.trial.asksForMore()).isTrue();
        first.apiKey = "secret";
        first.addressSought = true;
        pool.giveBack(first);
        var second = pool.take(kind);
        assertThat(second).isSameAs(first);
        assertThat(second.apiKey).as("of the request before").isNull();
        assertThat(second.knownKey).isNull();
        assertThat(second.addressSought).isFalse();
    }

    @Test
    void makesWayForOneOfAnotherPolicyWhichRecordsInTheSamePlace() {
        var before = pool.take(kind);
        var recorder = before.recorder(journal);
        assertThat(recorder).isNotNull().isSameAs(before.recorder(journal));
        var next = kind(8);
        var meanwhile = pool.take(next);
        assertThat(meanwhile.charge.generation()).isEqualTo(8);
        assertThat(meanwhile.recorder(journal)).as("made for once").isNull();
        pool.giveBack(meanwhile);
        pool.giveBack(before);
        var after = pool.take(next);
        assertThat(after.charge.generation()).isEqualTo(8);
        assertThat(after.recorder(journal)).isSameAs(recorder);
        assertThat(pool.take(next)).as("while that is at work").isNotSameAs(after);
        pool.giveBack(after);
        assertThat(pool.take(next)).isSameAs(after);
    }

    @Test
    void remembersWhatBecomesOfItsRequest() {
        var work = pool.take(kind);
        assertThat(work.outcome).isEqualTo(Decision.Outcome.UNLIMITED);
        work.became(Decision.Outcome.ADMITTED);
        assertThat(work.outcome).isEqualTo(Decision.Outcome.ADMITTED);
        work.isTried = true;
        pool.giveBack(work);
        assertThat(pool.take(kind).isTried).isFalse();
    }

    @Test
    void isNeverUsedByTwoAtOnce() {
        var first = pool.take(kind);
        var second = pool.take(kind);
        assertThat(second).isNotSameAs(first);
        assertThat(pool.take(kind)).isNotSameAs(first).isNotSameAs(second);
        pool.giveBack(second);
        assertThat(pool.take(kind)).as("made for once").isNotSameAs(second).isNotSameAs(first);
        pool.giveBack(first);
        assertThat(pool.take(kind)).isSameAs(first);
    }

    /** There are 64 places; threads have numbers one after the other, however great. */
    @Test
    void hasAPlaceForEachOfAFewThreads() throws InterruptedException {
        var taken = ConcurrentHashMap.<Workspace>newKeySet();
        for (var i = 0; i < 200; i++) {
            Threads.run(1, thread -> {
                var workspace = pool.take(kind);
                taken.add(workspace);
                pool.giveBack(workspace);
            });
        }
        assertThat(taken).hasSizeBetween(32, 64);
    }
}
