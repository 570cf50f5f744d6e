package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Names;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads who is counted: {@code apiKey}, {@code header:X-Tenant}, and combinations. */
final class ByReader {

    /** What people write, and what they mean. */
    private static final Map<String, String> MEANT = Map.of(
            "ip", "address",
            "client", "address",
            "remoteaddr", "address",
            "key", "apiKey",
            "principal", "user",
            "username", "user",
            "url", "path",
            "uri", "path",
            "global", "everyone",
            "all", "everyone");

    private final Problems problems;

    ByReader(Problems problems) {
        this.problems = problems;
    }

    /** Reads a list. What cannot be read is left out, and told. */
    List<By> read(List<Setting> settings, String place) {
        if (settings.isEmpty()) {
            problems.add(place, "by.empty", "by names nothing to count by", "write address");
        }
        var all = new ArrayList<By>();
        for (var setting : settings) {
            var by = setting.value() instanceof KeyResolver resolver ? By.of(resolver) : read(setting);
            if (by == null) {
                continue;
            }
            if (all.stream().anyMatch(by::isSameAs)) {
                problems.add(setting.place(), "by.twice", "by names " + by + " twice", "remove one");
            }
            all.add(by);
        }
        if (all.size() > 1 && all.stream().anyMatch(by -> by.kind() == By.Kind.EVERYONE)) {
            problems.add(
                    place,
                    "by.everyone",
                    "by names everyone beside others, where it changes nothing",
                    "remove everyone, or all others");
        }
        return all;
    }

    private @Nullable By read(Setting setting) {
        var text = (String) setting.value();
        var colon = text.indexOf(':');
        var word = colon < 0 ? text : text.substring(0, colon);
        var name = colon < 0 ? "" : text.substring(colon + 1);
        var words = new ArrayList<String>();
        for (var kind : By.Kind.values()) {
            if (kind == By.Kind.RESOLVER) {
                continue;
            }
            words.add(kind.isNamed() ? kind.word() + ":NAME" : kind.word());
            if (kind.word().equals(word)) {
                return read(setting, kind, name, colon >= 0);
            }
        }
        problems.add(
                setting.place(),
                "by.unknown",
                setting.quoted() + " is nothing to count by; there are " + String.join(", ", words),
                fix(word, name));
        return null;
    }

    private static String fix(String word, String name) {
        var kinds = new ArrayList<String>();
        for (var kind : By.Kind.values()) {
            kinds.add(kind.word());
        }
        kinds.remove("");
        var meant = MEANT.get(word.toLowerCase(Locale.ROOT));
        var nearest = meant == null ? Names.nearest(word, kinds) : meant;
        for (var kind : By.Kind.values()) {
            if (kind.word().equals(nearest)) {
                return "write " + example(kind, name);
            }
        }
        return "";
    }

    /** Returns how a kind is written: with this name, if it takes one and that is one. */
    private static String example(By.Kind kind, String name) {
        if (!kind.isNamed()) {
            return kind.word();
        }
        var bare = name.strip().replaceFirst(":$", "");
        return kind.word() + ":" + (isName(kind, bare) ? bare : "NAME");
    }

    private static boolean isName(By.Kind kind, String name) {
        // RFC 9110, section 5.6.2; RFC 6265, section 4.1.1.
        return kind == By.Kind.ATTRIBUTE
                ? !name.isEmpty() && name.equals(name.strip())
                : name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    }

    private @Nullable By read(Setting setting, By.Kind kind, String name, boolean hasColon) {
        String wrong;
        if (!kind.isNamed()) {
            wrong = hasColon ? "takes no name" : "";
        } else if (name.isBlank()) {
            wrong = "names no " + kind.word();
        } else {
            var article = kind == By.Kind.ATTRIBUTE ? "an " : "a ";
            wrong = isName(kind, name) ? "" : "is not the name of " + article + kind.word();
        }
        if (!wrong.isEmpty()) {
            problems.add(setting.place(), "by.name", setting.quoted() + " " + wrong, "write " + example(kind, name));
            return null;
        }
        return new By(kind, name, null);
    }
}
