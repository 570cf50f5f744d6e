package dev.gatehouse.ratelimit;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What clients are told in headers, of admitted and refused requests alike. Immutable; what never changes is text
 * already.
 */
final class HeaderFields {

    private final boolean xRateLimit;
    private final boolean rateLimit;
    private final String policies;
    private final String[] limits;
    private final String[] remainingPrefixes;
    private final Timeline timeline;
    private final NumberTexts numbers = new NumberTexts();

    HeaderFields(List<Limit> limits, Set<Dialect> dialects, Timeline timeline) {
        this.xRateLimit = dialects.contains(Dialect.X_RATELIMIT);
        this.rateLimit = dialects.contains(Dialect.RATELIMIT);
        this.timeline = timeline;
        this.limits = limits.stream()
                .map(limit -> String.valueOf(limit.quota().requests()))
                .toArray(String[]::new);
        this.policies = limits.stream()
                .map(limit -> limit.quotedName() + ";q=" + limit.quota().requests() + ";w="
                        + limit.quota().window().toSeconds())
                .collect(Collectors.joining(", "));
        this.remainingPrefixes =
                limits.stream().map(limit -> limit.quotedName() + ";r=").toArray(String[]::new);
    }

    /**
     * Sets the headers.
     *
     * @param line the limit that the X- headers speak of
     * @param text is used on the way
     */
    void set(Decision decision, int line, StringBuilder text, HttpServletResponse response) {
        if (xRateLimit) {
            response.setHeader("X-RateLimit-Limit", limits[line]);
            response.setHeader("X-RateLimit-Remaining", numbers.of(decision.remaining(line)));
            response.setHeader("X-RateLimit-Reset", numbers.of(reset(decision, line)));
        }
        if (rateLimit) {
            response.setHeader("RateLimit-Policy", policies);
            response.setHeader("RateLimit", rateLimit(decision, text));
        }
    }

    /** Returns the Unix second at which a limit is whole again if the client stays quiet. */
    long reset(Decision decision, int line) {
        var now = decision.now();
        return timeline.unixSecondAt(now + decision.untilWhole(line), now);
    }

    /** Returns the text of a number, most often one that is there already. */
    String text(long number) {
        return numbers.of(number);
    }

    private String rateLimit(Decision decision, StringBuilder text) {
        text.setLength(0);
        for (var i = 0; i < decision.size(); i++) {
            if (i > 0) {
                text.append(", ");
            }
            text.append(remainingPrefixes[i]).append(decision.remaining(i));
            var more = Math.max(decision.untilMore(i), decision.untilRoom(i));
            if (more > 0) {
                text.append(";t=").append(Timeline.ceilSeconds(more));
            }
        }
        return text.toString();
    }
}
