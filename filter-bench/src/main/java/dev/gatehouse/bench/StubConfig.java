package dev.gatehouse.bench;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The init-params of a filter. */
public final class StubConfig implements FilterConfig {

    /** Held, or its level would be forgotten. */
    private static final Logger LOG = Logger.getLogger("dev.gatehouse");

    private static final ServletContext APPLICATION =
            Unsupported.butFor(ServletContext.class, "getAttribute", "setAttribute", "removeAttribute");

    private final Map<String, String> params;

    private StubConfig(Map<String, String> params) {
        this.params = params;
    }

    /** Returns these init-params. */
    public static FilterConfig of(Map<String, String> params) {
        return new StubConfig(params);
    }

    /** Starts a filter with init-params, without a word in the log, and returns it. */
    public static <F extends Filter> F start(F filter, Map<String, String> params) {
        LOG.setLevel(Level.OFF);
        try {
            filter.init(new StubConfig(params));
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        }
        return filter;
    }

    @Override
    public String getFilterName() {
        return "filter";
    }

    /** Returns an application that has no attributes, and keeps none. */
    @Override
    public ServletContext getServletContext() {
        return APPLICATION;
    }

    @Override
    public @Nullable String getInitParameter(String name) {
        return params.get(name);
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
        return Collections.enumeration(params.keySet());
    }
}
