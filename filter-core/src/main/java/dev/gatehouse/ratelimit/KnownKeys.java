package dev.gatehouse.ratelimit;

import dev.gatehouse.config.Names;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.config.SettingsReader;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The API keys that are known, by their SHA-256: a key itself is in no file and no memory. Immutable; a key file that
 * changes is read into another.
 *
 * <pre>
 * { "keys": [ { "sha256": "9f86d081…", "plan": "enterprise", "label": "Acme" } ] }
 * </pre>
 */
final class KnownKeys {

    /**
     * One of them.
     *
     * @param plan the plan of whoever has it; null is the default one
     * @param label what to show instead of the key
     */
    record Key(@Nullable String plan, String label) {}

    private static final HexFormat HEX = HexFormat.of();

    private final Map<String, Key> bySha256;

    private KnownKeys(Map<String, Key> bySha256) {
        this.bySha256 = Map.copyOf(bySha256);
    }

    /** Reads a key file, and tells what is wrong with it. */
    static KnownKeys read(SettingsReader file, Set<String> plans) {
        var keys = new HashMap<String, Key>();
        var entries = file.objects("keys");
        if (entries == null && file.get("keys") == null) {
            file.problems()
                    .add(file.place(), "key.missing", "the file has no keys", "add \"keys\": [{ \"sha256\": \"…\" }]");
        }
        for (var entry : entries == null ? List.<SettingsReader>of() : entries) {
            readKey(entry, plans, keys);
        }
        file.finish();
        return new KnownKeys(keys);
    }

    private static void readKey(SettingsReader entry, Set<String> plans, Map<String, Key> keys) {
        var problems = entry.problems();
        var sha256 = entry.text("sha256");
        var plan = entry.text("plan");
        var label = entry.text("label");
        entry.finish();
        if (plan != null && !plans.contains((String) plan.value())) {
            var nearest = Names.nearest((String) plan.value(), plans);
            problems.add(
                    plan.place(),
                    "plan.unknown",
                    nearest == null
                            ? "no rule has limits for this plan"
                            : "no rule has limits for the plan " + plan.quoted(),
                    nearest == null ? "remove it, or write one of " + plans : "write " + nearest);
        }
        if (sha256 == null) {
            if (entry.get("sha256") == null) {
                problems.add(
                        entry.place(), "key.missing", "the key has no sha256", "add \"sha256\": its SHA-256 in hex");
            }
            return;
        }
        var hex = (String) sha256.value();
        if (!hex.matches("[0-9a-f]{64}")) {
            tellOfHash(sha256, hex, problems);
            return;
        }
        var key = new Key(plan == null ? null : (String) plan.value(), label == null ? "" : (String) label.value());
        if (keys.put(hex, key) != null) {
            problems.add(sha256.place(), "key.twice", "this key is written twice", "remove one");
        }
    }

    /** Does not quote what was written: it may be the key itself. */
    private static void tellOfHash(Setting sha256, String written, Problems problems) {
        var lower = written.strip().toLowerCase(Locale.ROOT);
        problems.add(
                sha256.place(),
                "key.sha256",
                "sha256 is not a SHA-256, which is 64 digits of hex in lower case",
                lower.matches("[0-9a-f]{64}")
                        ? "write it in lower case, without white space"
                        : "write what this prints: printf %s \"$KEY\" | sha256sum");
    }

    /** Returns what is known of a key, or null if it is not one of these. */
    @Nullable
    Key find(String key) {
        return bySha256.get(sha256(key));
    }

    int size() {
        return bySha256.size();
    }

    /** Returns those that have a label, as an operator knows them: by their labels, with their plans. */
    List<String> labelled() {
        return bySha256.values().stream()
                .filter(key -> !key.label().isEmpty())
                .map(key -> Setting.quote(key.label()) + (key.plan() == null ? "" : ": plan " + key.plan()))
                .sorted()
                .toList();
    }

    static String sha256(String key) {
        return HEX.formatHex(Sha256.of(key).array());
    }
}
