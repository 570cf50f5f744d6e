package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Settings;
import java.time.Duration;

/**
 * Collects the settings of one limit in full, each under the name that it has in a policy file. A later call of a
 * method replaces an earlier one. Not thread-safe.
 */
public final class LimitBuilder {

    private final Settings settings;

    LimitBuilder(String place) {
        settings = Settings.ofBuilder(place);
    }

    Settings settings() {
        return settings;
    }

    /** Sets how many requests there are in a window, from 1 to a billion. Required, unless {@link #concurrent} is. */
    public LimitBuilder requests(long number) {
        settings.set("requests", number);
        return this;
    }

    /** Sets in how long, from 1 s to 366 days in whole seconds. Required, as {@link #requests}. */
    public LimitBuilder window(Duration window) {
        settings.set("window", window);
        return this;
    }

    /**
     * Sets in how long: {@code second}, {@code minute}, {@code hour}, {@code day}, a count of {@code s}, {@code m},
     * {@code h} or {@code d}; with {@link Alignment#CALENDAR} {@code hour}, {@code day}, {@code week}, {@code month} or
     * {@code year}.
     */
    public LimitBuilder window(String window) {
        settings.set("window", window);
        return this;
    }

    /** Sets how requests are counted; {@link Algorithm#SLIDING_WINDOW} by default. */
    public LimitBuilder algorithm(Algorithm algorithm) {
        settings.set("algorithm", algorithm);
        return this;
    }

    /** Sets how many a token bucket holds, from 1 to a billion; as many as {@link #requests} by default. */
    public LimitBuilder burst(long number) {
        settings.set("burst", number);
        return this;
    }

    /** Sets where fixed windows begin; {@link Alignment#CLOCK} by default. */
    public LimitBuilder align(Alignment alignment) {
        settings.set("align", alignment);
        return this;
    }

    /** Sets the time zone of the calendar, such as {@code Europe/Berlin}. Required for it, and only for it. */
    public LimitBuilder zone(String zone) {
        settings.set("zone", zone);
        return this;
    }

    /**
     * Sets how many requests there can be at once, from 1 to a billion, instead of {@link #requests} in a
     * {@link #window}. A request is under way until the application has answered it, also asynchronously.
     */
    public LimitBuilder concurrent(long number) {
        settings.set("concurrent", number);
        return this;
    }

    /** Sets what clients are told it is called, in printable ASCII without colons; {@code 1000/hour} by default. */
    public LimitBuilder name(String name) {
        settings.set("name", name);
        return this;
    }
}
