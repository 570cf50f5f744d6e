package dev.gatehouse.client;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Paths as containers give them. */
final class Requests {

    private Requests() {}

    static RequestPath path(@Nullable String servletPath, @Nullable String pathInfo) {
        var request = mock(HttpServletRequest.class);
        when(request.getServletPath()).thenReturn(servletPath);
        when(request.getPathInfo()).thenReturn(pathInfo);
        var path = new RequestPath();
        path.read(request);
        return path;
    }

    /** A path with the URI that a container made it of. */
    static RequestPath path(String uri, String contextPath, String servletPath) {
        var request = mock(HttpServletRequest.class);
        when(request.getRequestURI()).thenReturn(uri);
        when(request.getContextPath()).thenReturn(contextPath);
        when(request.getServletPath()).thenReturn(servletPath);
        var path = new RequestPath();
        path.read(request);
        return path;
    }

    /** What a container gives whose compliance mode finds the URI ambiguous. */
    static RequestPath unknownPath() {
        var request = mock(HttpServletRequest.class);
        when(request.getServletPath()).thenThrow(new IllegalArgumentException("ambiguous URI"));
        var path = path("/before", "/it");
        path.read(request);
        return path;
    }
}
