package dev.gatehouse.config;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value as it was written, and where.
 *
 * @param value a {@link String}, {@link Boolean}, {@link Number}, {@link java.time.Duration}, a {@link List} of
 *     settings, a {@link Settings}, {@link #NULL}, or, from a builder, any object of the application's
 * @param place where it was written, for an operator to find it
 */
public record Setting(Object value, String place) {

    private static final BigDecimal MOST_WHOLE = BigDecimal.valueOf(Long.MAX_VALUE);

    /** What JSON's {@code null} is read as. */
    public static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    /** Returns whether this is an empty text or an empty list. */
    public boolean isEmpty() {
        return (value instanceof String text && text.isBlank()) || (value instanceof List<?> list && list.isEmpty());
    }

    /** Returns the value if it is a whole number, also one that is written 100.0; else null. */
    public @Nullable Long asWholeNumber() {
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigDecimal decimal && decimal.abs().compareTo(MOST_WHOLE) <= 0) {
            return decimal.stripTrailingZeros().scale() <= 0 ? (Long) decimal.longValue() : null;
        }
        return null;
    }

    /** Returns the value as its writer would recognise it: strings in single quotes, the rest as in JSON. */
    public String quoted() {
        if (value instanceof String text) {
            return quote(text);
        }
        if (value instanceof List<?>) {
            return "a list";
        }
        return value instanceof Settings ? "an object" : value.toString();
    }

    /** Returns what kind of value it is. */
    String kind() {
        if (value instanceof List<?>) {
            return "a list";
        }
        if (value instanceof Settings) {
            return "an object";
        }
        return value instanceof String ? "a text" : value instanceof Number ? "a number" : "true or false";
    }

    /** Returns a text in single quotes, cut where it is too long to read and with what cannot be seen made visible. */
    public static String quote(String text) {
        var shown = new StringBuilder("'");
        for (var i = 0; i < text.length(); i++) {
            if (i == 120) {
                shown.append('…');
                break;
            }
            var c = text.charAt(i);
            if (c != ' ' && isInvisible(c)) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.append('\'').toString();
    }

    /** Controls, white space, and the zero-width and direction marks that come along with copied text. */
    private static boolean isInvisible(char c) {
        return Character.isISOControl(c)
                || Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT;
    }
}
