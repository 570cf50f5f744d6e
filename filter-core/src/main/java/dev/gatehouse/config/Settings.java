package dev.gatehouse.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wrote: names, values, and where each of them stands. It gives no meaning to anything; that is
 * {@link SettingsReader}'s. Not thread-safe.
 */
public final class Settings {

    /** How values were written down, where that makes a difference to how they are read. */
    enum Form {
        /** Every value is a text: numbers, booleans and lists must be told from it. */
        TEXT,
        /** Values have the types of JSON. */
        JSON,
        /** Values have the types of the builder's methods. */
        JAVA
    }

    private final Form form;
    private final String place;
    private final FileSource source;
    private final Map<String, Setting> byName = new LinkedHashMap<>();
    private final Map<String, String> namePlaces = new LinkedHashMap<>();
    /** The lists among the values that a builder may go on with. */
    private final Map<String, List<Setting>> lists = new HashMap<>();

    Settings(Form form, String place, FileSource source) {
        this.form = form;
        this.place = place;
        this.source = source;
    }

    /** Makes settings that are in no file; files that they name are looked up on disk. */
    Settings(Form form, String place) {
        this(form, place, new FileSource("", SourceFiles.withoutWebApplication()));
    }

    /**
     * Reads a filter's init-params.
     *
     * @param filter how an operator knows the filter: {@code CorsFilter 'cors'}
     * @param names the names of its init-params
     * @param value the value of an init-param
     */
    public static Settings ofInitParams(
            String filter, Iterable<String> names, Function<String, @Nullable String> value) {
        var settings = new Settings(Form.TEXT, filter);
        var sorted = new ArrayList<String>();
        names.forEach(sorted::add);
        Collections.sort(sorted);
        for (var name : sorted) {
            var text = value.apply(name);
            if (text != null) {
                settings.put(name, text, filter + ", init-param " + name);
            }
        }
        return settings;
    }

    /**
     * Makes an empty set for a builder to fill.
     *
     * @param builder how the builder is called in code: {@code CorsPolicy.builder()}
     */
    public static Settings ofBuilder(String builder) {
        return new Settings(Form.JAVA, builder);
    }

    /** Keeps what a builder's method was given; a later call replaces an earlier one. */
    public void set(String name, @Nullable Object value) {
        lists.remove(name);
        put(name, orNull(value), place + "." + name + "(…)");
    }

    /** Keeps the list that a builder's method was given; a later call replaces an earlier one. */
    public void setAll(String name, @Nullable Object @Nullable [] values) {
        if (values == null) {
            set(name, null);
            return;
        }
        var where = place + "." + name + "(…)";
        var elements = new ArrayList<Setting>();
        for (var value : values) {
            elements.add(new Setting(orNull(value), where + ", argument " + (elements.size() + 1)));
        }
        lists.put(name, elements);
        put(name, elements, where);
    }

    private static Object orNull(@Nullable Object value) {
        return value == null ? Setting.NULL : value;
    }

    /** Adds to the list that a builder's method collects with every call. */
    public void add(String name, Object value) {
        var elements = lists.get(name);
        if (elements == null) {
            elements = new ArrayList<>();
            lists.put(name, elements);
            put(name, elements, place);
        }
        elements.add(new Setting(value, value instanceof Settings inner ? inner.place() : place));
    }

    void put(String name, Object value, String where) {
        put(name, value, where, where);
    }

    void put(String name, Object value, String where, String nameWhere) {
        byName.put(name, new Setting(value, where));
        namePlaces.put(name, nameWhere);
    }

    /** Returns what was written under a name, or null if nothing was. */
    public @Nullable Setting get(String name) {
        return byName.get(name);
    }

    /** Returns the names that were written, in their order. */
    public Iterable<String> names() {
        return byName.keySet();
    }

    /** Returns whether nothing was written. */
    public boolean isEmpty() {
        return byName.isEmpty();
    }

    /** Returns where these settings stand as a whole. */
    public String place() {
        return place;
    }

    /** Returns where the name itself stands, which in a file is before its value. */
    String placeOfName(String name) {
        return namePlaces.getOrDefault(name, place);
    }

    /** Returns the same settings, as they are now, where another reading opens the files that they name. */
    public Settings readingFrom(SourceFiles files) {
        var copy = new Settings(form, place, new FileSource(source.location(), files));
        byName.forEach((name, setting) -> {
            var list = lists.get(name);
            copy.byName.put(name, list == null ? setting : new Setting(List.copyOf(list), setting.place()));
        });
        copy.namePlaces.putAll(namePlaces);
        return copy;
    }

    /** Returns what opens the files that they name. */
    public SourceFiles files() {
        return source.files();
    }

    /** Returns the file that these settings are in. */
    FileSource source() {
        return source;
    }

    Form form() {
        return form;
    }
}
