package dev.gatehouse.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page that shows the filters at work: a few files from the class path, and what they need to know. Immutable. */
final class Page {

    private final Map<String, Object> setting = new LinkedHashMap<>();

    /**
     * Makes the page.
     *
     * @param policy where the filters read their policy, or null for the example's own
     */
    Page(@Nullable String policy, int port, int otherPort) {
        setting.put("port", port);
        setting.put("otherPort", otherPort);
        setting.put("policy", policy);
    }

    void addTo(Routes routes) {
        file(routes, "/", "index.html", "text/html; charset=utf-8");
        file(routes, "/assets/style.css", "style.css", "text/css; charset=utf-8");
        file(routes, "/assets/app.js", "app.js", "text/javascript; charset=utf-8");
        file(routes, "/assets/caller.html", "caller.html", "text/html; charset=utf-8");
        file(routes, "/assets/caller.js", "caller.js", "text/javascript; charset=utf-8");
        file(routes, "/assets/icon.svg", "icon.svg", "image/svg+xml");
        routes.get("/assets/setting.json", call -> Answer.ok(setting));
    }

    private static void file(Routes routes, String path, String name, String contentType) {
        var answer = Answer.file(contentType, read(name));
        routes.get(path, call -> answer);
    }

    private static byte[] read(String name) {
        try (var stream = Page.class.getResourceAsStream("/page/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("The class path lacks /page/" + name);
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
