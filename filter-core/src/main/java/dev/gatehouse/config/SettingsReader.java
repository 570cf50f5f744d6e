package dev.gatehouse.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settings read by type. Whoever asks for a setting thereby makes its name known; what was written and never asked for
 * is a problem, and so is a value of another type. A problem never stops the reading: the default stands in, so that
 * all problems are found at once. Not thread-safe.
 */
public final class SettingsReader {

    private final Settings settings;
    private final Problems problems;
    /** What names of init-params begin with that are in an object elsewhere: {@code store.}. */
    private final String prefix;

    private final Set<String> known;

    /** Makes a reader of these settings that reports to these problems. */
    public SettingsReader(Settings settings, Problems problems) {
        this(settings, problems, "", new LinkedHashSet<>());
    }

    private SettingsReader(Settings settings, Problems problems, String prefix, Set<String> known) {
        this.settings = settings;
        this.problems = problems;
        this.prefix = prefix;
        this.known = known;
    }

    /** Returns a reader of nothing, for an object that was not written. */
    public static SettingsReader empty(String place, Problems problems) {
        return new SettingsReader(new Settings(Settings.Form.JSON, place), problems);
    }

    /** Returns whether everything was written as text, as init-params are. */
    public boolean isText() {
        return settings.form() == Settings.Form.TEXT;
    }

    /** Returns the problems that this reader reports to. */
    public Problems problems() {
        return problems;
    }

    /** Returns the settings that it reads. */
    public Settings settings() {
        return settings;
    }

    /** Returns where these settings stand as a whole. */
    public String place() {
        return settings.place();
    }

