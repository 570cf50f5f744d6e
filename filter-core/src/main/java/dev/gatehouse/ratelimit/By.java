package dev.gatehouse.ratelimit;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a caller is told by. Immutable.
 *
 * @param kind what it is
 * @param name of the header, cookie or attribute; empty otherwise
 * @param resolver the application's own; null otherwise
 */
record By(Kind kind, String name, @Nullable KeyResolver resolver) {

    /** What a caller can be told by. */
    enum Kind {
        API_KEY("apiKey", false),
        ADDRESS("address", false),
        USER("user", false),
        SESSION("session", false),
        HEADER("header", true),
        COOKIE("cookie", true),
        ATTRIBUTE("attribute", true),
        PATH("path", false),
        EVERYONE("everyone", false),
        RESOLVER("", false);

        private final String word;
        private final boolean named;

        Kind(String word, boolean named) {
            this.word = word;
            this.named = named;
        }

        /** Returns how a setting writes it; empty for what only Java can give. */
        String word() {
            return word;
        }

        /** Returns whether a colon and a name follow the word. */
        boolean isNamed() {
            return named;
        }
    }

    static By of(KeyResolver resolver) {
        return new By(Kind.RESOLVER, "", resolver);
    }

    /** Returns it as a setting writes it. */
    @Override
    public String toString() {
        if (kind == Kind.RESOLVER) {
            return "a KeyResolver";
        }
        return kind.isNamed() ? kind.word() + ":" + name : kind.word();
    }

    /** Returns whether two of these tell callers by the same thing; header names ignore case. */
    boolean isSameAs(By other) {
        return kind == other.kind
                && resolver == other.resolver
                && (kind == Kind.HEADER
                        ? name.toLowerCase(Locale.ROOT).equals(other.name.toLowerCase(Locale.ROOT))
                        : name.equals(other.name));
    }
}
