package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Durations;
import dev.gatehouse.config.Names;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.config.SettingsReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a limit that is written in full, as an object: {@code {"requests": 1000, "window": "1h", "algorithm":
 * "token-bucket", "burst": 100, "name": "hourly"}}, or {@code {"concurrent": 10}}.
 */
final class FullLimitReader {

    private static final List<String> OVER_TIME = List.of("requests", "window", "algorithm", "burst", "align", "zone");

    private static final String CALENDAR_UNITS =
            Arrays.stream(CalendarUnit.values()).map(CalendarUnit::word).collect(Collectors.joining(", "));

    private static final Duration LONGEST_FILLING = Duration.ofDays(36_600);

    private final SettingsReader settings;
    private final Problems problems;
    private final int before;

    FullLimitReader(SettingsReader settings) {
        this.settings = settings;
        this.problems = settings.problems();
        this.before = problems.count();
    }

    /** Returns the limit, or null if there is a problem with it. */
    @Nullable
    Limit read() {
        var quota = settings.get("concurrent") == null ? overTime() : concurrent();
        var name = name();
        settings.finish();
        if (quota == null || problems.count() > before) {
            return null;
        }
        return new Limit(name == null ? quota.toString() : name, quota);
    }

    private Quota concurrent() {
        var number = settings.wholeNumber("concurrent", 1, 1, Quota.MOST_REQUESTS);
        for (var each : OVER_TIME) {
            var beside = settings.get(each);
            if (beside != null) {
                problems.add(
                        beside.place(),
                        "limit.concurrent",
                        each + " stands beside concurrent, which is a limit by itself",
                        "remove it, or write it in another limit");
            }
        }
        return new Quota.Concurrent(number);
    }

    private @Nullable Quota overTime() {
        var requests = settings.wholeNumber("requests", 0, 1, Quota.MOST_REQUESTS);
        var algorithm = settings.choice("algorithm", Algorithm.SLIDING_WINDOW, Algorithm.class);
        var burst = settings.wholeNumber("burst", requests, 1, Quota.MOST_REQUESTS);
        for (var required : List.of("requests", "window")) {
            if (settings.get(required) == null) {
                problems.add(
                        settings.place(),
                        "limit.missing",
                        "the limit has no " + required,
                        "add such as " + (required.equals("window") ? "\"window\": \"1h\"" : "\"requests\": 1000"));
            }
        }
        var burstSetting = settings.get("burst");
        if (burstSetting != null && algorithm != Algorithm.TOKEN_BUCKET) {
            problems.add(
                    burstSetting.place(),
                    "limit.burst",
                    "burst is set, but only a token bucket has one",
                    "write \"algorithm\": \"token-bucket\", or remove burst");
        }
        if (settings.choice("align", Alignment.CLOCK, Alignment.class) == Alignment.CALENDAR) {
            return calendar(requests, algorithm);
        }
        var zone = settings.get("zone");
        if (zone != null) {
            problems.add(
                    zone.place(),
                    "limit.zone",
                    "zone is set, but only windows of the calendar are in one",
                    "add \"align\": \"calendar\", or remove zone");
        }
        var window = window();
        if (algorithm == Algorithm.TOKEN_BUCKET) {
            checkFilling(requests, window, burst);
            return new Quota.Tokens(requests, window, burst);
        }
        return Quota.of(requests, window, algorithm);
    }

    /** Times are in nanoseconds, of which a long has 292 years. */
    private void checkFilling(long requests, Duration window, long burst) {
        var seconds = window.toSeconds();
        if (requests > 0 && seconds > 0 && burst > LONGEST_FILLING.toSeconds() / seconds * requests) {
            problems.add(
                    settings.placeOf("burst"),
                    "limit.burst",
                    "a bucket of " + burst + " that gets back " + requests + " in " + Durations.text(window)
                            + " takes more than a hundred years to fill",
                    "write at most " + LONGEST_FILLING.toSeconds() / seconds * requests);
        }
    }

