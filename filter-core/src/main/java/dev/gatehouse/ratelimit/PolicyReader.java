package dev.gatehouse.ratelimit;

import dev.gatehouse.client.AddressRange;
import dev.gatehouse.client.PathPattern;
import dev.gatehouse.config.Names;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Section;
import dev.gatehouse.config.Setting;
import dev.gatehouse.config.SettingsReader;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads and judges the settings of a rate limit, wherever they were written, and makes the policy of them. */
final class PolicyReader {

    static final long DEFAULT_MAX_SUBJECTS = 100_000;
    private static final String DEFAULT_API_KEY_HEADER = "X-API-Key";
    private static final String DEFAULT_FORWARDED_HEADER = "X-Forwarded-For";
    /** RFC 9110, section 5.6.2. */
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private static final long LEAST_MAX_SUBJECTS = 100;
    private static final long MOST_MAX_SUBJECTS = 50_000_000;

    private final SettingsReader settings;
    private final Problems problems;
    /** How many proxies were written, readable or not. */
    private int proxiesWritten;

    PolicyReader(SettingsReader settings) {
        this.settings = settings;
        this.problems = settings.problems();
    }

    /**
     * Returns the policy.
     *
     * @throws dev.gatehouse.config.InvalidPolicyException with every problem, if there is any
     */
    RateLimitPolicy read() {
        var algorithm = settings.choice("algorithm", Algorithm.SLIDING_WINDOW, Algorithm.class);
        var limits = limits(algorithm);
        var before = problems.count();
        var by = by();
        var apiKeyHeader = apiKeyHeader(by, problems.count() == before);
        var proxies = proxies();
        var forwardedHeader = forwardedHeader();
        var exempt = exempt();
        var dialects = dialects();
        var refusal = settings.choice("refusal", RefusalBody.ENVELOPE, RefusalBody.class);
        var mode = settings.choice("mode", Mode.ENFORCE, Mode.class);
        var maxSubjects =
                settings.wholeNumber("maxSubjects", DEFAULT_MAX_SUBJECTS, LEAST_MAX_SUBJECTS, MOST_MAX_SUBJECTS);
        settings.finish();
        problems.throwIfAny(Section.RATE_LIMIT.subject());
        return new RateLimitPolicy(
                new Rule(0, by, limits),
                apiKeyHeader,
                proxies,
                forwardedHeader,
                exempt,
                dialects,
                refusal,
                mode,
                maxSubjects);
    }

    private List<Limit> limits(Algorithm algorithm) {
        var before = problems.count();
        var texts = settings.texts("limits");
        if (texts != null && !texts.isEmpty()) {
            return new LimitReader(algorithm, problems).read(texts);
        }
        if (problems.count() == before) {
            problems.add(
                    settings.placeOf("limits"),
                    "limit.missing",
                    texts == null ? "limits is not set, and has no default" : "limits is empty",
                    "set limits, such as 1000/hour");
        }
        return List.of();
    }

    private List<By> by() {
        var setting = settings.get("by");
        if (setting == null) {
            return List.of(new By(By.Kind.ADDRESS, "", null));
        }
        if (setting.value() instanceof String text && text.indexOf(',') < 0) {
            return new ByReader(problems).read(List.of(new Setting(text.strip(), setting.place())), setting.place());
        }
        if (setting.value() instanceof KeyResolver) {
            return new ByReader(problems).read(List.of(setting), setting.place());
        }
        var texts = settings.texts("by");
        return texts == null ? List.of() : new ByReader(problems).read(texts, setting.place());
    }

    private String apiKeyHeader(List<By> by, boolean byIsRead) {
        var setting = settings.text("apiKeyHeader");
        if (setting == null) {
            return DEFAULT_API_KEY_HEADER;
        }
        if (byIsRead && by.stream().noneMatch(part -> part.kind() == By.Kind.API_KEY)) {
            problems.add(
                    setting.place(),
                    "apiKey.not-counted",
                    "apiKeyHeader is set, but by does not name apiKey, so no key is looked at",
                    "write apiKey in by, or remove apiKeyHeader");
        }
        return headerName("apiKeyHeader", setting, DEFAULT_API_KEY_HEADER);
    }

    private String headerName(String name, Setting setting, String otherwise) {
        var value = (String) setting.value();
        if (!value.matches(TOKEN)) {
            var bare = value.strip().replaceFirst("\\s*:$", "").replaceAll("\\s+", "-");
            problems.add(
                    setting.place(),
                    "header.token",
                    name + " is " + setting.quoted() + ", which is not the name of a header",
                    "write " + (bare.matches(TOKEN) ? bare : "a header's name, such as " + otherwise));
        }
        return value;
    }

    private List<AddressRange> proxies() {
        var texts = settings.texts("trustedProxies");
        var ranges = new ArrayList<AddressRange>();
        if (texts == null) {
            return ranges;
        }
        proxiesWritten = texts.size();
        for (var setting : texts) {
            var text = (String) setting.value();
            var range = AddressRange.parse(text);
            if (range == null) {
                problems.add(
                        setting.place(),
                        "proxy.address",
                        setting.quoted() + " is not an IP address or a range of them; names are never resolved",
                        "write, for example, 10.0.0.7, 10.0.0.0/8 or 2001:db8::/32");
            } else if (range.containsAllOfIpv4()) {
                problems.add(
                        setting.place(),
                        "proxy.everybody",
                        setting.quoted() + " trusts every IPv4 address, so any client could claim another's",
                        "write the addresses of your proxies only");
            } else if (!range.equals(range.withoutHostBits())) {
                problems.add(
                        setting.place(),
                        "proxy.host-bits",
                        setting.quoted() + " is not written by the first address of its range",
                        "write " + range.withoutHostBits() + ", or " + text.substring(0, text.indexOf('/'))
                                + " for that one address");
            } else if (ranges.contains(range)) {
                problems.add(setting.place(), "proxy.twice", setting.quoted() + " is written twice", "remove one");
            } else {
                ranges.add(range);
            }
        }
        return ranges;
    }

    private String forwardedHeader() {
        var setting = settings.text("forwardedHeader");
        if (setting == null) {
            return DEFAULT_FORWARDED_HEADER;
        }
        if (proxiesWritten == 0) {
            problems.add(
                    setting.place(),
                    "proxy.none-trusted",
                    "forwardedHeader is set, but trustedProxies names none, so it is never read",
                    "write the addresses of your proxies in trustedProxies, or remove forwardedHeader");
        }
        return headerName("forwardedHeader", setting, DEFAULT_FORWARDED_HEADER);
    }

    private List<PathPattern> exempt() {
        var texts = settings.texts("exempt");
        var patterns = new ArrayList<PathPattern>();
        if (texts == null) {
            return patterns;
        }
        for (var setting : texts) {
            var pattern = PathPattern.parse(setting, problems);
            if (pattern != null
                    && patterns.stream().anyMatch(each -> each.toString().equals(pattern.toString()))) {
                problems.add(setting.place(), "pattern.twice", setting.quoted() + " is written twice", "remove one");
            } else if (pattern != null) {
                patterns.add(pattern);
            }
        }
        return patterns;
    }

    private Set<Dialect> dialects() {
        var dialects = EnumSet.noneOf(Dialect.class);
        var texts = settings.texts("dialects");
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
}
