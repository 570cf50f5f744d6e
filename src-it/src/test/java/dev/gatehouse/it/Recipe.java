package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

/** Starts the example server with a policy file of {@code docs/recipes}. */
final class Recipe {

    static final Path FOLDER = Path.of(System.getProperty("gatehouse.root")).resolve("docs/recipes");

    private Recipe() {}

    /** Starts it with the file as it is. */
    static ExampleProcess start(Path folder, String name) throws Exception {
        return start(folder, FOLDER.resolve(name + ".json"));
    }

    /**
     * Starts it with the file in other words, so that nobody waits for an hour.
     *
     * @param changes what is written, which must be there once, and what is there instead; and so on
     */
    static ExampleProcess startWith(Path folder, String name, String... changes) throws Exception {
        var policy = Files.readString(FOLDER.resolve(name + ".json"));
        for (var i = 0; i < changes.length; i += 2) {
            assertThat(policy).containsOnlyOnce(changes[i]);
            policy = policy.replace(changes[i], changes[i + 1]);
        }
        return start(folder, Files.writeString(Files.createTempFile(folder, name, ".json"), policy));
    }

    private static ExampleProcess start(Path folder, Path policy) throws Exception {
        return ExampleProcess.startAndListen(folder, "--port", "0", "--policy", policy.toString());
    }
}
