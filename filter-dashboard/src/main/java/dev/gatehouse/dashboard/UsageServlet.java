package dev.gatehouse.dashboard;

import dev.gatehouse.ratelimit.RateLimitFilter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A page on who uses how much of which limit of the application's {@link RateLimitFilter}s, now and over the last hour,
 * day and month, and the JSON behind it. Map it where you like, with {@code /*} at the end: {@code /usage/*}.
 *
 * <p>It is closed until the init-param {@code access} says who may see it; everybody else gets 404, as if nothing were
 * there, or 401 where a token is asked for:
 *
 * <ul>
 *   <li>{@code loopback}: who sits at the same machine. Not what a proxy there passes on, if that says so in any
 *       forwarding header.
 *   <li>{@code role:operator}: whom the container knows to have a role.
 *   <li>{@code token-sha256:9f86d081…}: who sends the token that has this SHA-256, in {@code Authorization: Bearer}, or
 *       as the password when the browser asks.
 * </ul>
 *
 * <p>With the init-param {@code history}, a file in a folder that is there, usage of before is still there after a
 * restart. It is written once a minute and at the end.
 *
 * <p>Callers are shown by the label of their key, or by the beginning of a digest: no key and no address is known here.
 * What it keeps does not grow with requests or callers. Thread-safe.
 */
public final class UsageServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = System.getLogger(UsageServlet.class.getName());

    private static final String ROLE = "role:";
    private static final String TOKEN = "token-sha256:";

    private final transient Actions actions = new Actions();
    private transient Access access = new Access.Nobody();
    private transient @Nullable Usage usage;

    /** Makes a servlet that nobody may use before its init-params say so. */
    public UsageServlet() {}

    /**
     * Starts to add up what is decided.
     *
     * @throws ServletException if {@code access} is nothing that is known here, or {@code history} in no folder
     */
    @Override
    public void init() throws ServletException {
        @Nullable String written = getInitParameter("access");
        access = read(written);
        if (access instanceof Access.Nobody) {
            LOG.log(
                    Level.INFO,
                    "UsageServlet ''{0}'': nobody may see it, as it has no init-param ''access'': write loopback,"
                            + " role:… or token-sha256:…",
                    getServletName());
            return;
        }
        usage = Usage.start(getServletContext(), history());
    }

    private @Nullable HistoryFile history() throws ServletException {
        @Nullable String written = getInitParameter("history");
        if (written == null) {
            return null;
        }
        var file = Path.of(written).toAbsolutePath();
        var folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw new ServletException("UsageServlet '" + getServletName()
                    + "': the init-param history is no file in a folder that is there: " + file);
        }
        return new HistoryFile(file);
    }

    private Access read(@Nullable String written) throws ServletException {
        if (written == null) {
            return new Access.Nobody();
        }
        if (written.equals("loopback")) {
            return new Access.Loopback();
        }
        if (written.startsWith(ROLE) && written.length() > ROLE.length()) {
            return new Access.Role(written.substring(ROLE.length()));
        }
        if (written.startsWith(TOKEN) && written.substring(TOKEN.length()).matches("[0-9a-fA-F]{64}")) {
            return Access.Token.ofHex(written.substring(TOKEN.length()));
        }
        // What was written may be the token itself.
        throw new ServletException("UsageServlet '" + getServletName()
                + "': the init-param access is none of loopback, role:NAME and token-sha256:HEX"
                + " (64 hexadecimal digits: printf %s TOKEN | sha256sum)");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var adding = usage;
        switch (isForeign(request) ? Access.Verdict.HIDDEN : access.of(request)) {
            case HIDDEN -> hide(response);
            case ASKED_FOR_TOKEN -> {
                Answers.secure(response);
                response.setHeader("WWW-Authenticate", "Basic realm=\"usage\", charset=\"UTF-8\"");
                response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            }
            case GRANTED -> {
                if (adding == null) {
                    hide(response);
                } else {
                    answer(request, response, adding);
                }
            }
        }
    }

    /**
     * Returns whether a page of somebody else's sends this: browsers say so (Fetch Metadata, {@code Origin}). Who lets
     * them read the application's answers has not let them read these.
     */
    private static boolean isForeign(HttpServletRequest request) {
        if (isOpened(request)) {
            return false;
        }
        @Nullable String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return true;
        }
        @Nullable String origin = request.getHeader("Origin");
        @Nullable String host = request.getHeader("Host");
        return origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host);
    }

    /**
     * Returns whether somebody follows a link: the page is shown, and who has the link on a page sees nothing of it.
     */
    private static boolean isOpened(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                && "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                && "document".equals(request.getHeader("Sec-Fetch-Dest"));
    }

    /** Says nothing: an error page of the container's would name this servlet. */
    private static void hide(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Usage usage) throws IOException {
        var isGet = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        @Nullable String path = request.getPathInfo();
        if (path == null) {
            // Else what the page names would be looked for beside it.
            response.sendRedirect(request.getRequestURI() + "/");
            return;
        }
        if (path.equals("/actions") && request.getMethod().equals("POST")) {
            actions.act(request, response, usage);
            return;
        }
        if (!isGet) {
            Answers.secure(response);
            response.setHeader("Allow", "GET, HEAD");
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            return;
        }
        switch (path) {
            case "/" -> Answers.resource("page.html", "text/html;charset=utf-8", response);
            case "/page.css" -> Answers.resource("page.css", "text/css;charset=utf-8", response);
            case "/icon.svg" -> Answers.resource("icon.svg", "image/svg+xml", response);
            case "/page.js" -> Answers.resource("page.js", "text/javascript;charset=utf-8", response);
            case "/chart.js" -> Answers.resource("chart/chart.umd.min.js", "text/javascript;charset=utf-8", response);
            case "/data" -> Answers.data(period(request), usage, actions.token(), response);
            default -> hide(response);
        }
    }

    private static Period period(HttpServletRequest request) {
        @Nullable String asked = request.getParameter("period");
        for (var period : Period.values()) {
            if (asked != null && period.name().toLowerCase(Locale.ROOT).equals(asked)) {
                return period;
            }
        }
        return Period.HOUR;
    }

    @Override
    public void destroy() {
        var adding = usage;
        usage = null;
        if (adding != null) {
            adding.close();
        }
    }
}
