package dev.gatehouse.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Spans of time as settings write them: {@code 30s}, {@code 15m}, {@code 6h}, {@code 7d}, or a bare number of seconds.
 */
public final class Durations {

    /** A count and its unit, of which the first letter is enough. */
    private static final Pattern WORDS =
            Pattern.compile("(\\d{1,9})\\s*(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)");

    private Durations() {}

    /** Reads a span of time, or returns null if the text is none. */
    public static @Nullable Duration parse(String text) {
        if (!text.matches("\\d{1,9}[smhd]?")) {
            return null;
        }
        var unit = text.charAt(text.length() - 1);
        var count = Character.isDigit(unit) ? text : text.substring(0, text.length() - 1);
        var number = Long.parseLong(count);
        return switch (unit) {
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            case 'd' -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }

    /** Reads a span of time that may be of milliseconds, such as {@code 25ms}, or returns null if the text is none. */
    static @Nullable Duration parseFine(String text) {
        return text.matches("\\d{1,9}ms")
                ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                : parse(text);
    }

    /** Works out what somebody meant by {@code 2 hours} or {@code 30min}, or returns null. */
    static @Nullable Duration meant(String text) {
        var words = WORDS.matcher(text.strip().toLowerCase(Locale.ROOT));
        return words.matches() ? parse(words.group(1) + words.group(2).charAt(0)) : null;
    }

    /**
     * Writes a span of whole milliseconds in the largest unit that divides it: {@code 25ms}, {@code 90s}, {@code 1h}.
     */
    public static String text(Duration span) {
        if (span.toMillis() % 1_000 != 0) {
            return span.toMillis() + "ms";
        }
        var seconds = span.toSeconds();
        if (seconds == 0) {
            return "0";
        }
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
