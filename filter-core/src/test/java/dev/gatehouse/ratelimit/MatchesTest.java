package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class MatchesTest {

    private final Matches matches = new Matches();

    private List<Integer> found() {
        var found = new ArrayList<Integer>();
        for (var i = 0; i < matches.size(); i++) {
            found.add(matches.rule(i));
        }
        return found;
    }

    @Test
    void areInTheirOrderEachOnce() {
        for (var seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var expected = new TreeSet<Integer>();
            matches.start();
            for (var i = 0; i < 1 + seed / 5; i++) {
                var rule = random.nextInt(20);
                matches.add(rule);
                expected.add(rule);
                assertThat(found()).as("seed %d", seed).containsExactlyElementsOf(expected);
            }
        }
        matches.start();
        assertThat(matches.size()).isZero();
    }
}
