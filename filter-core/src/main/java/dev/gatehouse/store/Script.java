package dev.gatehouse.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A program in Lua that a {@link ScriptServer} runs as one step. Immutable. */
public final class Script {

    private final String text;
    private final boolean takesSeveral;
    private final String sha1;

    /**
     * Makes a script.
     *
     * @param text the program
     * @param takesSeveral see {@link #takesSeveral}
     */
    public Script(String text, boolean takesSeveral) {
        this.text = text;
        this.takesSeveral = takesSeveral;
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

    /**
     * Returns whether several calls may be sent as one: the keys of one after those of the other, and so the arguments.
     * Then the program returns the numbers of each call one after the other, too, and before them how many those are.
     */
    public boolean takesSeveral() {
        return takesSeveral;
    }

    /**
     * Returns the numbers of each call out of those that the program has returned.
     *
     * @param returned by a program that {@linkplain #takesSeveral takes several} calls, or one that does not
     */
    public List<List<Long>> answers(List<Long> returned) {
        if (!takesSeveral) {
            return List.of(returned);
        }
        var answers = new ArrayList<List<Long>>();
        for (var at = 0; at < returned.size(); ) {
            var end = at + 1 + Math.toIntExact(returned.get(at));
            answers.add(returned.subList(at + 1, end));
            at = end;
        }
        return answers;
    }

    /** Returns the name under which a server knows a program that it has run: its SHA-1 in hexadecimal. */
    public String sha1() {
        return sha1;
    }
}
