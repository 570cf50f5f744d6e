package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Names;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.config.SettingsReader;
import dev.gatehouse.store.ScriptServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads and judges where a policy's buckets are: the setting {@code store}. */
final class StoreReader {

    private static final List<String> SCHEMES =
            List.of("redis://", "rediss://", "redis-sentinel://", "rediss-sentinel://");

    private static final String DEFAULT_PREFIX = "gatehouse";

    /** Characters below which somebody may find a secret by trying. */
    private static final int LEAST_SECRET = 16;

    private static final Duration DEFAULT_DEADLINE = Duration.ofMillis(25);
    private static final Duration LEAST_DEADLINE = Duration.ofMillis(1);
    private static final Duration MOST_DEADLINE = Duration.ofSeconds(10);

    private final SettingsReader settings;
    private final Problems problems;
    private final @Nullable ScriptServer server;

    /**
     * Makes a reader.
     *
     * @param server one that the application has made; null if it has not
     */
    StoreReader(SettingsReader settings, @Nullable ScriptServer server) {
        this.settings = settings;
        this.problems = settings.problems();
        this.server = server;
    }

    /** Returns the store, or null if no init-param says anything of one. What is wrong has been reported. */
    @Nullable
    StoreSettings read() {
        var isWritten = !settings.isText() || !settings.isEmpty();
        var before = problems.count();
        var redis = redis();
        if (isWritten && problems.count() == before && redis.isEmpty() && server == null) {
            problems.add(
                    settings.place(),
                    "store.no-redis",
                    "the store says no redis, and there is no default",
                    "set redis, such as redis://localhost:6379");
        }
        if (server != null && !redis.isEmpty()) {
            problems.add(settings.placeOf("redis"), "store.two-servers", "redis stands beside a server", "remove one");
        }
        var mode = settings.choice("mode", StoreMode.EXACT, StoreMode.class);
        var deadline = settings.fineDuration("deadline", DEFAULT_DEADLINE, LEAST_DEADLINE, MOST_DEADLINE);
        var onFailure = settings.choice("onFailure", OnFailure.LOCAL, OnFailure.class);
        var prefix = prefix();
        var secret = secret();
        settings.finish();
        return isWritten ? new StoreSettings(redis, server, mode, deadline, onFailure, prefix, secret) : null;
    }

    private List<String> redis() {
        var urls = new ArrayList<String>();
        for (var setting : addresses()) {
            var url = (String) setting.value();
            if (SCHEMES.stream().anyMatch(scheme -> url.startsWith(scheme) && url.length() > scheme.length())) {
                urls.add(url);
                continue;
            }
            problems.add(
                    setting.place(),
                    "store.url",
                    "redis is " + Setting.quote(StoreSettings.withoutPassword(url))
                            + ", which is no address of a Redis",
                    "write " + meant(url));
        }
        return urls;
    }

    /** Returns what was written: one address, or a list of them. */
    private List<Setting> addresses() {
        var written = settings.get("redis");
        if (written != null && written.value() instanceof String text) {
            return settings.isText() ? apart(text, written.place()) : List.of(written);
        }
        var several = settings.texts("redis");
        return several == null ? List.of() : several;
    }

    /** Takes apart what an init-param holds. An address of Sentinels has commas in it: the next one has a scheme. */
    private static List<Setting> apart(String text, String place) {
        return text.isBlank()
                ? List.of()
                : Stream.of(text.split(",(?=[^,]*://)", -1))
                        .map(url -> new Setting(url.strip(), place))
                        .toList();
    }

    private static String meant(String url) {
        var scheme = url.indexOf("://");
        var rest = scheme < 0 ? url : url.substring(scheme + 3);
        if (rest.isBlank() || rest.indexOf('@') >= 0) {
            return "one that begins with " + String.join(", ", SCHEMES);
        }
        var nearest = scheme < 0 ? null : Names.nearest(url.substring(0, scheme + 3), SCHEMES);
        return (nearest == null ? SCHEMES.get(0) : nearest) + rest.strip();
    }

    private String prefix() {
        var setting = settings.text("prefix");
        if (setting == null) {
            return DEFAULT_PREFIX;
        }
        var prefix = (String) setting.value();
        if (!prefix.matches("[A-Za-z0-9._:-]{1,64}")) {
            problems.add(
                    setting.place(),
                    "store.prefix",
                    "prefix is " + setting.quoted(),
                    "write up to 64 letters, digits, dots, hyphens, underscores and colons, such as " + DEFAULT_PREFIX);
        }
        return prefix;
    }

    /** Reads a secret, which no problem quotes. */
    private String secret() {
        var setting = settings.secretText("secret");
        var secret = setting == null ? "" : (String) setting.value();
        if (setting == null || (secret.isEmpty() && settings.isText())) {
            return "";
        }
        if (secret.length() < LEAST_SECRET) {
            problems.add(
                    setting.place(),
                    "store.secret",
                    "secret has " + secret.length() + " characters; it has at least " + LEAST_SECRET,
                    "write a longer one, the same on every node; openssl rand -base64 24 makes one");
        }
        return secret;
    }
}
