package dev.gatehouse.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A file and where it is looked up. Immutable.
 *
 * @param location {@code /WEB-INF/…} is looked up with {@code webResource}, {@code classpath:…} on the class path,
 *     anything else on disk
 * @param webResource the web application's own files
 */
record FileSource(String location, Function<String, @Nullable InputStream> webResource) {

    private static final String WEB_INF = "/WEB-INF/";
    private static final String CLASS_PATH = "classpath:";

    /** Returns a file on disk, whatever its name begins with. */
    static FileSource onDisk(String location) {
        return new FileSource(location.startsWith(CLASS_PATH) ? "./" + location : location, path -> {
            try {
                return Files.newInputStream(Path.of(path));
            } catch (IOException e) {
                return null;
            }
        });
    }

    /** Returns another file; a name that says nothing of where it is stands beside this one. */
    FileSource beside(String name) {
        var elsewhere = name.startsWith("/") || name.startsWith(CLASS_PATH);
        try {
            if (elsewhere || Path.of(name).isAbsolute()) {
                return new FileSource(name, webResource);
            }
            if (location.startsWith(WEB_INF) || location.startsWith(CLASS_PATH)) {
                var start = Math.max(location.lastIndexOf('/'), location.indexOf(':'));
                return new FileSource(location.substring(0, start + 1) + name, webResource);
            }
            return new FileSource(Path.of(location).resolveSibling(name).toString(), webResource);
        } catch (InvalidPathException e) {
            return new FileSource(name, webResource);
        }
    }

    /** Reads the whole file, or returns null after telling why that cannot be done. */
    byte @Nullable [] read(Problems problems) {
        if (location.isEmpty()) {
            problems.add("policyFile", "file.missing", "no file is named", "write such as /WEB-INF/gatehouse.json");
            return null;
        }
        try (var stream = open()) {
            if (stream != null) {
                return stream.readAllBytes();
            }
            problems.add(location, "file.missing", "there is no such file", missingFix());
        } catch (InvalidPathException e) {
            problems.add(location, "file.missing", "this is not the name of a file: " + e.getReason(), "");
        } catch (NoSuchFileException e) {
            problems.add(location, "file.missing", "there is no such file", missingFix());
        } catch (IOException e) {
            problems.add(location, "file.unreadable", "the file cannot be read: " + e, "");
        }
        return null;
    }

    private @Nullable InputStream open() throws IOException {
        if (location.startsWith(WEB_INF)) {
            return webResource.apply(location);
        }
        if (location.startsWith(CLASS_PATH)) {
            var path = location.substring(CLASS_PATH.length());
            var loader = Thread.currentThread().getContextClassLoader();
            return (loader == null ? PolicyFile.class.getClassLoader() : loader)
                    .getResourceAsStream(path.startsWith("/") ? path.substring(1) : path);
        }
        return Files.newInputStream(Path.of(location));
    }

    private String missingFix() {
        if (location.startsWith("WEB-INF/")) {
            return "write /" + location;
        }
        return location.startsWith(WEB_INF) || location.startsWith(CLASS_PATH)
                ? "put it there, or name another file"
                : "put it at " + Path.of(location).toAbsolutePath() + ", or name another file";
    }

    /** Returns the file's name without where it is. */
    String name() {
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
