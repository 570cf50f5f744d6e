package dev.gatehouse.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * Decimal texts of numbers, remembered, since header values are the same few over and over: what is left of a limit,
 * and the seconds at which it resets. Each number has one place; whoever comes later to a place has it.
 *
 * <p>Thread-safe: a text and its number are one immutable object, so a race only costs making it again.
 */
final class NumberTexts {

    private static final int PLACES = 1 << 12;

    private record Text(long number, String digits) {}

    private final @Nullable Text[] texts = new Text[PLACES];

    String of(long number) {
        var place = (int) number & (PLACES - 1);
        var text = texts[place];
        if (text == null || text.number() != number) {
            text = new Text(number, Long.toString(number));
            texts[place] = text;
        }
        return text.digits();
    }
}
