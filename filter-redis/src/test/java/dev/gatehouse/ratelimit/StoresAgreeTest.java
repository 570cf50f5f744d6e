package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.redis.OnRedis;
import dev.gatehouse.store.ScriptServer;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same charges at the same times, through this process's store and through Redis: every answer is the same. */
final class StoresAgreeTest extends OnRedis {

    private static final long START = 1_700_000_123L * Timeline.SECOND;

    private boolean givesBack = true;

    /** What is given back is else overtaken by the next charge, where the server does not know its script yet. */
    @BeforeAll
    void warmUp() {
        Stores.warmUp(new ClockedServer(server, () -> START / Timeline.MICROSECOND));
    }

    /** What a rule may be made of: one limit of each kind, in several sizes. */
    static Stream<Quota> quotas() {
        var byAlgorithm = Stream.of(Algorithm.values())
                .flatMap(algorithm -> Stream.of(
                        Quota.of(1, Duration.ofSeconds(1), algorithm),
                        Quota.of(3, Duration.ofSeconds(7), algorithm),
                        Quota.of(100, Duration.ofMinutes(1), algorithm),
                        Quota.of(256, Duration.ofMinutes(15), algorithm),
                        Quota.of(1_009, Duration.ofHours(1), algorithm),
                        Quota.of(999_999_937, Duration.ofDays(1), algorithm)));
        var others = Stream.of(
                new Quota.Tokens(1, Duration.ofSeconds(3_600), 10),
                new Quota.Tokens(7, Duration.ofSeconds(1), 1_000_000_007),
                new Quota.Calendar(5, CalendarUnit.HOUR, ZoneId.of("Asia/Kathmandu")),
                new Quota.Calendar(1_000, CalendarUnit.MONTH, ZoneId.of("Africa/Cairo")),
                new Quota.Concurrent(3));
        return Stream.concat(byAlgorithm, others);
    }

    /** All of them but requests at once, which are given back. */
    static Stream<Quota> quotasOfTime() {
        return quotas().filter(quota -> !(quota instanceof Quota.Concurrent));
    }

    @ParameterizedTest
    @MethodSource("quotas")
    void saysTheSameOfEachQuota(Quota quota) {
        for (var seed = 0; seed < 4; seed++) {
            compare(List.of(allowance(0, List.of(quota), null)), seed, 300, Stores::alwaysAsking);
        }
    }

    /** A node that refuses by itself what it knows to be refused says the same, as long as nothing is given back. */
    @ParameterizedTest
    @MethodSource("quotasOfTime")
    void saysTheSameOfWhatItKnowsToBeRefused(Quota quota) {
        givesBack = false;
        try {
            for (var seed = 0; seed < 4; seed++) {
                compare(List.of(allowance(0, List.of(quota), null)), seed, 300, Stores::shared);
            }
        } finally {
            givesBack = true;
        }
    }

    /** Several rules with several limits each, some with a penalty, of subjects that meet. */
    @ParameterizedTest
    @MethodSource("seeds")
    void saysTheSameOfWholeCharges(int seed) {
        var random = new Random(seed);
        var quotas = quotas().toList();
        var allowances = new ArrayList<Allowance>();
        for (var i = 0; i < 4; i++) {
            var chosen = new ArrayList<Quota>();
            for (var n = 1 + random.nextInt(3); n > 0; n--) {
                var quota = quotas.get(random.nextInt(quotas.size() - 1));
                if (!chosen.contains(quota)) {
                    chosen.add(quota);
                }
            }
            var penalty = random.nextBoolean()
                    ? null
                    : new Penalty(1 + random.nextInt(5), Duration.ofMinutes(1), Duration.ofMinutes(2));
            allowances.add(allowance(i, chosen, penalty));
        }
        compare(allowances, seed, 500, Stores::alwaysAsking);
    }

    static Stream<Integer> seeds() {
        return Stream.iterate(0, seed -> seed + 1).limit(40);
    }

    private static Allowance allowance(int number, List<Quota> quotas, @Nullable Penalty penalty) {
        var limits =
                quotas.stream().map(quota -> new Limit(quota.toString(), quota)).toList();
        return new Allowance(2L * number, "", limits, penalty);
    }

