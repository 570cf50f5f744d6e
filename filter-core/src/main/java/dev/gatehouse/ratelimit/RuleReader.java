package dev.gatehouse.ratelimit;

import dev.gatehouse.client.PathPattern;
import dev.gatehouse.config.Names;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.config.Settings;
import dev.gatehouse.config.SettingsReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and judges one rule. */
final class RuleReader {

    /** What a rule's limits were read as, before they become allowances with numbers. */
    record Draft(
            String name,
            String place,
            List<PathPattern> match,
            List<By> by,
            Map<String, List<Limit>> limits,
            long cost,
            long maxRecords,
            Count count,
            @Nullable Penalty penalty,
            Mode mode) {}

    private static final long MOST_RECORDS = 1_000_000;

    private final SettingsReader settings;
    private final Problems problems;

    RuleReader(SettingsReader settings) {
        this.settings = settings;
        this.problems = settings.problems();
    }

    Draft read() {
        var name = name();
        var match = match();
        var by = by(settings);
        var limits = limits();
        var most = limits.values().stream()
                .flatMap(List::stream)
                .mapToLong(limit -> limit.quota().most())
                .min()
                .orElse(Quota.MOST_REQUESTS);
        var cost = settings.wholeNumber("cost", 1, 1, most);
        var maxRecords = settings.wholeNumber("maxRecords", 0, 1, MOST_RECORDS);
        if (maxRecords > 0 && match.isEmpty()) {
            problems.add(
                    settings.placeOf("maxRecords"),
                    "rule.max-records",
                    "maxRecords is set, but the rule has no match, so every request's body would be read",
                    "add the requests that send records to match");
        }
        var count = count();
        var penalty = penalty();
        var mode = settings.choice("mode", Mode.ENFORCE, Mode.class);
        settings.finish();
        return new Draft(name, settings.place(), match, by, limits, cost, maxRecords, count, penalty, mode);
    }

