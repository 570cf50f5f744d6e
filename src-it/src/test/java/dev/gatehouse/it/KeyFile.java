package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;

/** A file of known API keys. */
final class KeyFile {

    private KeyFile() {}

    /** Writes one over whatever is there, with these keys and no others. */
    static Path write(Path file, String... keys) throws IOException, GeneralSecurityException {
        var entries = new ArrayList<String>();
        for (var key : keys) {
            var sha256 = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
            entries.add("    { \"sha256\": \"" + HexFormat.of().formatHex(sha256) + "\" }");
        }
        return Files.writeString(file, "{\n  \"keys\": [\n" + String.join(",\n", entries) + "\n  ]\n}\n");
    }
}
