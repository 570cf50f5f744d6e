package dev.gatehouse.ratelimit;

import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.config.FilterSettings;
import dev.gatehouse.config.PolicyWatch;
import dev.gatehouse.config.RunningFilters;
import dev.gatehouse.config.Section;
import dev.gatehouse.config.SourceFiles;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides how often each caller may send requests. Those over a limit get 429 with {@code Retry-After} and a JSON body
 * and do not reach the application; all others, and these, are told in headers what they have left.
 *
 * <p>Configured by init-params, by a policy file that the init-param {@code policyFile} names, or by a
 * {@link RateLimitPolicy} in Java: by one of them. A configuration that cannot be right fails {@link #init}, and with
 * it the deployment, with every problem named. The policy file and the file of known API keys are watched: when one
 * changes, the policy is read again and takes the place of the one before as a whole, and what callers have used of
 * limits that stay is kept; if it cannot be right, nothing changes but the log.
 *
 * <p>A request counts once, when it comes in; forwards, includes, errors and asynchronous dispatches do not. CORS
 * preflights (Fetch, section "CORS-preflight request") are never counted. Map it after {@code CorsFilter}, so that the
 * page that caused a refusal can read it, and with {@code async-supported}, or no servlet behind it can be
 * asynchronous.
 *
 * <p>It fails closed. Where code that it asks who is calling throws, a resolver or the request itself, the container
 * gets the exception, in shadow mode too; the application does not see the request, and nothing is charged before all
 * has been asked.
 *
 * <p>Thread-safe.
 */
public final class RateLimitFilter implements Filter {

    private static final Logger LOG = System.getLogger(RateLimitFilter.class.getName());

    /**
     * The name of a request attribute in which something before this filter may say the caller's plan, as a
     * {@link String}. A plan that the policy does not know is the default plan.
     */
    public static final String PLAN_ATTRIBUTE = "dev.gatehouse.plan";

    private static final Duration LONGEST_BLOCK = Duration.ofDays(31);

    /** Hexadecimal digits of half a subject. */
    private static final int HALF = 16;

    private final Kept kept;
    private final @Nullable RateLimitPolicy given;
    private volatile @Nullable Limiter limiter;
    private @Nullable FilterConfig config;

    /** The policy as it was read, and the modes of rules that an operator has set since. */
    private @Nullable RateLimitPolicy asWritten;

    private final Map<String, Mode> modes = new HashMap<>();
    private @Nullable PolicyWatch watch;
    private String counted = RateLimitFilter.class.getName() + ".counted";

    /** Makes a filter that its init-params configure. */
    public RateLimitFilter() {
        this.given = null;
        this.kept = new Kept(Timeline.system(), CountedBody.roomForAll());
    }

    /** Makes a filter with a policy; init-params beside it are a problem. */
    public RateLimitFilter(RateLimitPolicy policy) {
        this(policy, Timeline.system(), CountedBody.roomForAll());
    }

    RateLimitFilter(RateLimitPolicy policy, Timeline timeline) {
        this(policy, timeline, CountedBody.roomForAll());
    }

    RateLimitFilter(RateLimitPolicy policy, Timeline timeline, Room bodies) {
        this.given = policy;
        this.kept = new Kept(timeline, bodies);
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        var filter = "RateLimitFilter '" + config.getFilterName() + "'";
        counted = RateLimitFilter.class.getName() + ".counted." + config.getFilterName();
        try {
            if (given == null) {
                var files = FilterSettings.files(config);
                Consumer<SourceFiles> reading = from -> putIntoForce(
                        filter, new PolicyReader(FilterSettings.read(config, filter, Section.RATE_LIMIT, from)).read());
                reading.accept(files);
                watch = PolicyWatch.start(filter, LOG, files, reading);
            } else {
                FilterSettings.refuseAny(config, filter, Section.RATE_LIMIT);
                putIntoForce(filter, given);
                watch = PolicyWatch.start(
                        filter, LOG, given.files(), from -> putIntoForce(filter, given.readAgain(from)));
            }
        } catch (InvalidPolicyException e) {
            throw new ServletException(e.getMessage(), e);
        }
        this.config = config;
        RunningFilters.add(this, config);
    }

    /** Returns an application's filters of this kind that are running, in the order of their names. */
    public static List<RateLimitFilter> allOf(ServletContext application) {
        return RunningFilters.all(application, RateLimitFilter.class);
    }

    /** Returns its name in the application; empty before it runs. */
    public String name() {
        var itsConfig = config;
        return itsConfig == null ? "" : itsConfig.getFilterName();
    }

    synchronized void putIntoForce(String filter, RateLimitPolicy policy) {
        asWritten = policy;
        var before = limiter;
        var next = policy.with(modes);
        limiter = before == null ? new Limiter(next, kept) : before.followedBy(next);
        LOG.log(Level.INFO, "{0}: {1}", filter, next);
        if (policy.countsUnknownKeys()) {
            LOG.log(
                    Level.INFO,
                    "{0}: any API key is taken as its own caller, as none is known; something before"
                            + " this filter should check keys",
                    filter);
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer
                && request.getDispatcherType() == DispatcherType.REQUEST) {
            filter(active(), http, answer, chain);
            return;
        }
        chain.doFilter(request, response);
    }

    private void filter(Limiter active, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (active.mode() == Mode.OFF || isPreflight(request) || request.getAttribute(counted) != null) {
            chain.doFilter(request, response);
            return;
        }
        request.setAttribute(counted, true);
        @Nullable HttpServletRequest next = filterWith(active, request, response, chain);
        while (next != null) {
            next = filterWith(active(), next, response, chain);
        }
    }

    /** Returns null once the request is answered; else the request to begin again with, as the policy has changed. */
    private @Nullable HttpServletRequest filterWith(
            Limiter active, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var refund = active.newRefund();
        var failed = true;
        @Nullable HttpServletRequest admitted = null;
        try {
            try {
                admitted = active.admit(request, response, refund);
            } catch (SupersededException e) {
                return e.request();
            }
            if (admitted != null) {
                chain.doFilter(admitted, response);
            }
            failed = false;
            return null;
        } finally {
            if (admitted instanceof CountedBody body) {
                Limiter.whenAnswered(request, body::release);
            }
            if (refund != null) {
                active.settle(refund, request, response, failed);
            }
        }
    }

    /**
     * Returns the policy in force.
     *
     * @throws IllegalStateException if the filter has not been initialised
     */
    public RateLimitPolicy policy() {
        return active().policy();
    }

    private Limiter active() {
        var active = limiter;
        if (active == null) {
            throw new IllegalStateException("the filter has not been initialised");
        }
        return active;
    }

    /** Fetch, section "CORS-preflight request". */
    private static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS")
                && request.getHeader("Access-Control-Request-Method") != null
                && request.getHeader("Origin") != null;
    }

    /** Returns the journal of its decisions, which is kept once somebody opens it. */
    public DecisionJournal journal() {
        return kept.journal();
    }

    /** Returns the mode of each rule that is in force, by the rules' names, in the policy's order. */
    public Map<String, Mode> modes() {
        var inForce = new LinkedHashMap<String, Mode>();
        policy().rules().all().forEach(rule -> inForce.put(rule.name(), rule.mode()));
        return inForce;
    }

    /** Returns where buckets are, and whether that decides at the moment. */
    public StoreState store() {
        return active().storeState();
    }

    /**
     * Puts a rule into another mode, until the filter ends or that is undone; it stays so where the policy file is read
     * again.
     *
     * @param rule the rule's name; empty for a policy's only one
     * @param mode null for the one that the policy says
     * @return false if there is no such rule
     */
    public synchronized boolean setMode(String rule, @Nullable Mode mode) {
        var policy = asWritten;
        if (policy == null
                || policy.rules().all().stream().noneMatch(each -> each.name().equals(rule))) {
            return false;
        }
        if (mode == null) {
            modes.remove(rule);
        } else {
            modes.put(rule, mode);
        }
        putIntoForce("RateLimitFilter '" + name() + "'", policy);
        return true;
    }

    /**
     * Forgets what a caller has used under a rule, and lifts a block. What other nodes know to be refused they refuse
     * until the time that they were told.
     *
     * @param rule the rule's name; empty for a policy's only one
     * @param subject who, as {@link Decision.Charged#subject} says
     * @return false if there is no such rule
     * @throws IllegalArgumentException if the subject is none
     * @throws IllegalStateException if the store that several nodes share does not answer
     */
    public boolean reset(String rule, String subject) {
        var caller = caller(subject);
        var active = active();
        active.block(rule, caller, 0);
        try {
            return active.reset(rule, caller);
        } catch (StoreUnavailableException e) {
            throw new IllegalStateException("the store does not answer: " + e.getMessage(), e);
        }
    }

    /**
     * Refuses all requests of a caller that a rule counts, for a time. On this node only.
     *
     * @param rule the rule's name; empty for a policy's only one
     * @param subject who, as {@link Decision.Charged#subject} says
     * @param time from a second to 31 days
     * @return false if there is no such rule
     * @throws IllegalArgumentException if the subject is none, or the time is out of range
     */
    public boolean block(String rule, String subject, Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(LONGEST_BLOCK) > 0) {
            throw new IllegalArgumentException("a block lasts from a second to 31 days, not " + time);
        }
        return active().block(rule, caller(subject), kept.timeline().now() + time.toNanos());
    }

    private static Subject caller(String text) {
        if (text.length() != 2 * HALF) {
            throw new IllegalArgumentException("a subject has " + 2 * HALF + " hexadecimal digits");
        }
        var caller = new Subject();
        caller.set(
                0,
                HexFormat.fromHexDigitsToLong(text, 0, HALF),
                HexFormat.fromHexDigitsToLong(text, HALF, text.length()));
        return caller;
    }

    /** Returns how many requests were refused since the filter was made. */
    public long refused() {
        return kept.tally().refused();
    }

    /** Returns how many requests would have been refused, had a rule not been in shadow mode. */
    public long wouldHaveRefused() {
        return kept.tally().wouldHaveRefused();
    }

    /**
     * Returns how many requests ended in an exception when it was asked who had sent them, since the filter was made:
     * an application's resolver threw it, or the request itself.
     */
    public long undecided() {
        return kept.tally().undecided();
    }

    /**
     * Returns how many requests came while the store that several nodes share did not answer, and passed or were
     * answered with 503, as {@link OnFailure} says, since the filter was made. Those that this node decided by itself
     * are not among them.
     */
    public long uncounted() {
        return kept.tally().uncounted();
    }

    @Override
    public void destroy() {
        if (config != null) {
            RunningFilters.remove(this, config);
        }
        var watching = watch;
        if (watching != null) {
            watching.close();
        }
        var active = limiter;
        limiter = null;
        if (active != null) {
            active.close();
        }
    }
}
