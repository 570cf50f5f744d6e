package dev.gatehouse.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Spans of time as settings write them: {@code 30s}, {@code 15m}, {@code 6h}, {@code 7d}, or a bare number of seconds.
 */
public final class Durations {

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

    /** Writes a span of whole seconds in the largest unit that divides it: {@code 90s}, {@code 1h}. */
    public static String text(Duration span) {
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
