package dev.gatehouse;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A request that allocates nothing when it is asked, so that what a filter allocates can be measured. What is not
 * overridden here throws {@link UnsupportedOperationException}. Not thread-safe: one enumeration serves all calls.
 */
public final class StubRequest extends HttpServletRequestWrapper {

    private final String method;
    private final String path;
    private final String[] names = new String[32];
    private final String[] values = new String[32];
    private int count;
    private final Lines lines = new Lines();
    private final Map<String, @Nullable Object> attributes = new HashMap<>();
    private DispatcherType dispatcherType = DispatcherType.REQUEST;
    private String remoteAddress = "192.0.2.1";

    /** Makes a request for {@code http://service.example}, from 192.0.2.1, in the root context. */
    public StubRequest(String method, String path) {
        super(Unsupported.of(HttpServletRequest.class));
        this.method = method;
        this.path = path;
    }

    /** Adds a line to a header. */
    public StubRequest header(String name, String value) {
        names[count] = name;
        values[count++] = value;
        return this;
    }

    /** Sets how the request came to the filter. */
    public StubRequest dispatched(DispatcherType type) {
        dispatcherType = type;
        return this;
    }

    /** Sets the address that the request came from. */
    public StubRequest from(String address) {
        remoteAddress = address;
        return this;
    }

    @Override
    public @Nullable String getHeader(String name) {
        var at = find(name, 0);
        return at < 0 ? null : values[at];
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        lines.name = name;
        lines.next = find(name, 0);
        return lines;
    }

    private int find(String name, int from) {
        for (var i = from; i < count; i++) {
            if (names[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    @SuppressWarnings("JdkObsolete") // The servlet API's.
    private final class Lines implements Enumeration<String> {
        private String name = "";
        private int next;

        @Override
        public boolean hasMoreElements() {
            return next >= 0;
        }

        @Override
        public String nextElement() {
            if (next < 0) {
                throw new NoSuchElementException();
            }
            var value = values[next];
            next = find(name, next + 1);
            return value;
        }
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getRequestURI() {
        return path;
    }

    @Override
    public String getContextPath() {
        return "";
    }

    @Override
    public String getServletPath() {
        return path;
    }

    @Override
    public @Nullable String getPathInfo() {
        return null;
    }

    @Override
    public @Nullable String getQueryString() {
        return null;
    }

    @Override
    public String getScheme() {
        return "http";
    }

    @Override
    public String getServerName() {
        return "service.example";
    }

    @Override
    public int getServerPort() {
        return 80;
    }

    @Override
    public String getRemoteAddr() {
        return remoteAddress;
    }

    @Override
    public DispatcherType getDispatcherType() {
        return dispatcherType;
    }

    @Override
    public boolean isAsyncStarted() {
        return false;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        attributes.put(name, value);
    }

    /** Keeps the name, so that setting it again allocates nothing. */
    @Override
    public void removeAttribute(String name) {
        attributes.replace(name, null);
    }
}
