package dev.gatehouse.example;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * The last exchanges as the API's port saw them, preflights among them, which a script never gets to see. The page
 * shows them. What loads the page is left out, and no query and no key is kept. Thread-safe.
 */
final class WireLog implements RequestLog {

    private static final int LONGEST = 60;
    private static final int LONGEST_TEXT = 200;

    private final Deque<Exchange> exchanges = new ArrayDeque<>();
    private long number;

    private record Exchange(
            long number,
            String method,
            String path,
            @Nullable String origin,
            @Nullable String asksMethod,
            @Nullable String asksHeaders,
            int status,
            @Nullable String allowOrigin,
            @Nullable String remaining) {}

    void addTo(Routes routes) {
        routes.get("/assets/wire.json", call -> Answer.ok(Map.of("exchanges", last())));
    }

    @Override
    public void log(Request request, Response response) {
        var path = Request.getPathInContext(request);
        if (path.equals("/") || path.startsWith("/assets/")) {
            return;
        }
        var asked = request.getHeaders();
        var answered = response.getHeaders();
        synchronized (exchanges) {
            exchanges.addLast(new Exchange(
                    ++number,
                    request.getMethod(),
                    String.valueOf(shortened(path)),
                    shortened(asked.get(HttpHeader.ORIGIN)),
                    shortened(asked.get("Access-Control-Request-Method")),
                    shortened(asked.get("Access-Control-Request-Headers")),
                    response.getStatus(),
                    shortened(answered.get("Access-Control-Allow-Origin")),
                    shortened(answered.get("X-RateLimit-Remaining"))));
            if (exchanges.size() > LONGEST) {
                exchanges.removeFirst();
            }
        }
    }

    private List<Exchange> last() {
        synchronized (exchanges) {
            return List.copyOf(exchanges);
        }
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }
}
