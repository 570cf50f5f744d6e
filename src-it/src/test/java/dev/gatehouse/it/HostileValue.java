package dev.gatehouse.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A value of a CORS request header that nobody is granted anything for: a row of {@code hostile/cors.txt}, which says
 * how it reads.
 *
 * @param status of the answer: 403 by the filter, 400 by the container
 * @param value of one line or more
 */
record HostileValue(String header, int status, String value, String says) {

    private static final Pattern MARK = Pattern.compile("\\{(?:(\\d+) x ([^}]+)|([0-9a-f]{2}))}");

    /** Returns all values of a header. */
    static Stream<HostileValue> of(String header) {
        var values = new ArrayList<HostileValue>();
        var section = "";
        for (var line : new String(War.resource("hostile/cors.txt"), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            if (line.startsWith("=")) {
                section = line.substring(1).strip();
            } else if (section.equals(header) && !line.isEmpty() && !line.startsWith("#")) {
                var columns = line.split(" \\|", -1);
                values.add(
                        new HostileValue(header, Integer.parseInt(columns[0]), columns[1].strip(), columns[2].strip()));
            }
        }
        return values.stream();
    }

    /**
     * Returns the lines of the header.
     *
     * @param self the host and port that they are sent to
     */
    List<String> lines(String self) {
        return Stream.of(value.replace("{self}", self).split("\\{line}", -1))
                .map(line -> header + ": " + read(line))
                .toList();
    }

    private static String read(String written) {
        return MARK.matcher(written)
                .replaceAll(mark -> Matcher.quoteReplacement(
                        mark.group(3) == null
                                ? mark.group(2).repeat(Integer.parseInt(mark.group(1)))
                                : String.valueOf((char) Integer.parseInt(mark.group(3), 16))));
    }

    @Override
    public String toString() {
        return says + ": " + value;
    }
}
