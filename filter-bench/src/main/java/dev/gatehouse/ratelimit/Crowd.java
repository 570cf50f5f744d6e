package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Filters.ALMOST_AS_MANY;
import static dev.gatehouse.ratelimit.Filters.MANY;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.function.IntFunction;

/** A filter that remembers so many callers and no more, and how many of those who come are new to it. */
public enum Crowd {
    OURS_KNOWN(Crowd.NONE, Crowd::ours),
    OURS_HALF(Crowd.HALF, Crowd::ours),
    OURS_NEW(Crowd.ALL, Crowd::ours),
    /** Each has its whole limit again before the memory is full of others, and makes room for them. */
    OURS_SWEPT(
            Crowd.ALL,
            remembered -> ours(
                    remembered,
                    Filters.plenty().limits("1000/second", "30000/minute").algorithm(Algorithm.TOKEN_BUCKET))),
    /** Each uses up its limit at once, and is kept aside when it is pushed out. */
    OURS_USED_UP(Crowd.ALL, remembered -> ours(remembered, Filters.plenty().limits("2/day", "1/hour"))),

    BUCKET4J_KNOWN(Crowd.NONE, Crowd::bucket4j),
    BUCKET4J_HALF(Crowd.HALF, Crowd::bucket4j),
    BUCKET4J_NEW(Crowd.ALL, Crowd::bucket4j),

    COUNT_KNOWN(Crowd.NONE, Crowd::count),
    COUNT_NEW(Crowd.ALL, Crowd::count);

    private static final double NONE = 0;
    private static final double HALF = 0.5;
    private static final double ALL = 1;

    private static final int REGULARS = 1_000;

    /** So many times as many others as are remembered that each is forgotten when its turn comes again. */
    private static final int OTHERS = 25;

    private static final int KEY_LENGTH = 36;

    private final double newcomers;

    @SuppressWarnings("ImmutableEnumChecker") // It makes a new one each time, and holds none.
    private final IntFunction<Filter> filter;

    /**
     * Makes one.
     *
     * @param newcomers the share of all callers that are new
     */
    Crowd(double newcomers, IntFunction<Filter> filter) {
        this.newcomers = newcomers;
        this.filter = filter;
    }

    private static Filter ours(int remembered) {
        return ours(remembered, Filters.plenty());
    }

    private static Filter ours(int remembered, RateLimitPolicy.Builder policy) {
        return Filters.ours(policy.maxSubjects(remembered));
    }

    private static Filter bucket4j(int remembered) {
        return new BucketFilter(remembered, Filters.perHour(MANY), Filters.perMinute(ALMOST_AS_MANY));
    }

    private static Filter count(int remembered) {
        return CountFilter.inCaffeine(remembered, MANY);
    }

    private Callers callers(int remembered) {
        var regulars = new Callers(REGULARS, KEY_LENGTH);
        if (newcomers == NONE) {
            return regulars;
        }
        var others = new Callers(OTHERS * remembered, KEY_LENGTH);
        return newcomers == HALF ? others.between(regulars) : others;
    }

    /** Starts it, lets all callers come once, and sees that as many are new when they come again as should be. */
    Service start(int remembered) throws IOException, ServletException {
        var callers = callers(remembered);
        var service = new Service(filter.apply(remembered), callers);
        service.serve();
        var whole = String.valueOf(service.answer().getHeader("X-RateLimit-Remaining"));
        for (var i = 1; i < callers.count(); i++) {
            service.serve();
        }
        var found = 0.0;
        for (var i = 0; i < callers.count(); i++) {
            service.serve();
            var answer = service.answer();
            if (answer.getStatus() == 200 && whole.equals(answer.getHeader("X-RateLimit-Remaining"))) {
                found++;
            }
        }
        var share = found / callers.count();
        // Some are still there by chance, as Caffeine chooses whom it forgets.
        if (share > newcomers || share < newcomers * 0.9) {
            throw new IllegalStateException(this + ": " + share + " of the callers are new");
        }
        return service;
    }
}
