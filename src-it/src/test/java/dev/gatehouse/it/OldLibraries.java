package dev.gatehouse.it;

import com.fasterxml.jackson.core.JsonFactory;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** An application that uses versions of Caffeine and Jackson of 2019 to 2021, and tells where it found them. */
public final class OldLibraries extends HttpServlet {

    private static final long serialVersionUID = 1L;

    static final List<Class<?>> TYPES = List.of(Caffeine.class, JsonFactory.class);

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var cache = Caffeine.newBuilder().maximumSize(10).<String, String>build();
        var value = cache.get("key", key -> read("[\"" + key + "\"]"));
        response.setContentType("text/plain");
        var out = response.getOutputStream();
        out.print(value + " by " + new JsonFactory().version() + "\n");
        for (var type : TYPES) {
            out.print(jarOf(type).getFileName() + "\n");
        }
    }

    private static String read(String json) {
        try (var parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            return parser.nextTextValue();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the jar that has a class; a container may say it as the URL of the jar or of what is in it. */
    static Path jarOf(Class<?> type) {
        var location = type.getProtectionDomain().getCodeSource().getLocation().toString();
        return Path.of(URI.create(location.replaceFirst("^jar:", "").replaceFirst("!/$", "")));
    }
}
