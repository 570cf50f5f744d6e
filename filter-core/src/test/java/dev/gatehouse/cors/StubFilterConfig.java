package dev.gatehouse.cors;

import static org.mockito.Mockito.mock;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The init-params of a filter named cors. */
record StubFilterConfig(Map<String, String> params) implements FilterConfig {

    private static final ServletContext APPLICATION = mock(ServletContext.class);

    @Override
    public String getFilterName() {
        return "cors";
    }

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
