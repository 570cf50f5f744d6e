package dev.gatehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.gatehouse.cors.CorsFilter;
import dev.gatehouse.ratelimit.RateLimitFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Both filters, each under the name that it has in the pages and that its section has in a policy file. */
enum DocumentedFilter {
    CORS(CorsFilter.class, "cors", "The CORS policy"),
    RATE_LIMIT(RateLimitFilter.class, "rateLimit", "The rate limit policy");

    /** A name that no setting has, nor any that is like it. */
    static final String NONSENSE = "zzzzzzzzzzzz";

    final Class<? extends Filter> type;
    final String name;
    final String report;

    DocumentedFilter(Class<? extends Filter> type, String name, String report) {
        this.type = type;
        this.name = name;
        this.report = report;
    }

    /** Returns the least that must be set. */
    Map<String, String> least() {
        return this == CORS ? Map.of("allowedOrigins", "https://app.example") : Map.of("limits", "9/hour");
    }

    Filter make() {
        return this == CORS ? new CorsFilter() : new RateLimitFilter();
    }

    static DocumentedFilter of(Map<String, String> params) throws IOException {
        var known = RATE_LIMIT.known();
        return params.keySet().stream().anyMatch(known::contains) ? RATE_LIMIT : CORS;
    }

    /** Returns the names of all settings that init-params can have. */
    Set<String> known() {
        var known = listedBy(Map.of(NONSENSE, "1"));
        assertThat(known.remove("policyFile")).isTrue();
        return known;
    }

    /** Returns the names that the report of an unknown one lists. */
    private Set<String> listedBy(Map<String, String> params) {
        for (var problem : problems(params)) {
            if (problem.contains("there is no setting '" + NONSENSE)) {
                return new TreeSet<>(
                        List.of(problem.replaceFirst("(?s).*there are ", "").split(", ", -1)));
            }
        }
        throw new AssertionError("no problem of " + this + " lists the settings there are");
    }

    /** Starts a filter and returns the policy that it then logs as the one in effect. */
    String start(Map<String, String> params) throws ServletException {
        try (var log = ThreadLog.of(type)) {
            var filter = make();
            filter.init(config(name, params));
            filter.destroy();
            return log.lines().get(0).replaceFirst("^[^:]*: [^:]*: ", "");
        }
    }

    /** Returns the report of a filter that does not start, or what is in effect if it does. */
    String outcome(Map<String, String> params) {
        try {
            return start(params);
        } catch (ServletException e) {
            return String.valueOf(e.getMessage());
        }
    }

    List<String> problems(Map<String, String> params) {
        var failure = catchThrowable(() -> start(params));
        assertThat(failure).as("%s of %s", this, params).isInstanceOf(ServletException.class);
        var cause = (InvalidPolicyException) Objects.requireNonNull(failure.getCause());
        return cause.problems().stream().map(Object::toString).toList();
    }

    /** Returns whether a text is the report on a policy of one of them. */
    static boolean areReported(String text) {
        return Arrays.stream(values()).anyMatch(filter -> text.startsWith(filter.report));
    }

    /** The example that sets everything, as init-params. */
    Page.Fence fullParams() throws IOException {
        var known = known();
        return Page.fences("properties")
                .filter(fence -> fence.params().keySet().equals(known))
                .findFirst()
                .orElseThrow();
    }

    /** The example that sets everything, as a policy file: the first of the page on settings. */
    static Page.Fence fullFile() {
        return Page.fences("json")
                .filter(fence -> fence.page().equals("docs/settings.md"))
                .findFirst()
                .orElseThrow();
    }

    /** The init-params of a filter, in an application whose /WEB-INF/gatehouse.json is the one that the docs show. */
    static FilterConfig config(String name, Map<String, String> params) {
        var context = mock(ServletContext.class);
        when(context.getResourceAsStream("/WEB-INF/gatehouse.json"))
                .thenAnswer(call -> new ByteArrayInputStream(fullFile().text().getBytes(UTF_8)));
        var config = mock(FilterConfig.class);
        when(config.getFilterName()).thenReturn(name);
        when(config.getServletContext()).thenReturn(context);
        when(config.getInitParameterNames()).thenAnswer(call -> Collections.enumeration(params.keySet()));
        params.forEach((param, value) -> when(config.getInitParameter(param)).thenReturn(value));
        return config;
    }
}
