package dev.gatehouse.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.dashboard.Slot.By;
import dev.gatehouse.dashboard.Slot.Kind;
import dev.gatehouse.ratelimit.Decision;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StatisticsTest {

    /** 2026-01-01T00:00:00Z. */
    private static final long NEW_YEAR = 1_767_225_600_000L;

    private final AtomicLong clock = new AtomicLong(NEW_YEAR);
    private final Statistics statistics = new Statistics(clock::get);

    private void pass(Duration time) {
        clock.addAndGet(time.toMillis());
    }

    private void decide(Decision.Outcome outcome, long weight) {
        statistics.addAll("limit", reader -> reader.accept(new Made(outcome, weight)));
    }

    private long inCurve(Period period) {
        return statistics.curve(period).stream()
                .mapToLong(each -> each.slot().requests())
                .sum();
    }

    private long inSum(Period period) {
        return statistics.sum(period).of(By.ENDPOINT, Kind.REQUESTS).count("GET /courses");
    }

    @Test
    void forgetsAfterAMinuteAnHourADayAndAMonth() {
        decide(Decision.Outcome.ADMITTED, 7);
        for (var period : Period.values()) {
            assertThat(inCurve(period)).as(period + "").isEqualTo(7);
            assertThat(inSum(period)).as(period + "").isEqualTo(7);
        }
        pass(Duration.ofMinutes(2));
        assertThat(inCurve(Period.LIVE)).isZero();
        assertThat(inCurve(Period.HOUR)).isEqualTo(7);
        pass(Duration.ofMinutes(63));
        assertThat(inCurve(Period.HOUR)).isZero();
        assertThat(inSum(Period.HOUR)).isZero();
        assertThat(inCurve(Period.DAY)).isEqualTo(7);
        assertThat(inSum(Period.DAY)).isEqualTo(7);
        pass(Duration.ofHours(24));
        assertThat(inCurve(Period.DAY)).isZero();
        assertThat(inSum(Period.DAY)).isZero();
        assertThat(inCurve(Period.MONTH)).isEqualTo(7);
        assertThat(inSum(Period.MONTH)).isEqualTo(7);
        pass(Duration.ofDays(31));
        assertThat(inCurve(Period.MONTH)).isZero();
        assertThat(inSum(Period.MONTH)).isZero();
    }

    @Test
    void countsEachDecisionOnceHoweverTimeGoesOn() {
        var sent = 0;
        for (var i = 0; i < 500; i++) {
            decide(i % 3 == 0 ? Decision.Outcome.REFUSED : Decision.Outcome.ADMITTED, 2);
            sent += 2;
            pass(Duration.ofSeconds(97));
            assertThat(inSum(Period.MONTH)).isEqualTo(sent);
            assertThat(inCurve(Period.MONTH)).isEqualTo(sent);
            if (i % 50 == 0) {
                // The clock is set back.
                pass(Duration.ofMinutes(-7));
            }
        }
        var sum = statistics.sum(Period.MONTH);
        assertThat(sum.of(By.RULE, Kind.REFUSED).count("limit\nrule")).isEqualTo(2 * 167);
        assertThat(sum.of(By.RULE, Kind.REQUESTS).count("limit\nrule")).isEqualTo(sent);
    }

    @Test
    void historyHasAllThatHappened() throws Exception {
        var sent = 0;
        for (var i = 0; i < 300; i++) {
            decide(i % 3 == 0 ? Decision.Outcome.REFUSED : Decision.Outcome.ADMITTED, 2);
            sent += 2;
            pass(Duration.ofMinutes(7));
        }
        var history = statistics.history();
        for (var away : new int[] {0, 4, 70}) {
            var at = new AtomicLong(clock.get() + Duration.ofMinutes(away).toMillis());
            var restarted = new Statistics(at::get);
            for (var section : history) {
                restarted.addHistory(section);
            }
            at.addAndGet(Duration.ofMinutes(6).toMillis());
            assertThat(restarted.sum(Period.MONTH).of(By.RULE, Kind.REQUESTS).count("limit\nrule"))
                    .as("%s minutes away", away)
                    .isEqualTo(sent);
            assertThat(restarted.sum(Period.MONTH).of(By.RULE, Kind.REFUSED).count("limit\nrule"))
                    .isEqualTo(200);
            assertThat(restarted.curve(Period.MONTH).stream()
                            .mapToLong(each -> each.slot().requests())
                            .sum())
                    .isEqualTo(sent);
        }
    }

    @Test
    void aHistoryOfLongAgoIsLeftOut() throws Exception {
        decide(Decision.Outcome.ADMITTED, 2);
        var history = statistics.history();
        var restarted = new Statistics(() -> clock.get() + Duration.ofDays(40).toMillis());
        for (var section : history) {
            restarted.addHistory(section);
        }
        for (var period : Period.values()) {
            assertThat(restarted.sum(period).totals().requests()).isZero();
            assertThat(restarted.curve(period)).allMatch(each -> each.slot().requests() == 0);
        }
    }

    @Test
    void knowsWhatCallersHadLeft() {
        decide(Decision.Outcome.ADMITTED, 1);
        var latest = statistics.latest(new SubjectId(new RuleId("limit", "rule"), "00ff".repeat(8)));
        assertThat(latest)
                .isEqualTo(new Latest.Seen(
                        "Acme", "paid", NEW_YEAR, List.of(new Latest.Left("5/minute", 5, 4, NEW_YEAR + 12_000))));
    }

    /** A decision of a rule with one limit. */
    private record Made(Outcome outcome, long weight) implements Decision, Decision.Charged {

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String path() {
            return "/courses";
        }

        @Override
        public String plan() {
            return "paid";
        }

        @Override
        public @Nullable String label() {
            return "Acme";
        }

        @Override
        public int charges() {
            return 1;
        }

        @Override
        public Charged charged(int number) {
            return this;
        }

        @Override
        public String rule() {
            return "rule";
        }

        @Override
        public boolean isTrial() {
            return false;
        }

        @Override
        public boolean isRefused() {
            return outcome == Outcome.REFUSED;
        }

        @Override
        public String subject() {
            return "00ff".repeat(8);
        }

        @Override
        public int limits() {
            return 1;
        }

        @Override
        public String limit(int number) {
            return "5/minute";
        }

        @Override
        public long most(int number) {
            return 5;
        }

        @Override
        public long remaining(int number) {
            return 4;
        }

        @Override
        public long untilWhole(int number) {
            return 12_000_000_000L;
        }
    }
}
