package dev.gatehouse.error;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.gatehouse.config.Json;
import dev.gatehouse.config.Names;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.config.Settings;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Turns what was written as a body into a {@link BodyTemplate}: first into JSON with a mark for each placeholder, then
 * into the pieces between the marks.
 */
final class BodyCompiler<P extends Enum<P>> {

    /** Stands around a placeholder's number. JSON escapes this character, so it never comes from what was written. */
    private static final char MARK = '\u0001';
    /** Follows the number of a placeholder that is a whole value. */
    private static final String ALONE = "!";

    private final Class<P> type;
    private final Problems problems;

    BodyCompiler(Class<P> type, Problems problems) {
        this.type = type;
        this.problems = problems;
    }

    BodyTemplate<P> compile(Setting body) {
        var text = new StringWriter();
        try (var json = Json.FACTORY.createGenerator(text)) {
            write(body, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pieces(text.toString());
    }

    private void write(Setting setting, JsonGenerator json) throws IOException {
        var value = setting.value();
        if (value instanceof Settings object) {
            json.writeStartObject();
            for (var name : object.names()) {
                var member = object.get(name);
                if (member != null) {
                    json.writeFieldName(name);
                    write(member, json);
                }
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (var element : list) {
                write((Setting) element, json);
            }
            json.writeEndArray();
        } else if (value instanceof String string) {
            json.writeRawValue(marked(string, setting.place()));
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else {
            json.writeNull();
        }
    }

    private String marked(String text, String place) {
        if (text.startsWith("{") && text.indexOf('}') == text.length() - 1) {
            return mark(text.substring(1, text.length() - 1), place, ALONE);
        }
        var marked = new StringBuilder("\"");
        var at = 0;
        while (true) {
            var open = text.indexOf('{', at);
            var close = open < 0 ? -1 : text.indexOf('}', open);
            if (close < 0) {
                return marked.append(escaped(text.substring(at))).append('"').toString();
            }
            marked.append(escaped(text.substring(at, open))).append(mark(text.substring(open + 1, close), place, ""));
            at = close + 1;
        }
    }

    private static char[] escaped(String text) {
        return JsonStringEncoder.getInstance().quoteAsString(text);
    }

    private String mark(String name, String place, String kind) {
        var names = new ArrayList<String>();
        for (var constant : type.getEnumConstants()) {
            names.add(camelCase(constant.name()));
        }
        if (!names.contains(name)) {
            var nearest = Names.nearest(name, names);
            problems.add(
                    place,
                    "refusal.placeholder",
                    "there is no placeholder " + Setting.quote("{" + name + "}"),
                    nearest == null ? "there are {" + String.join("}, {", names) + "}" : "write {" + nearest + "}");
            return "";
        }
        return MARK + String.valueOf(names.indexOf(name)) + kind + MARK;
    }

    private static String camelCase(String constant) {
        var words = constant.toLowerCase(Locale.ROOT).split("_", -1);
        var name = new StringBuilder(words[0]);
        for (var i = 1; i < words.length; i++) {
            name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
        }
        return name.toString();
    }

    private BodyTemplate<P> pieces(String json) {
        var pieces = json.split(String.valueOf(MARK), -1);
        List<BodyTemplate.Place<P>> places = new ArrayList<>();
        for (var i = 1; i < pieces.length; i += 2) {
            var alone = pieces[i].endsWith(ALONE);
            var number = Integer.parseInt(alone ? pieces[i].substring(0, pieces[i].length() - 1) : pieces[i]);
            places.add(new BodyTemplate.Place<>(
                    type.getEnumConstants()[number], alone, pieces[i + 1].getBytes(StandardCharsets.UTF_8)));
        }
        return new BodyTemplate<>(pieces[0].getBytes(StandardCharsets.UTF_8), places);
    }
}
