package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Durations;
import dev.gatehouse.config.Names;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.config.Settings;
import dev.gatehouse.config.SettingsReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads limits as they are written, {@code 1000/hour}, and judges them one by one and together. */
final class LimitReader {

    static final Map<String, Duration> WINDOWS = Map.of(
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

    /** A number of requests, a word between, and a window. */
    private static final Pattern NEARLY = Pattern.compile("(\\d[\\d_,.' ]*+)(?:requests?\\s+)?"
            + "(?:/\\s*|per\\s+|an?\\s+|every\\s+)(\\d{0,6})\\s*([A-Za-z]{1,20})");

    private static final Pattern NUMBER = Pattern.compile("\\d+|\\d{1,3}([_,' ]\\d{3})+");

    private static final String FORMS =
            "write, for example, 100/minute, 1000/hour or 20/15m; windows are second, minute, hour, day, or a count of s, m,"
                    + " h or d";

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
        for (var i = 0; i < settings.size(); i++) {
            var setting = settings.get(i);
            var parts = partsOfOneNumber(settings, i);
            if (parts > 1) {
                tellOfCommas(settings.subList(i, i + parts));
                i += parts - 1;
                continue;
            }
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

    /** Returns how many settings from here on are one: what was written 1,000/hour comes as 1 and 000/hour. */
    private static int partsOfOneNumber(List<Setting> settings, int from) {
        if (!text(settings.get(from)).matches("\\d{1,3}")) {
            return 1;
        }
        var last = from + 1;
        while (last < settings.size() && text(settings.get(last)).matches("\\d{3}")) {
            last++;
        }
        return last < settings.size() && text(settings.get(last)).matches("\\d{3}/.*") ? last - from + 1 : 1;
    }

    private void tellOfCommas(List<Setting> parts) {
        var written = parts.stream().map(LimitReader::text).collect(Collectors.joining(","));
        problems.add(
                parts.get(0).place(),
                "limit.syntax",
                Setting.quote(written) + " has a comma in its number, where another limit begins",
                fix(written));
    }

    /** Returns what was written as a limit's text; empty where an object was. */
    private static String text(Setting setting) {
        return setting.value() instanceof String text ? text : "";
    }

    private @Nullable Limit read(Setting setting) {
        if (setting.value() instanceof Settings inFull) {
            return new FullLimitReader(new SettingsReader(inFull, problems)).read();
        }
        if (setting.value() instanceof String) {
            return readText(setting);
        }
        problems.add(
                setting.place(),
                "limit.syntax",
                setting.quoted() + " is not a limit: it is neither a text nor an object",
                FORMS);
        return null;
    }

    private @Nullable Limit readText(Setting setting) {
        var text = text(setting);
        var slash = text.indexOf('/');
        var count = slash < 0 ? "" : text.substring(0, slash);
        var span = text.substring(slash + 1);
        var window = slash < 0 ? null : window(span);
        if (!count.matches("\\d+") || window == null) {
            problems.add(
                    setting.place(),
                    "limit.syntax",
                    setting.quoted() + " is not a limit: " + wrong(slash, count, span),
                    fix(text));
            return null;
        }
        var requests = number(count, Quota.MOST_REQUESTS + 1);
        var nearestRequests = Math.max(1, Math.min(requests, Quota.MOST_REQUESTS));
        var nearestWindow = nearest(window);
        var fix = "write " + Quota.of(nearestRequests, nearestWindow, algorithm);
        if (requests != nearestRequests) {
            problems.add(
                    setting.place(),
                    "limit.requests",
                    setting.quoted() + " allows " + count + " requests; a limit can allow 1 to " + Quota.MOST_REQUESTS,
                    requests < 1 ? fix + "; to let everything pass, remove the limit" : fix);
            return null;
        }
        if (!window.equals(nearestWindow)) {
            problems.add(
                    setting.place(),
                    "limit.window",
                    setting.quoted() + " has a window of " + span + "; it can be from 1s to "
                            + Durations.text(Quota.LONGEST_WINDOW),
                    fix);
            return null;
        }
        var quota = Quota.of(requests, window, algorithm);
        return new Limit(quota.toString(), quota);
    }

    /** Returns the number, or the given one if it is more. */
    private static long number(String digits, long most) {
        var significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > 18 ? most : Math.min(Long.parseLong(significant), most);
    }

    private static @Nullable Duration window(String text) {
        var named = WINDOWS.get(text);
        if (named != null || !text.matches("\\d+[smhd]")) {
            return named;
        }
        var last = text.length() - 1;
        return Durations.parse(number(text.substring(0, last), 999_999_999) + text.substring(last));
    }

    private static Duration nearest(Duration window) {
        if (window.isZero()) {
            return Duration.ofSeconds(1);
        }
        return window.compareTo(Quota.LONGEST_WINDOW) > 0 ? Quota.LONGEST_WINDOW : window;
    }

    private static String wrong(int slash, String count, String span) {
        if (slash < 0) {
            return "it has no slash";
        }
        return count.matches("\\d+")
                ? "there is no window " + Setting.quote(span)
                : Setting.quote(count) + " is no number of requests";
    }

    /** Works out what was meant, as far as that can be done without guessing at numbers. */
    private String fix(String text) {
        var nearly = NEARLY.matcher(text.strip());
        if (text.length() > 100 || !nearly.matches()) {
            return FORMS;
        }
        var number = nearly.group(1).strip();
        var window = meant(nearly.group(2), nearly.group(3).toLowerCase(Locale.ROOT));
        if (!NUMBER.matcher(number).matches() || window == null) {
            return FORMS;
        }
        var requests = number(number.replaceAll("\\D", ""), Quota.MOST_REQUESTS + 1);
        var possible = requests >= 1 && requests <= Quota.MOST_REQUESTS && window.equals(nearest(window));
        return possible ? "write " + Quota.of(requests, window, algorithm) : FORMS;
    }

    /** Returns about how long a window of the calendar is. */
    static Duration meant(String word) {
        return Objects.requireNonNull(meant("", word));
    }

    private static @Nullable Duration meant(String count, String word) {
        var singular = word.endsWith("s") && word.length() > 2 ? word.substring(0, word.length() - 1) : word;
        var unit = WINDOWS.containsKey(singular) ? singular : MEANT.get(singular);
        if (unit == null && singular.length() > 2) {
            unit = Names.nearest(singular, WINDOWS.keySet());
        }
        if (unit == null) {
            return null;
        }
        var one = WINDOWS.containsKey(unit) ? WINDOWS.get(unit) : Durations.parse(unit);
        return one == null || count.isEmpty() ? one : one.multipliedBy(Long.parseLong(count));
    }

    /** A limit that another one always reaches first was not meant. */
    private void judgeBeside(List<Limit> limits, int i, Setting setting) {
        var quota = limits.get(i).quota();
        for (var j = 0; j < limits.size(); j++) {
            var other = limits.get(j).quota();
            var sameName = limits.get(i).name().equals(limits.get(j).name());
            if (sameName && j < i) {
                problems.add(
                        setting.place(),
                        "limit.twice",
                        Setting.quote(limits.get(i).name()) + " is written twice",
                        "remove one, or give it another name");
                return;
            }
            if (quota.isLike(other) && j < i) {
                problems.add(
                        setting.place(),
                        "limit.twice",
                        Setting.quote(quota.toString())
                                + (quota instanceof Quota.Concurrent
                                        ? " limits requests at once, as does "
                                        : " has the same window as ")
                                + Setting.quote(other.toString()),
                        "remove one");
                return;
            }
            if (quota.getClass() != other.getClass() || quota.most() != quota.requests()) {
                continue;
            }
            if (quota.window().compareTo(other.window()) < 0 && quota.requests() >= other.requests()) {
                problems.add(
                        setting.place(),
                        "limit.never-reached",
                        setting.quoted() + " is never reached: " + Setting.quote(other.toString())
                                + " allows no more in a longer time",
                        other.requests() == 1
                                ? "remove it"
                                : "remove it, or let it allow fewer than " + other.requests());
                return;
            }
        }
    }
}
