package dev.gatehouse.config;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filters of an application that are running, in attributes of it, so that a dashboard beside them finds them. */
public final class RunningFilters {

    private RunningFilters() {}

    /** Says that a filter is running from now on. */
    public static void add(Filter filter, FilterConfig config) {
        @Nullable ServletContext application = config.getServletContext();
        if (application != null) {
            application.setAttribute(attribute(filter.getClass()) + config.getFilterName(), filter);
        }
    }

    /** Says that it is no longer. */
    public static void remove(Filter filter, FilterConfig config) {
        @Nullable ServletContext application = config.getServletContext();
        if (application != null) {
            application.removeAttribute(attribute(filter.getClass()) + config.getFilterName());
        }
    }

    /** Returns those of a kind, in the order of their names. */
    public static <F extends Filter> List<F> all(ServletContext application, Class<F> kind) {
        var found = new ArrayList<F>();
        var names = Collections.list(application.getAttributeNames());
        Collections.sort(names);
        for (var name : names) {
            if (name.startsWith(attribute(kind)) && kind.isInstance(application.getAttribute(name))) {
                found.add(kind.cast(application.getAttribute(name)));
            }
        }
        return found;
    }

    private static String attribute(Class<? extends Filter> kind) {
        return kind.getName() + ".running.";
    }
}
