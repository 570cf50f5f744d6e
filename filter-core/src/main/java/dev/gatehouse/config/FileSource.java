package dev.gatehouse.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file and what opens it. Immutable.
 *
 * @param location {@code /WEB-INF/…} is looked up in the web application, {@code classpath:…} on the class path,
 *     anything else on disk
 * @param files the reading that it belongs to
 */
record FileSource(String location, SourceFiles files) {

    /** Returns another file; a name that says nothing of where it is stands beside this one. */
    FileSource beside(String name) {
        var elsewhere = name.startsWith("/") || SourceFiles.isOnClassPath(name);
        try {
            if (elsewhere || Path.of(name).isAbsolute()) {
                return new FileSource(name, files);
            }
            if (SourceFiles.isInWebApplication(location) || SourceFiles.isOnClassPath(location)) {
                var start = Math.max(location.lastIndexOf('/'), location.indexOf(':'));
                return new FileSource(location.substring(0, start + 1) + name, files);
            }
            return new FileSource(Path.of(location).resolveSibling(name).toString(), files);
        } catch (InvalidPathException e) {
            return new FileSource(name, files);
        }
    }

    /** Reads the whole file, or returns null after telling why that cannot be done. */
    byte @Nullable [] read(Problems problems) {
        if (location.isEmpty()) {
            problems.add("policyFile", "file.missing", "no file is named", "write such as /WEB-INF/gatehouse.json");
            return null;
        }
        return read(location, "there is no such file", problems);
    }

    /**
     * Reads the whole file.
     *
     * @param place where a problem is: where the file is named
     * @param missing what to tell if there is none
     */
    byte @Nullable [] read(String place, String missing, Problems problems) {
        try (var stream = files.open(location)) {
            if (stream != null) {
                return stream.readAllBytes();
            }
            problems.add(place, "file.missing", missing, missingFix());
        } catch (InvalidPathException e) {
            problems.add(place, "file.missing", "this is not the name of a file: " + e.getReason(), "");
        } catch (NoSuchFileException e) {
            problems.add(place, "file.missing", missing, missingFix());
        } catch (IOException e) {
            problems.add(place, "file.unreadable", "the file cannot be read: " + why(e), "");
        }
        return null;
    }

    private static String why(IOException e) {
        return e.getClass() == IOException.class ? String.valueOf(e.getMessage()) : e.toString();
    }

    private String missingFix() {
        if (location.startsWith("WEB-INF/")) {
            return "write /" + location;
        }
        return SourceFiles.isInWebApplication(location) || SourceFiles.isOnClassPath(location)
                ? "put it there, or name another file"
                : "put it at " + Path.of(location).toAbsolutePath() + ", or name another file";
    }

    /** Returns the file's name without where it is. */
    String name() {
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
