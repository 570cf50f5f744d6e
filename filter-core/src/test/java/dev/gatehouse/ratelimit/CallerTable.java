package dev.gatehouse.ratelimit;

import dev.gatehouse.Notation;
import dev.gatehouse.client.AddressRange;
import dev.gatehouse.client.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables of who is counted: requests, by address in addresses.txt and by key in keys.txt. */
final class CallerTable {

    private static final Pattern NAMED = Pattern.compile("([A-Za-z_-]+):(?: (.*))?");
    private static final String NO_KEYS = "not counted";
    private static final String ANY_KEY = "any";

    private CallerTable() {}

    /**
     * What a filter is told of callers.
     *
     * @param header in which proxies write
     * @param trusted the proxies
     * @param keys those that are known, any, or that none is looked at
     */
    record Told(String header, List<String> trusted, String keys) {

        boolean countsKeys() {
            return !keys.equals(NO_KEYS);
        }

        RateLimitPolicy policy(Path folder) {
            var policy = RateLimitPolicy.builder().limits("1000000/hour").dialects(Dialect.X_RATELIMIT);
            if (!trusted.isEmpty()) {
                policy.trustedProxies(trusted.toArray(String[]::new)).forwardedHeader(header);
            }
            if (countsKeys()) {
                policy.by("apiKey");
            }
            if (countsKeys() && !keys.equals(ANY_KEY)) {
                policy.keys(keyFile(folder).toString());
            }
            return policy.build();
        }

        private Path keyFile(Path folder) {
            var known = Arrays.stream(keys.split(" ", -1))
                    .map(key -> "{ \"sha256\": \"" + KnownKeys.sha256(key) + "\" }")
                    .collect(Collectors.joining(", ", "{ \"keys\": [", "] }"));
            try {
                return Files.writeString(folder.resolve("keys.json"), known);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        ClientAddress clientAddress() {
            var ranges = trusted.stream()
                    .map(proxy -> Objects.requireNonNull(AddressRange.parse(proxy), proxy))
                    .toList();
            return new ClientAddress(ranges, header);
        }
    }

    /** A line of a request's header. */
    record Line(String name, String value) {}

    /**
     * A request.
     *
     * @param caller who is counted: an address, a network, {@code key} and the key, {@code peer} and what it is called
     * @param says what is special about it
     */
    record Row(Told told, String caller, @Nullable String peer, List<Line> lines, String says) {

        /** Returns the request in which this row's caller says who it is and nothing else. */
        Row plainly() {
            if (caller.startsWith("key ")) {
                return new Row(told, caller, "198.18.0.1", List.of(new Line("X-API-Key", caller.substring(4))), says);
            }
            var itself = caller.startsWith("peer") ? peer : caller.replace("::/64", "::1:0:1");
            return new Row(told, caller, itself, List.of(), says);
        }

        /** Returns whether a container takes it: none takes control characters (RFC 9110, section 5.5). */
        boolean isHttp() {
            return lines.stream()
                    .flatMapToInt(line -> line.value().chars())
                    .noneMatch(c -> (c < 0x20 && c != '\t') || c == 0x7f);
        }

        /** Returns the request as text, with the peer in a header. */
        String text() {
            var text = new StringBuilder("GET / HTTP/1.1");
            for (var line : lines) {
                text.append('\n').append(line.name()).append(": ").append(line.value());
            }
            return text.append(peer == null ? "" : "\nPeer: " + peer).toString();
        }

        /** Returns the request without a container, so that it can have everything that no container lets through. */
        HttpServletRequest request() {
            return (HttpServletRequest) Proxy.newProxyInstance(
                    CallerTable.class.getClassLoader(),
                    new Class<?>[] {HttpServletRequest.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "getRemoteAddr" -> peer;
                        case "getHeaders" -> Collections.enumeration(values((String) arguments[0]));
                        case "getHeader" ->
                            values((String) arguments[0]).stream().findFirst().orElse(null);
                        default -> throw new UnsupportedOperationException(method.getName());
                    });
        }

        private List<String> values(String name) {
            return lines.stream()
                    .filter(line -> line.name().equalsIgnoreCase(name))
                    .map(Line::value)
                    .toList();
        }

        @Override
        public String toString() {
            var shown = lines.stream().map(Line::value).collect(Collectors.joining(" & "));
            return says + ": " + (shown.length() > 100 ? shown.substring(0, 100) + "…" : shown);
        }
    }

    /** Rows of which a filter is told the same. */
    record Section(Told told, List<Row> rows) {

        @Override
        public String toString() {
            return told.toString();
        }
    }

    /** Reads a table. */
    static List<Section> read(String name) {
        var sections = new ArrayList<Section>();
        for (var line : lines(name)) {
            if (line.startsWith("=")) {
                sections.add(new Section(told(line.substring(1)), new ArrayList<>()));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                var section = sections.get(sections.size() - 1);
                section.rows().add(row(section.told(), line));
            }
        }
        return sections;
    }

    private static List<String> lines(String name) {
        try (var stream = CallerTable.class.getResourceAsStream("/callers/" + name)) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Told told(String line) {
        var header = "X-Forwarded-For";
        var trusted = List.of("10.0.0.1");
        var keys = NO_KEYS;
        for (var setting : line.split(";", -1)) {
            var value = setting.substring(setting.indexOf(':') + 1).strip();
            switch (setting.substring(0, setting.indexOf(':')).strip()) {
                case "header" -> header = value;
                case "trusted" -> trusted = value.equals("none") ? List.of() : List.of(value.split(" ", -1));
                case "keys" -> keys = value;
                default -> throw new IllegalArgumentException(line);
            }
        }
        return new Told(header, trusted, keys);
    }

    private static Row row(Told told, String line) {
        var columns = line.split("\\|", -1);
        if (columns.length != 4) {
            throw new IllegalArgumentException(line);
        }
        var peer = columns[1].strip();
        return new Row(
                told,
                Notation.read(columns[0].strip()),
                peer.equals("null") ? null : peer.equals("empty") ? "" : peer,
                headers(told, columns[2].strip()),
                columns[3].strip());
    }

    private static List<Line> headers(Told told, String written) {
        if (written.equals("-")) {
            return List.of();
        }
        var headers = new ArrayList<Line>();
        for (var each : written.split("&", -1)) {
            var named = NAMED.matcher(each.strip());
            var isNamed = named.matches();
            var name = isNamed ? named.group(1) : told.header();
            var value = !isNamed ? each.strip() : named.group(2) == null ? "" : named.group(2);
            headers.add(new Line(name, Notation.strip(Notation.read(value))));
        }
        return headers;
    }
}
