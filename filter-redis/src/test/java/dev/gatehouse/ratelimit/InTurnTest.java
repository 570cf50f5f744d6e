package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.redis.OnRedis;
import dev.gatehouse.store.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A request of several callers, who are charged one after the other as in a Cluster, while calls fail in between. */
final class InTurnTest extends OnRedis {

    private static final Allowance EVERYONE = allowance(2, 1);
    private static final Allowance EACH = allowance(4, 5);

    private boolean tells = true;

    private static Allowance allowance(long id, long requests) {
        var quota = new Quota.Sliding(requests, Duration.ofDays(1));
        return new Allowance(id, "", List.of(new Limit(quota.toString(), quota)), null);
    }

    /** A real Redis, taken for a Cluster, from which only decisions are heard if it does not tell. */
    private final class Halved extends ServerOver {

        Halved() {
            super(InTurnTest.this.server);
        }

        @Override
        public CompletableFuture<List<Long>> run(Script script, List<byte[]> keys, List<byte[]> arguments) {
            var onlyTells =
                    arguments.size() > 4 && script.takesSeveral() && arguments.get(1)[0] == '0';
            return onlyTells && !tells
                    ? CompletableFuture.failedFuture(new IOException("it is away"))
                    : server.run(script, keys, arguments);
        }

        @Override
        public boolean isPartitioned() {
            return true;
        }
    }

    private static Charge decided(FallbackStore store, long caller) {
        var charge = new Charge(0, true);
        charge.start();
        charge.add(Charges.rule(1), EVERYONE, 1, 1);
        charge.add(Charges.rule(1), EACH, caller, caller);
        assertThat(store.decide(charge)).isTrue();
        return charge;
    }

    @Test
    void whatOneHasRefusedIsRefusedThoughTheOthersSayNothing() {
        var store = Stores.notStarted(new Halved(), Timeline.system(), StoreMode.EXACT, prefix);
        store.beat();
        assertThat(decided(store, 7).isAdmitted()).isTrue();
        var told = decided(store, 8);
        assertThat(told.isAdmitted()).isFalse();
        assertThat(told.part(1).line(0).remaining())
                .as("another limit refused it")
                .isEqualTo(5);

        tells = false;
        var refused = decided(store, 9);

        assertThat(refused.isAdmitted()).isFalse();
        assertThat(refused.part(0).line(0).remaining()).isZero();
        assertThat(store.isAsking()).isTrue();
        assertThat(refused.part(1).line(0).remaining())
                .as("nobody knows, and nobody takes it for used up")
                .isEqualTo(5);
        store.close();
    }
}