    private Duration window() {
        var setting = settings.get("window");
        if (setting != null && setting.value() instanceof String text) {
            var named = LimitReader.WINDOWS.get(text);
            if (named != null) {
                return named;
            }
            var unit = CalendarUnit.of(text);
            if (unit != null) {
                problems.add(
                        setting.place(),
                        "limit.window",
                        "window is " + setting.quoted() + ", which only the calendar has",
                        "write " + Durations.text(LimitReader.meant(text))
                                + ", or add \"algorithm\": \"fixed-window\", \"align\": \"calendar\" and a zone");
                return Duration.ZERO;
            }
        }
        return settings.duration("window", Duration.ZERO, Duration.ofSeconds(1), Quota.LONGEST_WINDOW);
    }

    private @Nullable Quota calendar(long requests, Algorithm algorithm) {
        if (algorithm != Algorithm.FIXED_WINDOW) {
            problems.add(
                    settings.placeOf("align"),
                    "limit.align",
                    "align is 'calendar', but only fixed windows are aligned",
                    "write \"algorithm\": \"fixed-window\", or remove align");
        }
        var zone = zone();
        var setting = settings.get("window");
        if (setting == null) {
            return null;
        }
        var unit = unit(String.valueOf(setting.value()));
        if (unit == null) {
            var nearest = Names.nearest(
                    String.valueOf(setting.value()),
                    Arrays.stream(CalendarUnit.values()).map(CalendarUnit::word).toList());
            problems.add(
                    setting.place(),
                    "limit.window",
                    "window is " + setting.quoted() + "; a window of the calendar can be " + CALENDAR_UNITS,
                    nearest == null ? "write one of these, or remove align" : "write " + nearest);
        }
        return zone == null || unit == null ? null : new Quota.Calendar(requests, unit, zone);
    }

    private static @Nullable CalendarUnit unit(String window) {
        return switch (window) {
            case "1h" -> CalendarUnit.HOUR;
            case "1d" -> CalendarUnit.DAY;
            default -> CalendarUnit.of(window);
        };
    }

    private @Nullable ZoneId zone() {
        var setting = settings.text("zone");
        if (setting == null) {
            if (settings.get("zone") == null) {
                problems.add(
                        settings.placeOf("align"),
                        "limit.zone",
                        "align is 'calendar', but no zone says whose",
                        "add \"zone\": \"UTC\", or such as \"Europe/Berlin\"");
            }
            return null;
        }
        try {
            return ZoneId.of((String) setting.value());
        } catch (DateTimeException e) {
            var meant = zoneMeant((String) setting.value());
            problems.add(
                    setting.place(),
                    "limit.zone",
                    "zone is " + setting.quoted() + ", which is not a time zone",
                    meant == null ? "write UTC, or such as Europe/Berlin" : "write " + meant);
            return null;
        }
    }

    /** Finds the zone that was written in other letters, without its continent, or with a typo. */
    private static @Nullable String zoneMeant(String written) {
        var plain = written.strip().replace(' ', '_').toLowerCase(Locale.ROOT);
        var zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        for (var zone : zones) {
            var lower = zone.toLowerCase(Locale.ROOT);
            if (lower.equals(plain) || (!plain.isEmpty() && lower.endsWith("/" + plain))) {
                return zone;
            }
        }
        // An abbreviation is a few letters from many zones, all over the world.
        return written.length() > 4 ? Names.nearest(written, zones) : null;
    }

    private @Nullable String name() {
        var name = settings.text("name");
        if (name == null) {
            return null;
        }
        if (!((String) name.value()).matches("[ -~&&[^:]]{1,64}")) {
            tellOfName(name);
        }
        return (String) name.value();
    }

    private void tellOfName(Setting name) {
        var meant = ((String) name.value()).strip().replaceAll("[^ -~]+|:", "-");
        problems.add(
                name.place(),
                "limit.name",
                name.quoted() + " cannot be a limit's name: ASCII that prints, without colons, at most 64",
                meant.isEmpty() || meant.length() > 64 ? "" : "write " + meant);
    }
}
