package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.bench.Figures;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DecisionAnswerTest {

    @Test
    void saysWhatWasMeasured() {
        assertThat(DecisionAnswer.of(alone(), together()))
                .contains("| two token buckets, 1,000 keys, to the clock floor | at most 1.6 | 1.60 | reached |\n")
                .contains("| two token buckets, 100,000 keys, to the clock floor | at most 1.4 | 1.60 | **missed** |\n")
                .contains(
                        "| two token buckets, 1,000 keys, two threads, to the clock floor | at most 1.8 | 1.50 | reached |\n")
                .contains(
                        "| two token buckets, 1,000 keys, refused, to the clock floor | at most 1.6 | 1.80 | **missed** |\n")
                .contains("| two sliding windows to two token buckets, 1,000 keys | at most 1.3 | 1.25 | reached |\n")
                .contains("| two token buckets, 1,000 keys, to Bucket4j's two | at most 0.45 | 0.40 | reached |\n")
                .contains(
                        "| two sliding windows to two token buckets, 1,000,000 keys | at most 1.3 | 1.25 | reached |\n")
                .contains("| two fixed windows, 100,000 keys, to the clock floor | at most 1.4 | 2.00 | **missed** |\n")
                .contains("| bytes of any decision | at most 0 bytes | 7 bytes | **missed** |\n")
                .contains("| clock floor | 50.0 / 0 | 50.0 / 0 | 50.0 / 0 |\n")
                .contains("| ours, sliding-window | 100 / 0 | 100 / 0 | 100 / 0 |\n")
                .contains("| ours, fixed-window, a new text | 140 / 0 | 140 / 0 | 140 / 0 |\n")
                .contains("| by hand: two token buckets | 60.0 / 0 | 60.0 / 0 | 60.0 / 0 |\n")
                .contains(
                        "| by hand: two token buckets | 70.0 / 0 | 70.0 / 0 | 70.0 / 0 | 70.0 / 0 | 72.0 / 0 | 72.0 / 0 | 72.0 / 0 | 72.0 / 0 |\n")
                .contains("| the clock alone | 20.0 / 0 | | |\n")
                .contains("| by hand: the same, and locked | 58.0 / 0 | 58.0 / 0 | 58.0 / 0 |\n")
                .contains("| 1,000 keys | 1.20 | 1.33 | 0.30 | 0.40 |\n")
                .contains("| 100,000 keys, refused | 1.24 | 1.45 | 0.36 | 0.53 |\n")
                .contains("| one key, two threads | 1.17 | 4.29 | 0.18 | 0.75 |\n")
                .contains("two token buckets take 1.40 times as long as the floor with 1,000\nkeys, and 0.50 times")
                .contains("| Bucket4j in Caffeine | 200 / 88 | 200 / 88 | 200 / 88 |\n")
                .contains("| ours, token-bucket | 60.0 / 0 | 80.0 / 0 | 110 / 7 | 90.0 / 0 | 90.0 / 0 | 90.0 / 0 |\n")
                .contains("| clock floor | 60.0 / 0 | 60.0 / 0 | 60.0 / 0 | 60.0 / 0 |  |  |  |  |\n")
                .contains(
                        "| ours, token-bucket | 90.0 / 0 | 90.0 / 0 | 90.0 / 0 | 300 / 0 | 95.0 / 0 | 95.0 / 0 | 95.0 / 0 | 95.0 / 0 |\n");
    }

    private static Figures alone() {
        var figures = new Figures().add(20, 0, "clock");
        for (var keys : List.of(1_000, 100_000, 1_000_000)) {
            figures.add(50, 0, "floorMap", keys)
                    .add(55, 0, "floorCaffeine", keys)
                    .add(56, 0, "foundByHand", keys, "admitted")
                    .add(58, 0, "lockedByHand", keys, "admitted")
                    .add(60, 0, "byHand", keys, "admitted")
                    .add(62, 0, "byHand", keys, "refused")
                    .add(100, 80, "textMap", keys)
                    .add(280, 168, "textBucket4j", keys, 2, "admitted")
                    .add(200, 88, "bucket4j", keys, 2, "admitted")
                    .add(250, 41, "resilience4j", keys);
            for (var algorithm : List.of("sliding-window", "fixed-window", "token-bucket")) {
                var token = algorithm.equals("token-bucket");
                figures.add(token ? 80 : 100, 0.001, "digested", algorithm, keys, 2, "admitted")
                        .add(140, 0.001, "textOurs", algorithm, keys, 2, "admitted");
            }
        }
        for (var algorithm : List.of("sliding-window", "fixed-window", "token-bucket")) {
            figures.add(60, 0, "digested", algorithm, 1_000, 1, "admitted")
                    .add(110, 7, "digested", algorithm, 1_000, 4, "admitted")
                    .add(90, 0, "digested", algorithm, 1_000, 2, "refused")
                    .add(90, 0, "digested", algorithm, 100_000, 2, "refused")
                    .add(90, 0, "digested", algorithm, 1_000_000, 2, "refused");
        }
        return figures.add(150, 64, "bucket4j", 1_000, 1, "admitted")
                .add(300, 120, "bucket4j", 1_000, 4, "admitted")
                .add(170, 104, "bucket4j", 1_000, 2, "refused")
                .add(170, 104, "bucket4j", 100_000, 2, "refused")
                .add(170, 104, "bucket4j", 1_000_000, 2, "refused");
    }

    private static Figures together() {
        var figures = new Figures();
        for (var keys : List.of(1, 1_000, 100_000, 1_000_000)) {
            figures.add(60, 0, "floorMap", keys)
                    .add(65, 0, "floorCaffeine", keys)
                    .add(70, 0, "byHand", keys, "admitted")
                    .add(72, 0, "byHand", keys, "refused")
                    .add(400, 88, "bucket4j", keys, 2, "admitted");
            for (var algorithm : List.of("sliding-window", "fixed-window", "token-bucket")) {
                figures.add(keys == 1 ? 300 : 90, 0, "digested", algorithm, keys, 2, "admitted")
                        .add(95, 0, "digested", algorithm, keys, 2, "refused");
            }
        }
        return figures.add(450, 104, "bucket4j", 1_000, 2, "refused")
                .add(450, 104, "bucket4j", 100_000, 2, "refused")
                .add(450, 104, "bucket4j", 1_000_000, 2, "refused")
                .add(460, 104, "bucket4j", 1, 2, "refused");
    }
}
