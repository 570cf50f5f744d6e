package dev.gatehouse.ratelimit;

import dev.gatehouse.client.AddressRange;
import dev.gatehouse.client.ClientAddress;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.config.SettingsReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads and judges how callers are told apart. A file may write it in the object {@code identity}; everywhere the same
 * settings can be written one by one.
 */
final class IdentityReader {

    static final String DEFAULT_API_KEY_HEADER = "X-API-Key";
    static final String DEFAULT_FORWARDED_HEADER = "X-Forwarded-For";
    static final int DEFAULT_IPV6_PREFIX = 64;

    /** RFC 9110, section 5.6.2. */
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private final SettingsReader settings;
    private final Problems problems;
    private String description = "";

    IdentityReader(SettingsReader settings) {
        this.settings = settings;
        this.problems = settings.problems();
    }

    /** Reads it; {@code keysCount} is whether some rule counts by API key, as far as the rules could be read. */
    Identity read(boolean keysCount, Set<String> plans) {
        var inFull = settings.isText() ? null : settings.object("identity");
        if (inFull == null) {
            return read(settings, "apiKeyHeader", settings, keysCount, plans);
        }
        for (var name : List.of(
                "apiKeyHeader", "bearer", "keys", "unknown", "trustedProxies", "forwardedHeader", "ipv6Prefix")) {
            var beside = settings.get(name);
            if (beside != null) {
                problems.add(
                        beside.place(), "identity.beside", name + " stands beside identity", "write it in identity");
            }
        }
        var none = SettingsReader.empty(inFull.place(), problems);
        var apiKey = inFull.object("apiKey");
        var address = inFull.object("address");
        inFull.finish();
        var keys = apiKey == null ? none : apiKey;
        var addresses = address == null ? none : address;
        var identity = read(keys, "header", addresses, keysCount, plans);
        keys.finish();
        addresses.finish();
        return identity;
    }

    /** Returns what was read, for the policy's description: where keys and addresses come from. */
    String description() {
        return description;
    }

    private Identity read(
            SettingsReader keys, String header, SettingsReader addresses, boolean keysCount, Set<String> plans) {
        // Known keys are looked at for their plans, whoever is counted.
        var keysMatter = keysCount || (!keys.isText() && keys.get("keys") != null);
        var apiKeyHeader = apiKeyHeader(keys, header, keysMatter);
        var bearer = keys.flag("bearer", true);
        var keyRing = keyRing(keys, plans);
        var unknown = unknown(keys);
        var proxies = proxies(addresses);
        var forwardedHeader = forwardedHeader(addresses);
        var prefix = addresses.wholeNumber("ipv6Prefix", DEFAULT_IPV6_PREFIX, Identity.WIDER + 1, DEFAULT_IPV6_PREFIX);
        var known = new ArrayList<String>();
        if (keysMatter) {
            known.add((keyRing == null ? "keys" : keyRing.size() + " known keys") + " in " + apiKeyHeader
                    + (bearer ? " or as a bearer" : "")
                    + (keyRing == null ? "" : ", unknown: " + SettingsReader.word(unknown)));
        }
        if (!proxies.isEmpty()) {
            known.add(forwardedHeader + " believed of "
                    + proxies.stream().map(AddressRange::toString).collect(Collectors.joining(", ")));
        }
        if (prefix != DEFAULT_IPV6_PREFIX) {
            known.add("IPv6 by /" + prefix);
        }
        description = String.join("; ", known);
        return new Identity(
                new ClientAddress(proxies, forwardedHeader), apiKeyHeader, bearer, keyRing, unknown, (int) prefix);
    }

    /** Reads the file of known keys, if there is one. */
    private @Nullable KeyRing keyRing(SettingsReader keys, Set<String> plans) {
        var file = keys.isText() ? null : keys.secretFile("keys");
        return file == null ? null : new KeyRing(KnownKeys.read(file, plans));
    }

    private UnknownKey unknown(SettingsReader keys) {
        var setting = keys.isText() ? null : keys.get("unknown");
        if (setting == null) {
            return UnknownKey.ADDRESS;
        }
        if (keys.get("keys") == null) {
            problems.add(
                    setting.place(),
                    "apiKey.no-keys",
                    "unknown is set, but no keys are known, so every key is",
                    "name a file in keys, or remove unknown");
        }
        return keys.choice("unknown", UnknownKey.ADDRESS, UnknownKey.class);
    }

    private String apiKeyHeader(SettingsReader keys, String name, boolean keysMatter) {
        var setting = keys.text(name);
        if (setting == null) {
            return DEFAULT_API_KEY_HEADER;
        }
        if (!keysMatter) {
            problems.add(
                    setting.place(),
                    "apiKey.not-counted",
                    name + " is set, but by does not name apiKey, so no key is looked at",
                    "write apiKey in by, or remove " + name);
        }
        return headerName(name, setting, DEFAULT_API_KEY_HEADER);
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

    private List<AddressRange> proxies(SettingsReader addresses) {
        var texts = addresses.texts("trustedProxies");
        var ranges = new ArrayList<AddressRange>();
        for (var setting : texts == null ? List.<Setting>of() : texts) {
            var range = proxy(setting, ranges);
            if (range != null) {
                ranges.add(range);
            }
        }
        return ranges;
    }

    private @Nullable AddressRange proxy(Setting setting, List<AddressRange> others) {
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
        } else if (others.contains(range)) {
            problems.add(setting.place(), "proxy.twice", setting.quoted() + " is written twice", "remove one");
        } else {
            return range;
        }
        return null;
    }

    private String forwardedHeader(SettingsReader addresses) {
        var setting = addresses.text("forwardedHeader");
        if (setting == null) {
            return DEFAULT_FORWARDED_HEADER;
        }
        var proxies = addresses.get("trustedProxies");
        if (proxies == null || proxies.isEmpty()) {
            problems.add(
                    setting.place(),
                    "proxy.none-trusted",
                    "forwardedHeader is set, but trustedProxies names none, so it is never read",
                    "write the addresses of your proxies in trustedProxies, or remove forwardedHeader");
        }
        return headerName("forwardedHeader", setting, DEFAULT_FORWARDED_HEADER);
    }
}
