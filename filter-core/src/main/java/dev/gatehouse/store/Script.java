package dev.gatehouse.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A program in Lua that a {@link ScriptServer} runs as one step. Immutable. */
public final class Script {

    private final String text;
    private final String sha1;

    /**
     * Makes a script.
     *
     * @param text the program
     */
    public Script(String text) {
        this.text = text;
        try {
            var digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            this.sha1 = HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** Returns the program. */
    public String text() {
        return text;
    }

    /** Returns the name under which a server knows a program that it has run: its SHA-1 in hexadecimal. */
    public String sha1() {
        return sha1;
    }
}
