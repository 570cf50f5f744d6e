package dev.gatehouse.cors;

import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.config.FilterSettings;
import dev.gatehouse.config.PolicyWatch;
import dev.gatehouse.config.RunningFilters;
import dev.gatehouse.config.Section;
import dev.gatehouse.config.SourceFiles;
import dev.gatehouse.error.ErrorAnswer;
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
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers preflights, marks the answers that other origins' pages may read, and refuses requests from origins that are
 * not allowed, as a {@link CorsPolicy} says. Map it before authentication and before the rate limit, so that a page can
 * read the 401 or 429 that it caused. Thread-safe.
 *
 * <p>It is configured by init-params named after the methods of {@link CorsPolicy.Builder}, or by the init-param
 * {@code policyFile} alone, or by the constructor's policy. A configuration that cannot be right fails the deployment.
 * A policy file is watched: when it changes, its policy takes the place of the one before; if that cannot be right,
 * nothing changes, and the log says why.
 *
 * <p><b>Error pages.</b> The headers survive {@code reset()}, {@code sendError} and an exception that the application
 * lets out, with these exceptions, which come after the filter has returned. Jetty drops {@code Vary} before it writes
 * an error page of its own. Undertow drops every header when an exception got out. Where that matters, declare an
 * {@code <error-page>} and map the filter to the dispatcher {@code ERROR} as well as {@code REQUEST}: it puts the
 * headers back. On every dispatch but {@code REQUEST}, it does only that: it neither answers nor refuses again.
 *
 * <p><b>Asynchronous requests.</b> Declare it {@code async-supported}. An application that calls {@code startAsync()}
 * without arguments writes to the container's own response, past the filter's; with {@code startAsync(request,
 * response)} it does not.
 */
public final class CorsFilter implements Filter {

    private static final System.Logger LOGGER = System.getLogger(CorsFilter.class.getName());

    /** How a request is refused, and what that is called. */
    private record Refusal(CorsDecision.Outcome outcome, ErrorAnswer answer) {

        Refusal(CorsDecision.Outcome outcome, String code, String message) {
            this(outcome, new ErrorAnswer(403, code, message));
        }
    }

    private static final Refusal ORIGIN_NOT_ALLOWED = new Refusal(
            CorsDecision.Outcome.ORIGIN_REFUSED,
            "cors_origin_not_allowed",
            "Requests from this origin are not allowed.");
    private static final Refusal METHOD_NOT_ALLOWED = new Refusal(
            CorsDecision.Outcome.METHOD_REFUSED,
            "cors_method_not_allowed",
            "Requests from other origins may not use this method.");
    private static final Refusal HEADERS_NOT_ALLOWED = new Refusal(
            CorsDecision.Outcome.HEADERS_REFUSED,
            "cors_headers_not_allowed",
            "Requests from other origins may not send all of these headers.");
    private static final Refusal MALFORMED_PREFLIGHT = new Refusal(
            CorsDecision.Outcome.PREFLIGHT_MALFORMED,
            "cors_malformed_preflight",
            "A preflight names exactly one method.");

    private final @Nullable CorsPolicy given;
    private volatile @Nullable CorsPolicy policy;
    private @Nullable PolicyWatch watch;
    private @Nullable FilterConfig config;
    private final CorsJournal journal = new CorsJournal();

    /** Makes a filter that reads its policy from its init-params when it starts. */
    public CorsFilter() {
        given = null;
    }

    /** Makes a filter of a policy. Init-params beside it are a problem. */
    public CorsFilter(CorsPolicy policy) {
        this.given = policy;
        this.policy = policy;
    }

    /**
     * Reads the policy.
     *
     * @throws ServletException with a report of everything that is wrong with the configuration; its cause is the
     *     {@link InvalidPolicyException}
     */
    @Override
    public void init(FilterConfig config) throws ServletException {
        var filter = "CorsFilter '" + config.getFilterName() + "'";
        try {
            if (given == null) {
                var files = FilterSettings.files(config);
                Consumer<SourceFiles> reading = from ->
                        putIntoForce(filter, new CorsPolicy(FilterSettings.read(config, filter, Section.CORS, from)));
                reading.accept(files);
                watch = PolicyWatch.start(filter, LOGGER, files, reading);
            } else {
                FilterSettings.refuseAny(config, filter, Section.CORS);
                putIntoForce(filter, given);
            }
        } catch (InvalidPolicyException e) {
            throw new ServletException(e.getMessage(), e);
        }
        this.config = config;
        RunningFilters.add(this, config);
    }

    /** Returns an application's filters of this kind that are running, in the order of their names. */
    public static List<CorsFilter> allOf(ServletContext application) {
        return RunningFilters.all(application, CorsFilter.class);
    }

    /** Returns its name in the application; empty before it runs. */
    public String name() {
        var itsConfig = config;
        return itsConfig == null ? "" : itsConfig.getFilterName();
    }

    /**
     * Returns the policy in force.
     *
     * @throws IllegalStateException if the filter has not been initialised
     */
    public CorsPolicy policy() {
        var current = policy;
        if (current == null) {
            throw new IllegalStateException("the filter has not been initialised");
        }
        return current;
    }

