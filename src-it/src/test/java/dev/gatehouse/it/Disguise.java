package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of {@code disguises.txt}, which says how it is written: a request that tries to reach a guarded handler past
 * the rule that guards it.
 *
 * @param reachedOn the letters of the containers on which it reaches the handler; ? if that varies
 */
record Disguise(String handler, String request, String reachedOn, String why) {

    private static final Pattern BYTE = Pattern.compile("\\\\(x..|.)");

    /** Returns all of them; the first of each handler is not disguised. */
    static List<Disguise> all() {
        return new String(War.resource("disguises.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(Disguise::parse)
                .toList();
    }

    private static Disguise parse(String line) {
        var columns = line.split(" +\\| ", 4);
        assertThat(columns).as(line).hasSize(4);
        return new Disguise(columns[0], columns[1], columns[2], columns[3]);
    }

    /** Returns the request as it is sent, each character a byte. */
    String text(String contextPath, int port) {
        var host = "127.0.0.1:" + port;
        var parts = request.replace("~", contextPath).replace("{host}", host).split(" \\+ ", -1);
        var first = bytes(parts[0]);
        if (first.endsWith(" HTTP/0.9")) {
            return first.substring(0, first.length() - " HTTP/0.9".length()) + "\r\n";
        }
        var lines = new ArrayList<String>();
        lines.add(
                Pattern.compile("\\sHTTP/", Pattern.CASE_INSENSITIVE)
                                .matcher(first)
                                .find()
                        ? first
                        : first + " HTTP/1.1");
        for (var i = 1; i < parts.length; i++) {
            lines.add(bytes(parts[i]));
        }
        if (!request.contains(" + Host:")) {
            lines.add("Host: " + host);
        }
        if (!request.contains(" + Connection:")) {
            lines.add("Connection: close");
        }
        var isChunked = request.contains("chunked");
        if (first.startsWith("P") && !isChunked) {
            lines.add("Content-Length: 0");
        }
        return String.join("\r\n", lines) + "\r\n\r\n" + (isChunked ? "0\r\n\r\n" : "");
    }

    private static String bytes(String written) {
        return BYTE.matcher(written).replaceAll(escape -> {
            var name = escape.group(1);
            var character = switch (name.charAt(0)) {
                case 'x' -> (char) Integer.parseInt(name.substring(1), 16);
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'n' -> '\n';
                default -> name.charAt(0);
            };
            return Matcher.quoteReplacement(String.valueOf(character));
        });
    }
}
