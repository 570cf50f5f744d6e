package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** What is kept of decisions until they are read. */
final class RecorderTest {

    @Test
    void whatIsKeptStandsForWhatFoundNoRoom() {
        var recorder = new Recorder();
        for (var round = 0; round < 3; round++) {
            for (var i = 0; i < 2_000; i++) {
                if (recorder.next() != null) {
                    recorder.written();
                }
            }
            var weights = new ArrayList<Long>();
            recorder.read(decision -> weights.add(decision.weight()));
            assertThat(weights).hasSize(Recorder.ROOM).allMatch(weight -> weight == 3 || weight == 4);
            assertThat(weights.stream().mapToLong(Long::longValue).sum()).isEqualTo(2_000);
        }
    }
}
