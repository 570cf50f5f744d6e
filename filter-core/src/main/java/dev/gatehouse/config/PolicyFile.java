package dev.gatehouse.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A policy file: JSON with a section for each filter, read into {@link Settings} that know the line and column of every
 * value. Strictly JSON (RFC 8259), in UTF-8.
 */
public final class PolicyFile {

    private final String name;
    private final FileSource source;
    private final Problems problems;

    private PolicyFile(FileSource source, Problems problems) {
        this.source = source;
        this.name = source.name();
        this.problems = problems;
    }

    /**
     * Reads one section.
     *
     * @param location {@code /WEB-INF/…} is looked up in the web application, {@code classpath:…} on the class path,
     *     anything else on disk
     * @param section the one to read
     * @param files opens it, and what it names
     * @param problems is told what is wrong with the file, as far as that can be told without its meaning
     * @return the section, or null if it cannot be read; there is a problem then
     */
    public static @Nullable Settings readSection(
            String location, Section section, SourceFiles files, Problems problems) {
        var source = new FileSource(location, files);
        var content = source.read(problems);
        return content == null ? null : section(source, section, content, problems);
    }

    /** Reads a whole file that a setting of another names: its one object, or null if there is a problem. */
    static @Nullable Settings readBeside(FileSource other, Setting name, Problems problems) {
        var source = other.beside((String) name.value());
        var content = source.read(name.place(), "there is no file " + name.quoted(), problems);
        return content == null ? null : new PolicyFile(source, problems).parse(content);
    }

    private static @Nullable Settings read(FileSource source, Problems problems) {
        var content = source.read(problems);
        return content == null ? null : new PolicyFile(source, problems).parse(content);
    }

    /**
     * Reads every section that a file on disk has, for a check before there is a server.
     *
     * @param location the file's path
     * @param problems is told what is wrong with the file, as far as that can be told without its meaning
     * @return the sections that can be read; if there is none, there is a problem
     */
    public static Map<Section, Settings> readSections(String location, Problems problems) {
        var sections = new EnumMap<Section, Settings>(Section.class);
        var file = read(onDisk(location), problems);
        if (file == null) {
            return sections;
        }
        var before = problems.count();
        var reader = topLevel(file, problems);
        for (var section : Section.values()) {
            var settings = reader.get(section.key()) == null ? null : settingsOf(reader, section, problems);
            if (settings != null) {
                sections.put(section, settings);
            }
        }
        if (sections.isEmpty() && problems.count() == before) {
            problems.add(
                    file.place(),
                    "file.no-section",
                    "the file has neither a section 'cors' nor a section 'rateLimit'",
                    "add \"cors\": { … } or \"rateLimit\": { … }");
        }
        return sections;
    }

    /** Returns a file on disk, whatever its name begins with, and whatever begin the names that it names. */
    private static FileSource onDisk(String location) {
        var files = new SourceFiles(path -> null, path -> path);
        return new FileSource(SourceFiles.isOnClassPath(location) ? "./" + location : location, files);
    }

    /** Reads one section of a file's content. */
    static @Nullable Settings section(FileSource source, Section section, byte[] content, Problems problems) {
        var file = new PolicyFile(source, problems).parse(content);
        if (file == null) {
            return null;
        }
        var reader = topLevel(file, problems);
        var found = reader.get(section.key());
        if (found == null && file.get(section.key()) != null) {
            return null;
        }
        if (found == null) {
            problems.add(
                    file.place(),
                    "file.no-section",
                    "the file has no section " + Setting.quote(section.key()),
                    "add \"" + section.key() + "\": { … }");
            return null;
        }
        return settingsOf(reader, section, problems);
    }

    /** Judges what stands beside the sections. */
    private static SettingsReader topLevel(Settings file, Problems problems) {
        var reader = new SettingsReader(file, problems);
        reader.text("$schema");
        for (var each : Section.values()) {
            reader.get(each.key());
        }
        reader.finish();
        return reader;
    }

    private static @Nullable Settings settingsOf(SettingsReader file, Section section, Problems problems) {
        var found = Objects.requireNonNull(file.get(section.key()));
        if (found.value() instanceof Settings settings) {
            return settings;
        }
        problems.add(
                found.place(),
                "setting.not-object",
                section.key() + " is " + found.quoted() + ", not an object",
                "write \"" + section.key() + "\": { … }");
        return null;
    }

