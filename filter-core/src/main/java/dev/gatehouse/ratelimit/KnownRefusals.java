package dev.gatehouse.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * Charges that a store elsewhere has refused, while it is sure that it would again: nobody asks there meanwhile. A
 * charge is the same as another if it has the same subjects and costs.
 *
 * <p>Thread-safe.
 */
final class KnownRefusals {

    /** How long one is kept where something may be given back, and there is room before its time. */
    private static final long WHERE_GIVEN_BACK = Timeline.SECOND;

    /**
     * What is known.
     *
     * @param generation of the policy that was asked by: the same subjects may have other limits in another one
     */
    private record Known(Told told, long until, int generation) {}

    private final Cache<Subject, Known> refusals;

    KnownRefusals(long maxSubjects) {
        // Maintenance on the caller's thread: an executor would outlive the application that is undeployed.
        this.refusals = Caffeine.newBuilder()
                .maximumSize(maxSubjects)
                .executor(Runnable::run)
                .build();
    }

    /** Returns what was said when this charge was refused, if it is sure that it would be now. */
    @Nullable
    Told find(Charge charge, long now) {
        var known = refusals.getIfPresent(charge.together());
        return known != null && now < known.until && known.generation == charge.generation() ? known.told : null;
    }

    /**
     * Keeps what was said of a refused charge, if it is sure for some time.
     *
     * @param mayHaveRoomBefore whether there may be room before that, as something is given back
     */
    void keep(Charge charge, Told told, long now, boolean mayHaveRoomBefore) {
        var until = told.isSureUntil();
        if (mayHaveRoomBefore) {
            until = Math.min(until, now + WHERE_GIVEN_BACK);
        }
        if (until > now) {
            refusals.put(charge.together().copy(), new Known(told, until, charge.generation()));
        }
    }

    /** Remembers from now on at most so many. */
    void maxSubjects(long number) {
        refusals.policy().eviction().ifPresent(eviction -> eviction.setMaximum(number));
    }

    /** Forgets all. */
    void clear() {
        refusals.invalidateAll();
    }
}
