package dev.gatehouse.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What an operator is told to write instead: what was meant, where that can be guessed, and else an example. */
final class Fix {

    private Fix() {}

    /** Returns what to write in place of what is not a whole number. */
    static String number(Setting setting, boolean isText, long otherwise, long least, long most) {
        if (setting.value() instanceof String text && text.strip().matches("\\d{1,18}")) {
            var meant = Long.parseLong(text.strip());
            if (meant >= least && meant <= most) {
                return "write " + meant + (isText ? "" : ", without quotes");
            }
        }
        // What is required has no default to show.
        var example = otherwise < least || otherwise > most ? "" : ", such as " + otherwise;
        return "write a number from " + least + " to " + most + example;
    }

    /** Returns what to write in place of what is not a span of time. */
    static String duration(Setting setting, Duration otherwise, Duration least, Duration most) {
        var meant = setting.value() instanceof String text ? Durations.meant(text) : null;
        if (meant != null && meant.compareTo(least) >= 0 && meant.compareTo(most) <= 0) {
            return "write " + Durations.text(meant);
        }
        if (setting.value() instanceof String text && least.toMillis() % 1_000 != 0) {
            var spaceless = text.replace(" ", "");
            var fine = Durations.parseFine(spaceless);
            if (fine != null && fine.compareTo(least) >= 0 && fine.compareTo(most) <= 0) {
                return "write " + spaceless;
            }
        }
        return "write a count of s, m, h or d, such as "
                + (otherwise.compareTo(least) < 0 ? "15m" : Durations.text(otherwise));
    }

    /** Writes what somebody put into one text as the array of JSON that was meant. */
    static String array(String text) {
        return Arrays.stream(text.split(","))
                .map(part -> "\"" + part.strip() + "\"")
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
