package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Charges.allowance;
import static dev.gatehouse.ratelimit.Charges.charge;
import static dev.gatehouse.ratelimit.Charges.rule;

import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever threads ask a store at once, it answers as if they had asked one after the other: no charge is lost, none is
 * half there, none is there twice. Lincheck makes up what threads ask, lets them meet in many ways, and looks for an
 * order that explains all answers.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
@Param(name = "subject", gen = IntGen.class, conf = "1:2")
public final class StoreOrderTest {

    /** How thorough it is: with more, by the profile {@code stress}, it tries more ways. */
    private static final int FACTOR = Integer.getInteger("stress.factor", 1);

    private static final long MIDNIGHT = 1_700_006_400L * Timeline.SECOND;

    private static final Allowance ACCOUNT = allowance(0, Algorithm.SLIDING_WINDOW, 3, 60, 5, 3_600);
    private static final Allowance EXPORTS = allowance(1, Algorithm.FIXED_WINDOW, 2, 60);

    private static final String NO_POLICY = "no policy";

    private final CaffeineStore store = new CaffeineStore(1_000, new Timeline(() -> MIDNIGHT, () -> MIDNIGHT));

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
