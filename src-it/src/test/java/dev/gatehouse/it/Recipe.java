package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Starts the example server with a policy file of {@code docs/recipes}. */
final class Recipe {

    static final Path FOLDER = Path.of(System.getProperty("gatehouse.root")).resolve("docs/recipes");

    /** The keys that are known where a test changes a recipe, each on the default plan. */
    private static final List<String> KEYS =
            List.of("one", "two", "page", "exporter", "another", "writer", "searcher", "hammer");

    private Recipe() {}

    /** Starts it with the file as it is. */
    static ExampleProcess start(Path folder, String name) throws Exception {
        return start(folder, FOLDER.resolve(name + ".json"));
    }

    /**
     * Starts it with the file in other words, so that nobody waits for an hour. Where it has a file of known keys, that
     * is one with {@link #KEYS}.
     *
     * @param changes what is written, which must be there once, and what is there instead; and so on
     */
    static ExampleProcess startWith(Path folder, String name, String... changes) throws Exception {
        var policy = Files.readString(FOLDER.resolve(name + ".json"));
        for (var i = 0; i < changes.length; i += 2) {
            assertThat(policy).containsOnlyOnce(changes[i]);
            policy = policy.replace(changes[i], changes[i + 1]);
        }
        if (policy.contains("\"keys/" + name + ".json\"")) {
            var keys = Files.createDirectories(folder.resolve("keys"));
            Files.writeString(keys.resolve(name + ".json"), keyFile());
        }
        return start(folder, Files.writeString(Files.createTempFile(folder, name, ".json"), policy));
    }

    private static String keyFile() throws Exception {
        var entries = new ArrayList<String>();
        for (var key : KEYS) {
            var sha256 = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            entries.add("{ \"sha256\": \"" + HexFormat.of().formatHex(sha256) + "\" }");
        }
        return "{ \"keys\": [" + String.join(", ", entries) + "] }";
    }

    private static ExampleProcess start(Path folder, Path policy) throws Exception {
        return ExampleProcess.startAndListen(folder, "--port", "0", "--policy", policy.toString());
    }
}