    private String name() {
        var setting = settings.text("name");
        if (setting == null) {
            if (settings.get("name") == null) {
                problems.add(
                        settings.place(),
                        "rule.name",
                        "the rule has no name; headers and reports call it by one",
                        "add \"name\": \"account\", or what it is about");
            }
            return "";
        }
        var name = (String) setting.value();
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
            problems.add(
                    setting.place(),
                    "rule.name",
                    setting.quoted() + " cannot be a rule's name: letters, digits, _, . and -, at most 64",
                    nameFix(name));
        }
        return name;
    }

    private static String nameFix(String name) {
        var meant = name.strip().replaceAll("[^A-Za-z0-9_.-]+", "-").replaceFirst("^[_.-]+", "");
        return meant.isEmpty() || meant.length() > 64 ? "" : "write " + meant;
    }

    /** Reads {@code all}, {@code failures}, {@code successes}, or a list of statuses. */
    private Count count() {
        var setting = settings.get("count");
        if (setting == null) {
            return Count.ALL;
        }
        if (setting.value() instanceof List<?> list) {
            return count(setting, list);
        }
        for (var count : List.of(Count.ALL, Count.FAILURES, Count.SUCCESSES)) {
            if (count.toString().equals(setting.value())) {
                return count;
            }
        }
        var nearest = Names.nearest(String.valueOf(setting.value()), List.of("all", "failures", "successes"));
        problems.add(
                setting.place(),
                "setting.unknown-value",
                "count is " + setting.quoted() + "; it can be all, failures, successes, or a list of statuses",
                nearest == null ? "write one of these, or remove it for all" : "write " + nearest);
        return Count.ALL;
    }

    private Count count(Setting setting, List<?> list) {
        var statuses = new ArrayList<Integer>();
        for (var each : list) {
            var element = (Setting) each;
            var status = element.asWholeNumber();
            if (status == null || status < 200 || status > 599) {
                problems.add(
                        element.place(),
                        "count.status",
                        element.quoted() + " is not the status of an answer",
                        "write a number from 200 to 599");
            } else if (statuses.contains(status.intValue())) {
                problems.add(element.place(), "count.twice", status + " is written twice", "remove one");
            } else {
                statuses.add(status.intValue());
            }
        }
        if (list.isEmpty()) {
            problems.add(setting.place(), "count.empty", "count is empty, so nothing would count", "write failures");
        }
        return Count.of(statuses.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Reads {@code {"after": 10, "within": "1m", "for": "15m"}}. */
    private @Nullable Penalty penalty() {
        var penalty = settings.object("penalty");
        if (penalty == null) {
            return null;
        }
        var after = penalty.wholeNumber("after", 0, 1, Quota.MOST_REQUESTS);
        var within = penalty.duration("within", Duration.ZERO, Duration.ofSeconds(1), Quota.LONGEST_WINDOW);
        var length = penalty.duration("for", Duration.ZERO, Duration.ofSeconds(1), Quota.LONGEST_WINDOW);
        for (var required : List.of("after", "within", "for")) {
            if (penalty.get(required) == null) {
                problems.add(
                        penalty.place(),
                        "penalty.missing",
                        "the penalty has no " + required,
                        "write such as \"penalty\": { \"after\": 10, \"within\": \"1m\", \"for\": \"15m\" }");
            }
        }
        penalty.finish();
        return new Penalty(after, within, length);
    }

    private List<PathPattern> match() {
        var texts = settings.texts("match");
        var patterns = patterns(texts == null ? List.of() : texts, problems);
        if (texts != null && texts.isEmpty()) {
            problems.add(
                    settings.placeOf("match"),
                    "rule.match",
                    "match is empty, so the rule is for no request",
                    "remove match, if the rule is for every request");
        }
        return patterns;
    }

    /** Reads patterns, and tells of those that are written twice. */
    static List<PathPattern> patterns(List<Setting> texts, Problems problems) {
        var patterns = new ArrayList<PathPattern>();
        for (var setting : texts) {
            var pattern = PathPattern.parse(setting, problems);
            if (pattern == null) {
                continue;
            }
            if (patterns.stream().anyMatch(other -> other.toString().equals(pattern.toString()))) {
                problems.add(setting.place(), "pattern.twice", setting.quoted() + " is written twice", "remove one");
            }
            patterns.add(pattern);
        }
        return patterns;
    }

    /** Reads who is counted. */
    static List<By> by(SettingsReader settings) {
        var setting = settings.get("by");
        var reader = new ByReader(settings.problems());
        if (setting == null) {
            return List.of(new By(By.Kind.ADDRESS, "", null));
        }
        if (setting.value() instanceof String text && text.indexOf(',') < 0) {
            return reader.read(List.of(new Setting(text.strip(), setting.place())), setting.place());
        }
        if (setting.value() instanceof KeyResolver) {
            return reader.read(List.of(setting), setting.place());
        }
        var texts = settings.texts("by");
        return texts == null ? List.of() : reader.read(texts, setting.place());
    }

    /** Reads a list for everybody, or one for each plan. */
    private Map<String, List<Limit>> limits() {
        var limits = new LinkedHashMap<String, List<Limit>>();
        var setting = settings.get("limits");
        if (setting != null && setting.value() instanceof Settings) {
            var plans = settings.object("limits");
            if (plans != null) {
                for (var plan : plans.names()) {
                    if (plan.isBlank()) {
                        problems.add(
                                plans.placeOf(plan), "plan.name", "a plan has no name", "write \"standard\": [ … ]");
                    }
                    limits.put(plan, limits(plans.get(plan), "limits of " + plan));
                }
            }
            if (limits.isEmpty()) {
                problems.add(setting.place(), "limit.missing", "limits names no plan", "name one, or write a list");
            }
            return limits;
        }
        var everybody = limits(setting, "limits");
        var isNull = setting == null && settings.settings().get("limits") != null;
        if (!isNull && (setting == null || (setting.value() instanceof List<?> list && list.isEmpty()))) {
            problems.add(
                    setting == null ? settings.place() : setting.place(),
                    "limit.missing",
                    "the rule has no limits",
                    "add \"limits\": [\"100/minute\"], or what it should be");
        }
        limits.put(Rule.EVERYBODY, everybody);
        return limits;
    }

    private List<Limit> limits(@Nullable Setting setting, String what) {
        if (setting == null) {
            return List.of();
        }
        if (setting.value() instanceof List<?> list) {
            var settingsOfList = new ArrayList<Setting>();
            list.forEach(each -> settingsOfList.add((Setting) each));
            return new LimitReader(Algorithm.SLIDING_WINDOW, problems).read(settingsOfList);
        }
        problems.add(
                setting.place(),
                "setting.not-list",
                what + " is " + setting.quoted() + ", which is not a list",
                setting.value() instanceof String text ? "write [\"" + text + "\"]" : "");
        return List.of();
    }
}
