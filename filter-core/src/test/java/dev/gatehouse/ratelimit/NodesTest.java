package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node does by itself, once a second: here whenever it is told to. */
final class NodesTest {

    private final List<Boolean> heard = new ArrayList<>();

    private Nodes nodes(DeadServer server) {
        return new Nodes(server, new SubjectKeys("test", ""), Timeline.SECOND, heard::add);
    }

    @Test
    void learnsHowManyThereAre() {
        var nodes = nodes(new DeadServer(3));
        assertThat(nodes.count()).isEqualTo(1);
        assertThat(nodes.beat()).isTrue();
        assertThat(nodes.count()).isEqualTo(3);
        assertThat(heard).containsExactly(true);
    }

    @Test
    void hasAnotherConnectionMadeAfterAFewBeatsWithoutAnswer() {
        var server = new DeadServer(0);
        var nodes = nodes(server);
        for (var round = 1; round <= 3; round++) {
            for (var i = 1; i < Nodes.PATIENCE; i++) {
                nodes.beatOrReconnect();
                assertThat(server.reconnections()).isEqualTo(round - 1);
            }
            nodes.beatOrReconnect();
            assertThat(server.reconnections()).isEqualTo(round);
        }
        assertThat(heard).hasSize(3 * Nodes.PATIENCE).containsOnly(false);
        assertThat(nodes.count()).as("nobody knows otherwise").isEqualTo(1);
    }

    @Test
    void keepsAConnectionOnWhichSomethingIsAnswered() {
        var server = new DeadServer(2);
        var nodes = nodes(server);
        for (var i = 0; i < 100; i++) {
            nodes.beatOrReconnect();
        }
        assertThat(server.reconnections()).isZero();
    }
}