    private void putIntoForce(String filter, CorsPolicy next) {
        policy = next;
        LOGGER.log(Level.INFO, "{0}: {1}", filter, next);
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
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var current = policy;
        if (current == null) {
            throw new ServletException("CorsFilter has not been initialised");
        }
        if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse answer) {
            filter(http, answer, chain, current);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Returns the journal of its decisions, which is kept once somebody opens it. */
    public CorsJournal journal() {
        return journal;
    }

    private void tell(CorsDecision.Outcome outcome, @Nullable String origin, HttpServletRequest request) {
        if (journal.isOpen() && isFirstDispatch(request)) {
            journal.keep(outcome, origin);
        }
    }

    private void filter(HttpServletRequest request, HttpServletResponse response, FilterChain chain, CorsPolicy policy)
            throws IOException, ServletException {
        @Nullable String origin = request.getHeader("Origin");
        if (origin == null) {
            tell(CorsDecision.Outcome.SAME_ORIGIN, null, request);
            passUnmarked(request, response, chain, policy);
            return;
        }
        var requestedMethod = requestedMethod(request);
        if (requestedMethod != null) {
            answerPreflight(request, response, origin, requestedMethod, policy);
        } else if (policy.allowsOrigin(origin) && isSingle(request, "Origin")) {
            tell(CorsDecision.Outcome.ALLOWED, null, request);
            passMarked(request, response, chain, policy, origin);
        } else if (SameOrigin.isSaidBy(request)
                || (SameOrigin.is(request, origin, policy) && isSingle(request, "Origin"))) {
            tell(CorsDecision.Outcome.SAME_ORIGIN, null, request);
            passUnmarked(request, response, chain, policy);
        } else if (isRefused(request, policy)) {
            Vary.byOrigin(response);
            refuse(ORIGIN_NOT_ALLOWED, request, origin, response);
        } else {
            tell(CorsDecision.Outcome.PASSED, origin, request);
            passMarked(request, response, chain, policy, null);
        }
    }

    /**
     * Returns the method that a preflight asks for, or null if the request is none: <a
     * href="https://fetch.spec.whatwg.org/#cors-preflight-request">Fetch</a>.
     */
    private static @Nullable String requestedMethod(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS") && isFirstDispatch(request)
                ? request.getHeader("Access-Control-Request-Method")
                : null;
    }

    private static boolean isFirstDispatch(HttpServletRequest request) {
        return request.getDispatcherType() == DispatcherType.REQUEST;
    }

    /** Returns whether a field has one line. Two origins, or two methods, are none that a browser sends. */
    private static boolean isSingle(HttpServletRequest request, String name) {
        var lines = request.getHeaders(name);
        lines.nextElement();
        return !lines.hasMoreElements();
    }

    private void answerPreflight(
            HttpServletRequest request, HttpServletResponse response, String origin, String method, CorsPolicy policy)
            throws IOException {
        Vary.byPreflight(response);
        if (method.isEmpty() || !isSingle(request, "Access-Control-Request-Method")) {
            refuse(MALFORMED_PREFLIGHT, request, origin, response);
            return;
        }
        var originAllowed = policy.allowsOrigin(origin) && isSingle(request, "Origin");
        var refusal = refusal(request, originAllowed, method, policy);
        if (refusal != null && !policy.diagnostics()) {
            refuse(refusal, request, origin, response);
            return;
        }
        if (refusal == null) {
            tell(CorsDecision.Outcome.PREFLIGHT_ALLOWED, null, request);
        } else {
            tell(refusal.outcome(), origin, request);
        }
        if (originAllowed) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            if (policy.allowsCredentials()) {
                response.setHeader("Access-Control-Allow-Credentials", "true");
            }
        }
        response.setHeader("Access-Control-Allow-Methods", policy.methodList());
        response.setHeader("Access-Control-Allow-Headers", policy.headerList());
        if (refusal == null) {
            response.setHeader("Access-Control-Max-Age", policy.maxAge());
        }
        response.setStatus(policy.preflightStatus());
    }

    private static @Nullable Refusal refusal(
            HttpServletRequest request, boolean originAllowed, String method, CorsPolicy policy) {
        if (!originAllowed) {
            return ORIGIN_NOT_ALLOWED;
        }
        if (!policy.allowsMethod(method)) {
            return METHOD_NOT_ALLOWED;
        }
        var headers = request.getHeaders("Access-Control-Request-Headers");
        return policy.requestedHeaders().allows(headers) ? null : HEADERS_NOT_ALLOWED;
    }

    private void refuse(Refusal refusal, HttpServletRequest request, String origin, HttpServletResponse response)
            throws IOException {
        tell(refusal.outcome(), origin, request);
        refusal.answer().write(request.getMethod(), response);
    }

    private static boolean isRefused(HttpServletRequest request, CorsPolicy policy) {
        if (!isFirstDispatch(request)) {
            return false;
        }
        // Browsers let any page open a WebSocket anywhere, with cookies, and no CORS header stops them.
        var handshakes = policy.checksWebSockets();
        var others = policy.rejects(request.getMethod());
        if (handshakes == others) {
            return others;
        }
        return isWebSocketHandshake(request) ? handshakes : others;
    }

    private static boolean isWebSocketHandshake(HttpServletRequest request) {
        @Nullable String upgrade = request.getHeader("Upgrade");
        return upgrade != null && Ascii.lists(upgrade, "websocket");
    }

    /** Passes a CORS request; {@code allowedOrigin} is null if its origin is not allowed. */
    private static void passMarked(
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            CorsPolicy policy,
            @Nullable String allowedOrigin)
            throws IOException, ServletException {
        if (response instanceof CorsResponse) {
            // The filter is mapped twice, or this is a forward: who came first has set the headers and keeps them.
            chain.doFilter(request, response);
            return;
        }
        var marked = new CorsResponse(response, policy, allowedOrigin);
        marked.putHeaders();
        chain.doFilter(request, marked);
    }

    /** Passes a request that is not CORS. The answer is not wrapped, so what the application undoes is done again. */
    private static void passUnmarked(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain, CorsPolicy policy)
            throws IOException, ServletException {
        CorsResponse.putPlainHeaders(response, policy);
        chain.doFilter(request, response);
        if (!response.isCommitted() && !request.isAsyncStarted()) {
            CorsResponse.putPlainHeaders(response, policy);
        }
    }
}
