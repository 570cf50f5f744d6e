package dev.gatehouse.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.MappingMatch;
import java.security.Principal;
import java.util.Enumeration;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A request that allocates nothing when it is asked, and that is used for one request after another, as containers do.
 * What is not overridden here throws {@link UnsupportedOperationException}. Not thread-safe: one enumeration serves all
 * calls.
 */
public final class StubRequest extends HttpServletRequestWrapper {

    private static final AsyncContext ASYNC = Unsupported.butFor(AsyncContext.class, "addListener");

    private static final int PLACES = 16;

    /** The application is one servlet, mapped to the root. */
    private static final HttpServletMapping ROOT = new HttpServletMapping() {
        @Override
        public String getMatchValue() {
            return "";
        }

        @Override
        public String getPattern() {
            return "/";
        }

        @Override
        public String getServletName() {
            return "application";
        }

        @Override
        public MappingMatch getMappingMatch() {
            return MappingMatch.DEFAULT;
        }
    };

    private String method = "GET";
    private String path = "/";
    private String address = "192.0.2.1";
    private boolean pathTold = true;
    private DispatcherType dispatcherType = DispatcherType.REQUEST;
    private boolean asyncStarted;

    private final String[] headerNames = new String[PLACES];
    private final String[] headerValues = new String[PLACES];
    private int headers;
    private final Lines lines = new Lines();

    private @Nullable Principal user;
    private @Nullable HttpSession session;
    private Cookie @Nullable [] cookies;
    private final StubBody body = new StubBody();
    private @Nullable String contentType;
    private final Names names = new Names();

    private final String[] attributeNames = new String[PLACES];
    private final @Nullable Object[] attributeValues = new Object[PLACES];
    private int attributes;

    /** What a container throws when it does not tell the path; made once. */
    private final IllegalArgumentException untold = new IllegalArgumentException("ambiguous");

    /** Makes a request for {@code http://service.example/}, from 192.0.2.1, in the root context. */
    public StubRequest() {
        super(Unsupported.of(HttpServletRequest.class));
    }

    /** Makes it the next request: without headers and attributes. */
    public StubRequest next(String method, String path, String address) {
        this.method = method;
        this.path = path;
        this.address = address;
        pathTold = true;
        dispatcherType = DispatcherType.REQUEST;
        asyncStarted = false;
        headers = 0;
        user = null;
        session = null;
        cookies = null;
        body.clear();
        contentType = null;
        attributes = 0;
        return this;
    }

    /** Makes it another request that is just like this one: without attributes. */
    public StubRequest again() {
        attributes = 0;
        return this;
    }

    /** Makes the container refuse to tell the path. */
    public StubRequest withoutPath() {
        pathTold = false;
        return this;
    }

    /** Says who has logged in. */
    public StubRequest user(Principal principal) {
        user = principal;
        return this;
    }

    /** Puts it in a session. */
    public StubRequest session(HttpSession known) {
        session = known;
        return this;
    }

    /** Gives it a body of JSON, which can be read again after {@link #rewind}. */
    public StubRequest json(String json) {
        body.set(json.getBytes(UTF_8));
        contentType = "application/json";
        return this;
    }

    /** Makes it begin anew: nothing of its body has been read. */
    public void rewind() {
        body.rewind();
    }

    /** Gives it cookies. */
    public StubRequest cookies(Cookie... all) {
        cookies = all;
        return this;
    }

    /** Makes it come to the filter in another way than from outside. */
    public StubRequest dispatched(DispatcherType type) {
        dispatcherType = type;
        return this;
    }

    /** Makes it one whose answer is still to come when the application has returned. */
    public StubRequest async() {
        asyncStarted = true;
        return this;
    }

    /** Adds a line to a header. */
    public StubRequest header(String name, String value) {
        headerNames[headers] = name;
        headerValues[headers++] = value;
        return this;
    }

    @Override
    public @Nullable String getHeader(String name) {
        var at = find(name, 0);
        return at < headers ? headerValues[at] : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        lines.name = name;
        lines.next = find(name, 0);
        return lines;
    }

    /** Returns the names of all lines, which tests make different. */
    @Override
    public Enumeration<String> getHeaderNames() {
        names.next = 0;
        return names;
    }

    /** Returns the place of the next line of a header, or the number of lines if there is none. */
    private int find(String name, int from) {
        var at = from;
        while (at < headers && !headerNames[at].equalsIgnoreCase(name)) {
            at++;
        }
        return at;
    }

    @SuppressWarnings("JdkObsolete") // The servlet API's.
    private final class Lines implements Enumeration<String> {
        private String name = "";
        private int next;

        @Override
        public boolean hasMoreElements() {
            return next < headers;
        }

        @Override
        public String nextElement() {
            if (next >= headers) {
                throw new NoSuchElementException();
            }
            var line = headerValues[next];
            next = find(name, next + 1);
            return line;
        }
    }

    @SuppressWarnings("JdkObsolete") // The servlet API's.
    private final class Names implements Enumeration<String> {
        private int next;

        @Override
        public boolean hasMoreElements() {
            return next < headers;
        }

        @Override
        public String nextElement() {
            if (next >= headers) {
                throw new NoSuchElementException();
            }
            return headerNames[next++];
        }
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        return user;
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
        return session;
    }

    @Override
    public @Nullable String getContentType() {
        return contentType;
    }

    @Override
    public ServletInputStream getInputStream() {
        return body;
    }

    @Override
    public Cookie @Nullable [] getCookies() {
        return cookies;
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
        if (pathTold) {
            return path;
        }
        throw untold;
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
        return ROOT;
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
    public @Nullable String getCharacterEncoding() {
        return null;
    }

    @Override
    public int getContentLength() {
        return -1;
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
        return address;
    }

    @Override
    public DispatcherType getDispatcherType() {
        return dispatcherType;
    }

    @Override
    public boolean isAsyncStarted() {
        return asyncStarted;
    }

    /** Returns what takes listeners and never calls them: the answer stays to come. */
    @Override
    public AsyncContext getAsyncContext() {
        return ASYNC;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        for (var i = 0; i < attributes; i++) {
            if (attributeNames[i].equals(name)) {
                return attributeValues[i];
            }
        }
        return null;
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        for (var i = 0; i < attributes; i++) {
            if (attributeNames[i].equals(name)) {
                attributeValues[i] = value;
                return;
            }
        }
        attributeNames[attributes] = name;
        attributeValues[attributes++] = value;
    }

    @Override
    public void removeAttribute(String name) {
        setAttribute(name, null);
    }
}
