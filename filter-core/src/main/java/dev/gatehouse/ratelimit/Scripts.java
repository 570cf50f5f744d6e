package dev.gatehouse.ratelimit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.store.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The programs that a server is sent about buckets with some kinds of meters. They have nothing else in them: a server
 * makes all functions of a script anew at each call, and that is most of what a call costs. Immutable.
 */
final class Scripts {

    /** A kind of meter, with a file of its own that is named like it. */
    enum Kind {
        SLIDING(1),
        FIXED(2),
        CALENDAR(3),
        TOKENS(4),
        HELD(5),
        PENALTY(6);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        /** Returns what it is called in its file. */
        int number() {
            return number;
        }

        /** Returns the set that has only it. */
        private int alone() {
            return 1 << (number - 1);
        }

        /** Returns the set that has it, and what its file needs. */
        int set() {
            return alone() | (this == HELD || this == PENALTY ? SLIDING.alone() : 0);
        }
    }

    private static final AtomicReferenceArray<Scripts> ALL = new AtomicReferenceArray<>(1 << Kind.values().length);

    private final Script decide;
    private final Script giveBack;

    private Scripts(int kinds) {
        var needed = new StringBuilder();
        for (var kind : Kind.values()) {
            if ((kinds & kind.alone()) != 0) {
                needed.append(resource(kind.name().toLowerCase(Locale.ROOT))).append('\n');
            }
        }
        this.decide = new Script(resource("meters") + "\n" + needed + resource("decide"), true);
        this.giveBack = new Script(resource("meters") + "\n" + needed + resource("give-back"), true);
    }

    /**
     * Returns those for a set of kinds.
     *
     * @param kinds one or more, put together, of {@link Kind#set}
     */
    static Scripts of(int kinds) {
        var scripts = ALL.get(kinds);
        if (scripts == null) {
            scripts = new Scripts(kinds);
            ALL.set(kinds, scripts);
        }
        return scripts;
    }

    /** Returns the one by which nodes know of each other. */
    static Script nodes() {
        return new Script(resource("nodes"), false);
    }

    /** Returns the one that forgets a bucket. */
    static Script reset() {
        return new Script("return {redis.call('DEL', KEYS[1])}", false);
    }

    private static String resource(String name) {
        try (var text = Objects.requireNonNull(Scripts.class.getResourceAsStream(name + ".lua"), name)) {
            return new String(text.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the one that takes a charge. */
    Script decide() {
        return decide;
    }

    /** Returns the one that gives back what was taken. */
    Script giveBack() {
        return giveBack;
    }
}
