package dev.gatehouse.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The files that one reading of a configuration has read: it opens them, and tells later whether they are still the
 * same. Files on the class path, and in an archive that is not unpacked, cannot change. Used by one thread at a time.
 */
public final class SourceFiles {

    private static final String WEB_INF = "/WEB-INF/";
    private static final String CLASS_PATH = "classpath:";

    /** What the stamp of a file is that is not there, or cannot be looked at. */
    private static final String MISSING = "missing";

    /** Returns what tells one state of a file from another. */
    private static String stamp(Path path) {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return MISSING;
        }
    }

    /** What files were like at one time. */
    public static final class State {

        private final Map<Path, String> stamps;

        private State(Map<Path, String> stamps) {
            this.stamps = Map.copyOf(stamps);
        }

        /** Returns whether there is no file in it. */
        public boolean isEmpty() {
            return stamps.isEmpty();
        }

        /** Returns what the same files are like now. */
        public State now() {
            return new State(stamps.keySet().stream().collect(Collectors.toMap(path -> path, SourceFiles::stamp)));
        }

        /** Returns a state of these files and of another's, which know better where both have one. */
        public State with(State other) {
            var both = new LinkedHashMap<>(stamps);
            both.putAll(other.stamps);
            return new State(both);
        }

        /** Returns the names of the files that are not as in another state. */
        public Set<String> changedSince(State other) {
            var names = new TreeSet<String>();
            stamps.forEach((path, stamp) -> {
                if (!stamp.equals(other.stamps.get(path))) {
                    names.add(String.valueOf(path.getFileName()));
                }
            });
            return names;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof State state && stamps.equals(state.stamps);
        }

        @Override
        public int hashCode() {
            return stamps.hashCode();
        }
    }

    private final Function<String, @Nullable InputStream> webResource;
    private final Function<String, @Nullable String> webPath;
    private final Map<Path, String> read = new LinkedHashMap<>();

    /**
     * Makes a reading that has not read anything.
     *
     * @param webResource opens the web application's own files
     * @param webPath where those are on disk; null for one that is in an archive
     */
    SourceFiles(Function<String, @Nullable InputStream> webResource, Function<String, @Nullable String> webPath) {
        this.webResource = webResource;
        this.webPath = webPath;
    }

    /** Returns a reading of files on disk and on the class path, where there is no web application. */
    public static SourceFiles withoutWebApplication() {
        return new SourceFiles(path -> null, path -> null);
    }

    /** Returns another reading of the same places, which has not read anything. */
    public SourceFiles again() {
        return new SourceFiles(webResource, webPath);
    }

    /** Returns what the files were like just before they were read. */
    public State state() {
        return new State(read);
    }

    /**
     * Opens a file.
     *
     * @param location {@code /WEB-INF/…} is looked up in the web application, {@code classpath:…} on the class path,
     *     anything else on disk
     * @return null if there is no such resource
     */
    @Nullable
    InputStream open(String location) throws IOException {
        if (isInWebApplication(location)) {
            var path = webPath.apply(location);
            // Read from disk where it is there: containers keep resources of their own for a while.
            return path == null ? webResource.apply(location) : openOnDisk(Path.of(path));
        }
        if (isOnClassPath(location)) {
            var path = location.substring(CLASS_PATH.length());
            var loader = Thread.currentThread().getContextClassLoader();
            return (loader == null ? PolicyFile.class.getClassLoader() : loader)
                    .getResourceAsStream(path.startsWith("/") ? path.substring(1) : path);
        }
        return openOnDisk(Path.of(location));
    }

    private InputStream openOnDisk(Path path) throws IOException {
        // First the stamp, then the content: what changes between is found to have changed.
        read.put(path, stamp(path));
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            // A device or a pipe might never end.
            throw new IOException("it is not a regular file");
        }
        return Files.newInputStream(path);
    }

    static boolean isInWebApplication(String location) {
        return location.startsWith(WEB_INF);
    }

    static boolean isOnClassPath(String location) {
        return location.startsWith(CLASS_PATH);
    }
}
