package dev.gatehouse.ratelimit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.bench.Jvm;
import dev.gatehouse.ratelimit.Secrets.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What tells callers apart is a secret of theirs: nothing of it stays in memory, and nothing gets into a log. */
final class SecretsTest {

    /** Half of a secret is as bad as all of it. */
    private static final int HALF = 16;

    private static String log = "";
    private static Set<String> hexInHeap = Set.of();

    @BeforeAll
    static void send(@TempDir Path folder) throws IOException, NoSuchAlgorithmException {
        var keys = folder.resolve("keys.json");
        Files.writeString(keys, knownKeys());
        var heap = folder.resolve("heap.hprof");
        log = Jvm.run(Secrets.class, List.of("-Xmx256m"), heap.toString(), keys.toString());
        hexInHeap = new HashSet<>();
        var bytes = Files.readAllBytes(heap);
        addHalves(new String(bytes, ISO_8859_1));
        // Characters of two bytes, of which one is zero.
        addHalves(new String(bytes, ISO_8859_1).replace("\0", ""));
    }

    private static String knownKeys() throws NoSuchAlgorithmException {
        var sha256 = MessageDigest.getInstance("SHA-256");
        return IntStream.range(0, Secrets.EACH)
                .mapToObj(i -> sha256.digest(Secrets.of(Kind.KNOWN_KEY, i).getBytes(UTF_8)))
                .map(digest -> "{ \"sha256\": \"" + HexFormat.of().formatHex(digest) + "\" }")
                .collect(Collectors.joining(",\n", "{ \"keys\": [\n", "] }"));
    }

    /** Adds all runs of sixteen digits that are in a text. */
    private static void addHalves(String text) {
        var run = 0;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            run = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ? run + 1 : 0;
            if (run >= HALF) {
                hexInHeap.add(text.substring(i + 1 - HALF, i + 1));
            }
        }
    }

    @Test
    void findsWhatIsThere() {
        assertThat(hexInHeap).containsAll(halves(Kind.PLANTED, 0));
        assertThat(log).contains("RateLimitFilter 'filter': ", "API key");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PLANTED")
    void keepsNoneInMemory(Kind kind) {
        for (var i = 0; i < Secrets.EACH; i++) {
            assertThat(hexInHeap).as("secret %d", i).doesNotContainAnyElementsOf(halves(kind, i));
        }
    }

    @ParameterizedTest
    @EnumSource
    void logsNone(Kind kind) {
        for (var i = 0; i < Secrets.EACH; i++) {
            assertThat(log).as("secret %d", i).doesNotContain(halves(kind, i));
        }
    }

    private static List<String> halves(Kind kind, int number) {
        var secret = Secrets.of(kind, number);
        return List.of(secret.substring(0, HALF), secret.substring(HALF));
    }
}
