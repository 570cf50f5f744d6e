package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Durations;
import dev.gatehouse.config.Names;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads limits as they are written, {@code 1000/hour}, and judges them one by one and together. */
final class LimitReader {

    private static final Map<String, Duration> WINDOWS = Map.of(
            "second", Duration.ofSeconds(1),
            "minute", Duration.ofMinutes(1),
            "hour", Duration.ofHours(1),
            "day", Duration.ofDays(1));

    /** What people write for windows, and what to write instead. */
    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("sec", "second"),
            Map.entry("min", "minute"),
            Map.entry("m", "minute"),
            Map.entry("s", "second"),
            Map.entry("h", "hour"),
            Map.entry("hr", "hour"),
            Map.entry("d", "day"),
            Map.entry("week", "7d"),
            Map.entry("fortnight", "14d"),
            Map.entry("month", "30d"),
            Map.entry("quarter", "90d"),
            Map.entry("year", "365d"));

    private static final Pattern NEARLY =
            Pattern.compile("([\\d_,.' ]*\\d)\\s*(?:/|per|a|an|every)\\s*(\\d*)\\s*([A-Za-z]+)");

    private final Algorithm algorithm;
    private final Problems problems;

    LimitReader(Algorithm algorithm, Problems problems) {
        this.algorithm = algorithm;
        this.problems = problems;
    }

    /** Reads a list of limits. Those that cannot be read are left out, and told. */
    List<Limit> read(List<Setting> settings) {
        var limits = new ArrayList<Limit>();
        var places = new ArrayList<Setting>();
        for (var setting : settings) {
            var limit = read(setting);
            if (limit != null) {
                limits.add(limit);
                places.add(setting);
            }
        }
        for (var i = 0; i < limits.size(); i++) {
            judgeBeside(limits, i, places.get(i));
        }
        return limits;
    }

    private @Nullable Limit read(Setting setting) {
        var text = (String) setting.value();
        var slash = text.indexOf('/');
        var count = slash < 0 ? "" : text.substring(0, slash);
        var window = slash < 0 ? null : window(text.substring(slash + 1));
        if (!count.matches("\\d{1,18}") || window == null) {
            problems.add(setting.place(), "limit.syntax", setting.quoted() + " is " + wrong(text), fix(text));
            return null;
        }
        var requests = Long.parseLong(count);
        if (requests < 1 || requests > Quota.MOST_REQUESTS) {
            problems.add(
                    setting.place(),
                    "limit.requests",
                    setting.quoted() + " allows " + requests + " requests; a limit allows 1 to " + Quota.MOST_REQUESTS,
                    requests < 1 ? "to refuse all, take the path away; to allow all, remove the limit" : "");
            return null;
        }
        if (window.isZero() || window.compareTo(Quota.LONGEST_WINDOW) > 0) {
            problems.add(
                    setting.place(),
                    "limit.window",
                    setting.quoted() + " has a window of " + Durations.text(window) + "; it can be from 1s to "
                            + Durations.text(Quota.LONGEST_WINDOW),
                    window.isZero() ? "write " + requests + "/second" : "");
            return null;
        }
        var quota = new Quota(requests, window, algorithm);
        return new Limit(quota.toString(), quota);
    }

    private static @Nullable Duration window(String text) {
        var named = WINDOWS.get(text);
        return named == null && text.matches("\\d{1,9}[smhd]") ? Durations.parse(text) : named;
    }

    private static String wrong(String text) {
        var slash = text.indexOf('/');
        return slash > 0 && text.substring(0, slash).matches("\\d{1,18}")
                ? "not a limit: there is no window " + Setting.quote(text.substring(slash + 1))
                : "not a limit, which is a number of requests, a slash and a window";
    }

    /** Works out what was meant, as far as that can be done without guessing at numbers. */
    private static String fix(String text) {
        var nearly = NEARLY.matcher(text.strip());
        if (nearly.matches() && nearly.group(1).matches("\\d+|\\d{1,3}([_,' ]\\d{3})+")) {
            var number = nearly.group(1).replaceAll("\\D", "");
            var window = meant(nearly.group(2), nearly.group(3).toLowerCase(Locale.ROOT));
            if (window != null) {
                return "write " + number + "/" + window;
            }
        }
        return "write such as 100/minute, 1000/hour or 20/15m; windows are second, minute, hour, day, or a count of s, m,"
                + " h or d";
    }

    private static @Nullable String meant(String count, String word) {
        var singular = word.endsWith("s") && word.length() > 1 ? word.substring(0, word.length() - 1) : word;
        var unit = WINDOWS.containsKey(singular) ? singular : MEANT.get(singular);
        if (unit == null) {
            unit = Names.nearest(singular, WINDOWS.keySet());
        }
        if (unit == null) {
            return null;
        }
        var base = WINDOWS.containsKey(unit) ? WINDOWS.get(unit) : Durations.parse(unit);
        if (count.isEmpty() || count.equals("1") || base == null) {
            return unit;
        }
        return count.length() > 6 ? null : Durations.text(base.multipliedBy(Long.parseLong(count)));
    }

    /** A limit that another one always reaches first was not meant. */
    private void judgeBeside(List<Limit> limits, int i, Setting setting) {
        var quota = limits.get(i).quota();
        for (var j = 0; j < limits.size(); j++) {
            var other = limits.get(j).quota();
            var sameWindow = quota.window().equals(other.window());
            if (j != i && sameWindow && (j < i)) {
                problems.add(
                        setting.place(),
                        "limit.twice",
                        setting.quoted() + " has the same window as " + Setting.quote(other.toString()),
                        "remove one");
                return;
            }
            if (quota.window().compareTo(other.window()) < 0 && quota.requests() >= other.requests()) {
                problems.add(
                        setting.place(),
                        "limit.never-reached",
                        setting.quoted() + " is never reached: " + Setting.quote(other.toString())
                                + " allows no more in a longer time",
                        "remove it, or write fewer than " + other.requests());
                return;
            }
        }
    }
}
