package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Names;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.config.SettingsReader;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and judges which headers tell callers of their limits: the settings {@code dialects} and {@code describe}. */
final class HeadersReader {

    /**
     * What was read.
     *
     * @param describe the limit that the X- headers speak of, as written; null if none was
     */
    record Headers(Set<Dialect> dialects, @Nullable Setting describe) {}

    private final SettingsReader settings;
    private final Problems problems;

    HeadersReader(SettingsReader settings) {
        this.settings = settings;
        this.problems = settings.problems();
    }

    /** Returns what was read. What is wrong has been reported. */
    Headers read() {
        var section = section();
        var headers = new Headers(dialects(section), settings.isText() ? null : section.text("describe"));
        if (section != settings) {
            section.finish();
        }
        return headers;
    }

    /** Returns where the settings on headers are: in {@code headers}, or beside all others. */
    private SettingsReader section() {
        var headers = settings.isText() ? null : settings.object("headers");
        if (headers == null) {
            return settings;
        }
        for (var name : List.of("dialects", "describe")) {
            var beside = settings.get(name);
            if (beside != null) {
                problems.add(beside.place(), "headers.beside", name + " stands beside headers", "write it in headers");
            }
        }
        return headers;
    }

    private Set<Dialect> dialects(SettingsReader headers) {
        var dialects = EnumSet.noneOf(Dialect.class);
        var texts = headers.texts("dialects");
        if (texts == null) {
            return EnumSet.allOf(Dialect.class);
        }
        var words = List.of("x-ratelimit", "ratelimit");
        for (var setting : texts) {
            var word = (String) setting.value();
            if (words.contains(word)) {
                var dialect = word.equals("ratelimit") ? Dialect.RATELIMIT : Dialect.X_RATELIMIT;
                if (!dialects.add(dialect)) {
                    problems.add(setting.place(), "dialect.twice", word + " is written twice", "remove one");
                }
                continue;
            }
            var nearest = Names.nearest(word, words);
            problems.add(
                    setting.place(),
                    "setting.unknown-value",
                    "a value of dialects is " + setting.quoted() + "; it can be " + String.join(", ", words),
                    "write " + (nearest == null ? words.get(0) : nearest));
        }
        return dialects;
    }

    /**
     * Finds the limit that the X- headers speak of: {@code account:1000/hour}, or of a policy's only rule
     * {@code 1000/hour}.
     */
    static Described described(@Nullable Setting setting, List<Rule> rules, Problems problems) {
        if (setting == null) {
            return Described.TIGHTEST;
        }
        var names = new ArrayList<String>();
        for (var rule : rules) {
            for (var allowance : rule.allowances().values()) {
                for (var limit : allowance.limits()) {
                    names.add(limit.nameIn(rule.name()));
                    if (limit.nameIn(rule.name()).equals(setting.value())) {
                        return new Described(describedIn(rule, limit));
                    }
                }
            }
        }
        var nearest = names.size() == 1 ? names.get(0) : Names.nearest((String) setting.value(), names);
        var hasOneRule = rules.stream().allMatch(rule -> rule.name().isEmpty());
        problems.add(
                setting.place(),
                "describe.unknown",
                "describe is " + setting.quoted() + ", which is no limit"
                        + (hasOneRule ? "" : "; a limit is called RULE:LIMIT"),
                names.isEmpty()
                        ? "remove it"
                        : nearest == null ? "write one of " + String.join(", ", names) : "write " + nearest);
        return Described.TIGHTEST;
    }

    /** For each plan, the limit of that name or, where there is none, the one with the same window. */
    private static Map<Allowance, Integer> describedIn(Rule rule, Limit limit) {
        var described = new HashMap<Allowance, Integer>();
        for (var allowance : rule.allowances().values()) {
            for (var i = allowance.size() - 1; i >= 0; i--) {
                if (allowance.limit(i).quota().window().equals(limit.quota().window())) {
                    described.put(allowance, i);
                }
            }
            for (var i = 0; i < allowance.size(); i++) {
                if (allowance.limit(i).name().equals(limit.name())) {
                    described.put(allowance, i);
                }
            }
        }
        return described;
    }
}