    private void compare(
            List<Allowance> allowances, int seed, int steps, BiFunction<ScriptServer, Timeline, BucketStore> store) {
        var random = new Random(seed);
        var clock = new AtomicLong(START);
        var timeline = new Timeline(clock::get, clock::get);
        var here = new CaffeineStore(1_000, timeline);
        var there = store.apply(new ClockedServer(server, () -> clock.get() / Timeline.MICROSECOND), timeline);
        var open = new ArrayList<Refund[]>();
        var longest = allowances.stream()
                .flatMap(allowance -> allowance.limits().stream())
                .mapToLong(limit -> limit.quota().window().toNanos())
                .max()
                .orElseThrow();
        for (var step = 0; step < steps; step++) {
            var passed = random.nextInt(3) == 0 ? random.nextLong(1 + longest / 10) : random.nextLong(Timeline.SECOND);
            clock.addAndGet(passed / Timeline.MICROSECOND * Timeline.MICROSECOND);
            var description = "%s, seed %d, step %d".formatted(allowances.get(0).limits(), seed, step);
            if (!open.isEmpty() && random.nextInt(4) == 0) {
                var refunds = open.remove(random.nextInt(open.size()));
                var status = random.nextBoolean() ? 200 : 500;
                here.settle(refunds[0], status, status);
                there.settle(refunds[1], status, status);
                continue;
            }
            var one = charge(allowances, random.nextLong());
            var charges = new Charge[] {new Charge(0, true), new Charge(0, true)};
            var refunds = new Refund[] {new Refund(), new Refund()};
            var stores = new BucketStore[] {here, there};
            for (var i = 0; i < 2; i++) {
                one.fill(charges[i]);
                assertThat(stores[i].decide(charges[i])).as(description).isTrue();
                if (charges[i].isAdmitted()) {
                    refunds[i].keep(charges[i]);
                }
            }
            assertThat(told(charges[1])).as(description).isEqualTo(told(charges[0]));
            if (!refunds[0].isEmpty()) {
                open.add(refunds);
            }
        }
        here.close();
        there.close();
    }

    /** All that is counted in windows, whose requests all count. */
    static Stream<Quota> windows() {
        return quotas().filter(quota -> quota.meter(0).isOfWindow());
    }

    /** A node that takes more than it needs, and is the only one, admits and has left what one without it does. */
    @ParameterizedTest
    @MethodSource("windows")
    void admitsAsMuchWithLeases(Quota quota) {
        for (var seed = 0; seed < 8; seed++) {
            var random = new Random(seed);
            var clock = new AtomicLong(START);
            var timeline = new Timeline(clock::get, clock::get);
            var here = new CaffeineStore(1_000, timeline);
            var there = Stores.notStarted(
                    new ClockedServer(server, () -> clock.get() / Timeline.MICROSECOND),
                    timeline,
                    StoreMode.LEASE,
                    "test" + System.nanoTime());
            var allowance = allowance(0, List.of(quota), null);
            var cost = 1 + random.nextLong(Math.min(3, quota.most()));
            for (var step = 0; step < 400; step++) {
                if (random.nextInt(10) == 0) {
                    clock.addAndGet(random.nextLong(1 + quota.window().toNanos() / 8)
                            / Timeline.MICROSECOND
                            * Timeline.MICROSECOND);
                }
                var told = new ArrayList<String>();
                var subject = random.nextInt(2);
                for (var store : List.of(here, there)) {
                    var charge = Charges.charge(allowance, subject, cost);
                    assertThat(store.decide(charge)).isTrue();
                    told.add(charge.isAdmitted() + " " + Charges.line(charge, 0).remaining());
                }
                assertThat(told.get(1))
                        .as("%s, seed %d, step %d", quota, seed, step)
                        .isEqualTo(told.get(0));
            }
            here.close();
            there.close();
        }
    }

    private interface Filling {
        void fill(Charge charge);
    }

    private Filling charge(List<Allowance> allowances, long seed) {
        return charge -> {
            var random = new Random(seed);
            charge.start();
            for (var allowance : allowances) {
                if (allowances.size() > 1 && random.nextBoolean()) {
                    continue;
                }
                var most = allowance.limits().stream()
                        .mapToLong(limit -> limit.quota().most())
                        .min()
                        .orElseThrow();
                var cost = givesBack && random.nextInt(3) == 0 ? 1 + random.nextLong(most) : 1;
                var counts = givesBack && random.nextInt(3) == 0 ? Count.FAILURES : Count.ALL;
                var subject = random.nextInt(3);
                charge.add(Charges.rule(cost, counts), allowance, subject, subject);
                if (givesBack && random.nextInt(4) == 0) {
                    charge.addOver(99, 99);
                }
            }
            if (charge.size() == 0) {
                charge.add(Charges.rule(1), allowances.get(0), 1, 1);
            }
        };
    }

    /** In whole seconds, rounded up, as clients are told: a microsecond is less than what either store keeps. */
    private static String told(Charge charge) {
        var told = new StringBuilder(charge.isAdmitted() ? "admitted" : "refused");
        for (var i = 0; i < charge.size(); i++) {
            for (var limit = 0; limit < charge.part(i).lines(); limit++) {
                var line = charge.part(i).line(limit);
                told.append("; ")
                        .append(line.remaining())
                        .append(" left, room in ")
                        .append(Timeline.ceilSeconds(line.untilRoom()))
                        .append(", more in ")
                        .append(Timeline.ceilSeconds(line.untilMore()))
                        .append(", whole in ")
                        .append(Timeline.ceilSeconds(line.untilWhole()));
            }
        }
        return told.toString();
    }
}
