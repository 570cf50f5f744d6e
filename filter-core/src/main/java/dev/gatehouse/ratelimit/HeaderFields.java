package dev.gatehouse.ratelimit;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;

/** What clients are told in headers, of admitted and refused requests alike. Thread-safe. */
final class HeaderFields {

    private final boolean xRateLimit;
    private final boolean rateLimit;
    private final Described described;
    private final Timeline timeline;
    private final NumberTexts numbers = new NumberTexts();

    HeaderFields(Set<Dialect> dialects, Described described, Timeline timeline) {
        this.xRateLimit = dialects.contains(Dialect.X_RATELIMIT);
        this.rateLimit = dialects.contains(Dialect.RATELIMIT);
        this.described = described;
        this.timeline = timeline;
    }

    /** Returns the line that the X- headers speak of: of a refusal the limit that refused, else what is configured. */
    Line line(Charge charge) {
        var line = charge.isAdmitted() ? described.line(charge) : null;
        return line == null ? charge.tightest() : line;
    }

    /**
     * Sets the headers.
     *
     * @param text is used on the way
     */
    void set(Charge charge, StringBuilder text, HttpServletResponse response) {
        if (xRateLimit) {
            var line = line(charge);
            response.setHeader("X-RateLimit-Limit", line.allowance().requests(line.limit()));
            response.setHeader("X-RateLimit-Remaining", numbers.of(line.remaining()));
            response.setHeader("X-RateLimit-Reset", numbers.of(reset(charge, line)));
        }
        if (rateLimit) {
            response.setHeader("RateLimit-Policy", policies(charge, text));
            response.setHeader("RateLimit", rateLimit(charge, text));
        }
    }

    /** Returns the Unix second at which a limit is whole again if the client stays quiet. */
    long reset(Charge charge, Line line) {
        var now = charge.now();
        return timeline.unixSecondAt(now + line.untilWhole(), now);
    }

    /** Returns the Unix second in which a decision was taken. */
    long unixSecond(Charge charge) {
        return timeline.unixNanosAt(charge.now(), charge.now()) / Timeline.SECOND;
    }

    /** Returns the text of a number, most often one that is there already. */
    String text(long number) {
        return numbers.of(number);
    }

    private static String policies(Charge charge, StringBuilder text) {
        if (charge.hasOneAllowance()) {
            return charge.part(0).allowance().policies();
        }
        text.setLength(0);
        for (var i = 0; i < charge.size(); i++) {
            var part = charge.part(i);
            if (!part.isWider()) {
                text.append(i == 0 ? "" : ", ").append(part.allowance().policies());
            }
        }
        return text.toString();
    }

    private static String rateLimit(Charge charge, StringBuilder text) {
        text.setLength(0);
        for (var i = 0; i < charge.size(); i++) {
            var part = charge.part(i);
            for (var limit = 0; limit < part.lines(); limit++) {
                var line = part.line(limit);
                text.append(text.isEmpty() ? "" : ", ");
                text.append(part.allowance().remainingPrefix(limit)).append(line.remaining());
                var more = Math.max(line.untilMore(), line.untilRoom());
                if (more > 0) {
                    text.append(";t=").append(Timeline.ceilSeconds(more));
                }
            }
        }
        return text.toString();
    }
}