    /** Reads a JSON object from a text; {@code name} is what problems call it. Returns null if there is a problem. */
    public static @Nullable Settings parse(String name, String json, Problems problems) {
        return new PolicyFile(new FileSource(name, SourceFiles.withoutWebApplication()), problems)
                .parse(json.getBytes(UTF_8));
    }

    /** Reads any JSON from a text; {@code name} is what problems call it. Returns null if there is a problem. */
    static @Nullable Setting parseValue(String name, String json, Problems problems) {
        var file = new PolicyFile(new FileSource(name, SourceFiles.withoutWebApplication()), problems);
        var value = file.parseValue(json.getBytes(UTF_8));
        return value == null ? null : new Setting(value, name);
    }

    private @Nullable Settings parse(byte[] content) {
        var value = parseValue(content);
        if (value == null || value instanceof Settings) {
            return (Settings) value;
        }
        problems.add(name, "setting.not-object", "the file is not one object", "write { \"cors\": { … } }");
        return null;
    }

    private @Nullable Object parseValue(byte[] content) {
        try (var parser = Json.FACTORY.createParser(text(content))) {
            if (parser.nextToken() == null) {
                problems.add(name, "file.empty", "the file is empty", "write { \"cors\": { … } }");
                return null;
            }
            var value = value(parser, "");
            if (parser.nextToken() != null) {
                problems.add(place(parser, ""), "file.syntax", "something follows the file's one object", "remove it");
                return null;
            }
            return value;
        } catch (CharacterCodingException e) {
            problems.add(name, "file.not-utf8", "the file is not in UTF-8", "save it in UTF-8");
        } catch (JsonProcessingException e) {
            var why = problems.areQuoting() ? ": " + e.getOriginalMessage() : "";
            problems.add(place(e.getLocation(), ""), "file.syntax", "this is not JSON" + why, "");
        } catch (IOException e) {
            problems.add(name, "file.unreadable", "the file cannot be read: " + e, "");
        }
        return null;
    }

    /** Decoded before it is parsed, so that columns count characters, as editors do, and not bytes. */
    private static String text(byte[] content) throws CharacterCodingException {
        var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private Object value(JsonParser parser, String pointer) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, pointer);
            case START_ARRAY -> array(parser, pointer);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? parser.getDecimalValue()
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            default -> Setting.NULL;
        };
    }

    private static BigDecimal decimal(JsonParser parser) throws IOException {
        try {
            return parser.getDecimalValue();
        } catch (NumberFormatException e) {
            var what = Setting.quote(parser.getText()) + " has too large an exponent";
            throw new JsonParseException(parser, what, parser.currentTokenLocation(), e);
        }
    }

    private Settings object(JsonParser parser, String pointer) throws IOException {
        var settings = new Settings(Settings.Form.JSON, place(parser, pointer), source);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var key = parser.currentName();
            var child = pointer + "/" + key.replace("~", "~0").replace("/", "~1");
            var namePlace = place(parser, child);
            parser.nextToken();
            var valuePlace = place(parser, child);
            var twice = settings.get(key) != null;
            if (twice) {
                problems.add(
                        problems.place(namePlace),
                        "file.duplicate-name",
                        (problems.areQuoting() ? key : "a name") + " is written twice",
                        "remove one");
            }
            settings.put(key, value(parser, child), valuePlace, namePlace);
        }
        return settings;
    }

    private List<Setting> array(JsonParser parser, String pointer) throws IOException {
        var elements = new ArrayList<Setting>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            var child = pointer + "/" + elements.size();
            var place = place(parser, child);
            elements.add(new Setting(value(parser, child), place));
        }
        return elements;
    }

    private String place(JsonParser parser, String pointer) {
        return place(parser.currentTokenLocation(), pointer);
    }

    private String place(@Nullable JsonLocation at, String pointer) {
        var where = at == null ? name : name + ":" + at.getLineNr() + ":" + at.getColumnNr();
        return pointer.isEmpty() ? where : where + " (" + pointer + ")";
    }
}
