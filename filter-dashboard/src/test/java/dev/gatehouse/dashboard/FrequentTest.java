package dev.gatehouse.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FrequentTest {

    @Test
    void countsExactlyWhileThereIsRoom() {
        var frequent = new Frequent(3);
        frequent.add("b", 1);
        frequent.add("a", 2);
        frequent.add("c", 1);
        frequent.add("b", 4);
        frequent.add("d", 0);
        assertThat(frequent.most(2)).containsExactly(entry("b", 5L), entry("a", 2L));
        assertThat(frequent.most(9)).hasSize(3);
        assertThat(frequent.count("c")).isEqualTo(1);
        assertThat(frequent.count("d")).isZero();
        assertThat(frequent.error()).isZero();
    }

    @Test
    void findsTheFrequentOnesAmongMillionsOfOthers() {
        var random = new Random(1);
        var room = 200;
        var whole = new Frequent(room);
        var halves = new Frequent[] {new Frequent(room), new Frequent(room)};
        var truth = new HashMap<String, Long>();
        var sum = 0L;
        for (var i = 0; i < 1_000_000; i++) {
            // Twenty callers send a tenth of all; everybody else comes once or twice.
            var thing = i % 10 == 0 ? "caller " + random.nextInt(20) : "somebody " + random.nextInt(1_000_000);
            var count = 1 + random.nextInt(3);
            sum += count;
            whole.add(thing, count);
            halves[i % 2].add(thing, count);
            truth.merge(thing, (long) count, Long::sum);
        }
        var merged = new Frequent(room);
        merged.addAll(halves[0]);
        merged.addAll(halves[1]);
        for (var found : new Frequent[] {whole, merged}) {
            assertThat(found.error()).isLessThanOrEqualTo(sum * 2 / room);
            assertThat(found.most(room)).hasSizeLessThanOrEqualTo(room);
            truth.forEach((thing, count) -> assertThat(found.count(thing)).isBetween(count - found.error(), count));
        }
        assertThat(whole.most(room))
                .extracting(java.util.Map.Entry::getKey)
                .filteredOn(key -> key.startsWith("caller"))
                .isNotEmpty();
    }
}
