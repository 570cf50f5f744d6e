package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Charges.allowance;
import static dev.gatehouse.ratelimit.Charges.charge;
import static dev.gatehouse.ratelimit.Charges.rule;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever threads ask a store at once, it answers as if they had asked one after the other: no charge is lost, none is
 * half there, none is there twice. Lincheck makes up what threads ask, lets them meet in many ways, and looks for an
 * order that explains all answers.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
@Param(name = "subject", gen = IntGen.class, conf = "1:2")
@Param(name = "hundreds", gen = IntGen.class, conf = "2:5")
public final class StoreOrderTest {

    /** How thorough it is: with more, by the profile {@code stress}, it tries more ways. */
    private static final int FACTOR = Integer.getInteger("stress.factor", 1);

    private static final long MIDNIGHT = 1_700_006_400L * Timeline.SECOND;

    private static final Allowance ACCOUNT = allowance(0, Algorithm.SLIDING_WINDOW, 3, 60, 5, 3_600);
    private static final Allowance EXPORTS = allowance(1, Algorithm.FIXED_WINDOW, 2, 60);
    private static final Allowance ATTEMPTS = allowance(2, Algorithm.FIXED_WINDOW, 2, 60);
    private static final Allowance HELD =
            new Allowance(6, "", List.of(new Limit("held", new Quota.Concurrent(2))), null);

    private static final String NO_POLICY = "no policy";

    private final CaffeineStore store = new CaffeineStore(1_000, new Timeline(() -> MIDNIGHT, () -> MIDNIGHT));

    /** What each thread has begun, in that order; nobody else touches it. */
    private final List<Queue<Refund>> underWay =
            Stream.<Queue<Refund>>generate(ArrayDeque::new).limit(8).toList();

    /** Charges one subject. */
    @Operation
    public String account(@Param(name = "subject") int subject) {
        return decide(charge(ACCOUNT, subject));
    }

    /** Charges two, which others may meet in another order. */
    @Operation
    public String accountAndExports(@Param(name = "subject") int account, @Param(name = "subject") int exports) {
        var charge = charge(ACCOUNT, account);
        charge.add(rule(1), EXPORTS, exports, exports);
        return decide(charge);
    }

    @Operation
    public String exports(@Param(name = "subject") int subject) {
        return decide(charge(EXPORTS, subject));
    }

    /** Asks for nothing, and is told what there is. */
    @Operation
    public String look(@Param(name = "subject") int subject) {
        var charge = charge(ACCOUNT, subject);
        charge.costNothing();
        return decide(charge);
    }

    /** Begins a request that holds one of two at once. */
    @Operation
    public String hold(@Param(name = "subject") int subject, @Param(gen = ThreadIdGen.class) int thread) {
        return begin(rule(1), HELD, subject, thread);
    }

    /** Begins one that counts if it fails. */
    @Operation
    public String attempt(@Param(name = "subject") int subject, @Param(gen = ThreadIdGen.class) int thread) {
        return begin(rule(1, Count.FAILURES), ATTEMPTS, subject, thread);
    }

    private String begin(Rule rule, Allowance allowance, int subject, int thread) {
        var charge = new Charge(0, true);
        charge.start();
        charge.add(rule, allowance, subject, subject);
        var told = decide(charge);
        if (told.startsWith("admitted")) {
            var refund = new Refund();
            refund.keep(charge);
            underWay.get(thread).add(refund);
        }
        return told;
    }

    /** Answers what the same thread has begun first. */
    @Operation
    public void end(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "hundreds") int hundreds) {
        var refund = underWay.get(thread).poll();
        if (refund != null) {
            store.settle(refund, 100 * hundreds);
        }
    }

    /** Another policy comes into force: whoever comes by this one later is told so. */
    @Operation(runOnce = true)
    public void supersede() {
        store.goOn(1, 1_000);
    }

    private String decide(Charge charge) {
        if (!store.decide(charge)) {
            return NO_POLICY;
        }
        var told = new StringBuilder(charge.isAdmitted() ? "admitted" : "refused");
        for (var i = 0; i < charge.size(); i++) {
            for (var limit = 0; limit < charge.part(i).lines(); limit++) {
                told.append(' ').append(charge.part(i).line(limit).remaining());
            }
        }
        return told.toString();
    }

    @Test
    void answersAsInSomeOrderHoweverThreadsMeet() {
        new ModelCheckingOptions()
                .iterations(5 * FACTOR)
                .invocationsPerIteration(60 * FACTOR)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(2)
                .actorsAfter(2)
                // It keeps its own promises; what is tried is how threads meet in ours.
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(
                                (String name) -> name.startsWith("com.github.benmanes.caffeine"))
                        .allMethods()
                        .treatAsAtomic())
                .check(StoreOrderTest.class);
    }

    @Test
    void answersAsInSomeOrderUnderStress() {
        new StressOptions()
                .iterations(3 * FACTOR)
                .invocationsPerIteration(60 * FACTOR)
                .threads(2)
                .actorsPerThread(3)
                .check(StoreOrderTest.class);
    }
}
