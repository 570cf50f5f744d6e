package dev.gatehouse.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class RingTest {

    private final Ring<AtomicInteger> ring = new Ring<>(Duration.ofSeconds(10), 3, AtomicInteger::new);

    private String at(long seconds) {
        return ring.until(seconds * 1_000).stream()
                .map(each -> each.startMillis() / 1_000 + ":" + each.slot())
                .collect(Collectors.joining(" "));
    }

    private void add(long seconds) {
        ring.at(seconds * 1_000).incrementAndGet();
    }

    @Test
    void remembersTheLastStretches() {
        add(105);
        add(109);
        add(110);
        assertThat(at(111)).isEqualTo("90:0 100:2 110:1");
        add(135);
        assertThat(at(139)).as("one without anything").isEqualTo("110:1 120:0 130:1");
        assertThat(at(145)).isEqualTo("120:0 130:1 140:0");
        assertThat(at(1_000_000)).as("a year of sleep").isEqualTo("999980:0 999990:0 1000000:0");
    }

    @Test
    void takesWhatComesBeforeTheNewestStretchForThat() {
        add(105);
        add(95);
        assertThat(at(50)).isEqualTo("80:0 90:0 100:2");
    }

    @Test
    void countsTimesBefore1970() {
        add(-5);
        assertThat(at(-1)).isEqualTo("-30:0 -20:0 -10:1");
    }
}