    /** Returns every name that was asked for, in that order: the list of settings there are. */
    public Set<String> known() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(known));
    }

    /** Returns what was written under a name, or null. */
    public @Nullable Setting get(String name) {
        var isFirst = known.add(prefix + name);
        var setting = settings.get(prefix + name);
        if (setting != null && setting.value() == Setting.NULL) {
            if (isFirst) {
                problems.add(setting.place(), "setting.null", name + " is null", "remove it, or give it a value");
            }
            return null;
        }
        return setting;
    }

    /** Returns where a name's value was written, or where it would have to be. */
    public String placeOf(String name) {
        var setting = settings.get(prefix + name);
        return setting == null ? settings.place() : setting.place();
    }

    /** Reads {@code true} or {@code false}. */
    public boolean flag(String name, boolean otherwise) {
        var setting = get(name);
        if (setting == null) {
            return otherwise;
        }
        if (setting.value() instanceof Boolean value) {
            return value;
        }
        if (settings.form() == Settings.Form.TEXT && setting.value() instanceof String text) {
            if (text.equals("true") || text.equals("false")) {
                return text.equals("true");
            }
        }
        var text = String.valueOf(setting.value()).strip().toLowerCase(Locale.ROOT);
        var yes = List.of("true", "yes", "on", "1").contains(text);
        var no = List.of("false", "no", "off", "0").contains(text);
        problems.add(
                setting.place(),
                "setting.not-boolean",
                name + " is " + problems.quoted(setting) + ", which is neither true nor false",
                yes ? "write true" : no ? "write false" : "write true or false");
        return otherwise;
    }

    /** Reads a whole number within bounds, both inclusive. */
    public long wholeNumber(String name, long otherwise, long least, long most) {
        var setting = get(name);
        if (setting == null) {
            return otherwise;
        }
        var value = asLong(setting);
        if (value == null) {
            problems.add(
                    setting.place(),
                    "setting.not-number",
                    name + " is " + problems.quoted(setting) + ", which is not a whole number",
                    Fix.number(setting, isText(), otherwise, least, most));
            return otherwise;
        }
        if (value < least || value > most) {
            problems.add(
                    setting.place(),
                    "setting.out-of-range",
                    name + " is " + value + "; it can be from " + least + " to " + most,
                    "write " + (value < least ? least : most));
            return otherwise;
        }
        return value;
    }

    private @Nullable Long asLong(Setting setting) {
        var number = setting.asWholeNumber();
        if (number != null) {
            return number;
        }
        if (settings.form() == Settings.Form.TEXT
                && setting.value() instanceof String text
                && text.matches("-?\\d{1,18}")) {
            return Long.valueOf(text);
        }
        return null;
    }

    /** Reads a span of whole seconds within bounds, both inclusive: {@code 30m}, or a bare number of seconds. */
    public Duration duration(String name, Duration otherwise, Duration least, Duration most) {
        var value = span(name, otherwise, least, most, Durations::parse);
        if (!value.equals(Duration.ofSeconds(value.toSeconds()))) {
            problems.add(
                    placeOf(name),
                    "setting.not-seconds",
                    name + " is " + value + "; it is told to clients in whole seconds",
                    "write " + Durations.text(Duration.ofSeconds(value.toSeconds() + 1)));
            return otherwise;
        }
        return value;
    }

    /** Reads a span of whole milliseconds within bounds, both inclusive: {@code 25ms}, {@code 1s}. */
    public Duration fineDuration(String name, Duration otherwise, Duration least, Duration most) {
        return span(name, otherwise, least, most, Durations::parseFine);
    }

    private Duration span(
            String name,
            Duration otherwise,
            Duration least,
            Duration most,
            Function<String, @Nullable Duration> parse) {
        var setting = get(name);
        if (setting == null) {
            return otherwise;
        }
        var value = asDuration(setting, parse);
        if (value == null) {
            problems.add(
                    setting.place(),
                    "setting.not-duration",
                    name + " is " + problems.quoted(setting) + ", which is not a span of time",
                    Fix.duration(setting, otherwise, least, most));
            return otherwise;
        }
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            problems.add(
                    setting.place(),
                    "setting.out-of-range",
                    name + " is " + problems.quoted(setting) + "; it can be from " + Durations.text(least) + " to "
                            + Durations.text(most),
                    "write " + Durations.text(value.compareTo(least) < 0 ? least : most));
            return otherwise;
        }
        return value;
    }

    private static @Nullable Duration asDuration(Setting setting, Function<String, @Nullable Duration> parse) {
        if (setting.value() instanceof Duration value) {
            return value;
        }
        var seconds = setting.asWholeNumber();
        if (seconds != null) {
            return Duration.ofSeconds(seconds);
        }
        return setting.value() instanceof String text ? parse.apply(text) : null;
    }

    /** Reads one of an enum's constants, written in lower case with hyphens: {@code reject-unsafe}. */
    public <E extends Enum<E>> E choice(String name, E otherwise, Class<E> type) {
        var setting = get(name);
        if (setting == null) {
            return otherwise;
        }
        if (type.isInstance(setting.value())) {
            return type.cast(setting.value());
        }
        var words = new ArrayList<String>();
        for (var constant : type.getEnumConstants()) {
            if (word(constant).equals(setting.value())) {
                return constant;
            }
            words.add(word(constant));
        }
        var nearest = Names.nearest(String.valueOf(setting.value()), words);
        problems.add(
                setting.place(),
                "setting.unknown-value",
                name + " is " + problems.quoted(setting) + "; it can be " + String.join(", ", words),
                nearest == null ? "write one of these, or remove it for " + word(otherwise) : "write " + nearest);
        return otherwise;
    }

    /** Returns how settings write a constant: in lower case with hyphens. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads a text, or returns null if there is none. */
    public @Nullable Setting text(String name) {
        var setting = get(name);
        if (setting == null || setting.value() instanceof String) {
            return setting;
        }
        problems.add(
                setting.place(),
                "setting.not-text",
                name + " is " + problems.quoted(setting) + ", which is not a text",
                !(setting.value() instanceof Number)
                        ? ""
                        : problems.areQuoting() ? "write \"" + setting.value() + "\"" : "write it in quotes");
        return null;
    }

    /** Reads a text that is secret, or returns null if there is none: no problem quotes it. */
    public @Nullable Setting secretText(String name) {
        return new SettingsReader(settings, problems.withoutQuotes(), prefix, known).text(name);
    }

    /**
     * Reads a list of texts: an array of JSON, arguments of a builder, or in an init-param the parts between commas,
     * with white space around them left out. Returns null if the name was not written; an empty list is a list.
     */
    public @Nullable List<Setting> texts(String name) {
        var setting = get(name);
        if (setting == null) {
            return null;
        }
        if (settings.form() == Settings.Form.TEXT && setting.value() instanceof String text) {
            return split(name, text, setting.place());
        }
        if (!(setting.value() instanceof List<?> list)) {
            problems.add(
                    setting.place(),
                    "setting.not-list",
                    name + " is " + problems.quoted(setting) + ", which is not a list",
                    setting.value() instanceof String text ? "write " + Fix.array(text) : "write a list of texts");
            return null;
        }
        var texts = new ArrayList<Setting>();
        for (var each : list) {
            var element = (Setting) each;
            if (element.value() instanceof String) {
                texts.add(element);
            } else {
                problems.add(
                        element.place(),
                        "setting.not-text",
                        "a value of " + name + " is " + problems.quoted(element) + ", which is not a text",
                        element.value() instanceof Number ? "write \"" + element.value() + "\"" : "");
            }
        }
        return texts;
    }

    private List<Setting> split(String name, String text, String place) {
        if (text.isBlank()) {
            return List.of();
        }
        var parts = Arrays.asList(text.split(",", -1));
        var texts = new ArrayList<Setting>();
        for (var i = 0; i < parts.size(); i++) {
            var part = parts.get(i).strip();
            var where = parts.size() == 1 ? place : place + ", value " + (i + 1);
            if (part.isEmpty()) {
                problems.add(
                        where, "setting.empty-value", name + " has nothing between two commas", "remove one comma");
            } else {
                texts.add(new Setting(part, where));
            }
        }
        return texts;
    }

    /**
     * Reads an object, or returns null if there is none. Whoever asked must {@link #finish} it too. In init-params it
     * is written by the names of what is in it: {@code store.redis}.
     */
    public @Nullable SettingsReader object(String name) {
        if (isText()) {
            return new SettingsReader(settings, problems, prefix + name + ".", known);
        }
        var setting = get(name);
        return setting == null ? null : object(name, setting);
    }

    private @Nullable SettingsReader object(String name, Setting setting) {
        if (setting.value() instanceof Settings inner) {
            return new SettingsReader(inner, problems);
        }
        problems.add(
                setting.place(),
                "setting.not-object",
                name + " is " + problems.quoted(setting) + ", which is not an object",
                "write { … }");
        return null;
    }

    /**
     * Reads any JSON, or returns null if there is none. A builder's is given as a text, whose places are then lines and
     * columns of that text.
     */
    public @Nullable Setting json(String name) {
        var setting = get(name);
        if (setting != null && setting.value() instanceof String text) {
            var isWritten = settings.form() == Settings.Form.JAVA && !text.isBlank();
            return isWritten ? PolicyFile.parseValue(setting.place(), text, problems) : setting;
        }
        return setting;
    }

    /** Reads a list of objects, or returns null if there is none. */
    public @Nullable List<SettingsReader> objects(String name) {
        var setting = get(name);
        if (setting == null) {
            return null;
        }
        if (!(setting.value() instanceof List<?> list)) {
            problems.add(
                    setting.place(),
                    "setting.not-list",
                    name + " is " + problems.quoted(setting) + ", which is not a list",
                    "write [{ … }]");
            return null;
        }
        var objects = new ArrayList<SettingsReader>();
        for (var each : list) {
            var object = object("a value of " + name, (Setting) each);
            if (object != null) {
                objects.add(object);
            }
        }
        return objects;
    }

    /**
     * Reads the file that a text names, or returns null if there is none or it cannot be read. It holds secrets:
     * problems do not quote it.
     */
    public @Nullable SettingsReader secretFile(String name) {
        var setting = text(name);
        if (setting == null) {
            return null;
        }
        var secretly = problems.withoutQuotes();
        var file = PolicyFile.readBeside(settings.source(), setting, secretly);
        return file == null ? null : new SettingsReader(file, secretly);
    }

    /** Returns whether nothing of what it reads was written, or nothing but empty texts. */
    public boolean isEmpty() {
        for (var name : settings.names()) {
            var setting = settings.get(name);
            if (name.startsWith(prefix) && setting != null && !setting.value().equals("")) {
                return false;
            }
        }
        return true;
    }

    /** Returns the names that were written, for objects whose names are free; they are known thereby. */
    public List<String> names() {
        var names = new ArrayList<String>();
        settings.names().forEach(names::add);
        known.addAll(names);
        return names;
    }

    /** Ends the reading: whatever was written and never asked for is a problem, with the nearest name there is. */
    public void finish() {
        if (!prefix.isEmpty()) {
            // Whoever reads all init-params finishes these too.
            return;
        }
        for (var name : settings.names()) {
            if (known.contains(name)) {
                continue;
            }
            var nearest = Names.nearest(name, known);
            // What is like a name that there is, is no secret.
            var quotes = problems.areQuoting() || nearest != null;
            problems.add(
                    quotes ? settings.placeOfName(name) : problems.place(settings.placeOfName(name)),
                    "setting.unknown",
                    quotes ? "there is no setting " + Setting.quote(name) : "there is no such setting",
                    nearest == null ? "remove it; there are " + String.join(", ", known) : "write " + nearest);
        }
    }
}
