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
    int line(Charge charge, Decision decision) {
        if (decision.isAdmitted()) {
            var line = described.line(charge);
            if (line >= 0) {
                return line;
            }
        }
        return decision.tightest(charge);
    }

    /**
     * Sets the headers.
     *
     * @param line the limit that the X- headers speak of
     * @param text is used on the way
     */
    void set(Charge charge, Decision decision, int line, StringBuilder text, HttpServletResponse response) {
        if (xRateLimit) {
            response.setHeader("X-RateLimit-Limit", charge.allowance(line).requests(charge.limit(line)));
            response.setHeader("X-RateLimit-Remaining", numbers.of(decision.remaining(line)));
            response.setHeader("X-RateLimit-Reset", numbers.of(reset(decision, line)));
        }
        if (rateLimit) {
            response.setHeader("RateLimit-Policy", policies(charge, text));
            response.setHeader("RateLimit", rateLimit(charge, decision, text));
        }
    }

    /** Returns the Unix second at which a limit is whole again if the client stays quiet. */
    long reset(Decision decision, int line) {
        var now = decision.now();
        return timeline.unixSecondAt(now + decision.untilWhole(line), now);
    }

    /** Returns the Unix second in which a decision was taken. */
    long unixSecond(Decision decision) {
        return timeline.unixNanosAt(decision.now(), decision.now()) / Timeline.SECOND;
    }

    /** Returns the text of a number, most often one that is there already. */
    String text(long number) {
        return numbers.of(number);
    }

    private static String policies(Charge charge, StringBuilder text) {
        var first = charge.allowance(0);
        if (first.size() == charge.lines()) {
            return first.policies();
        }
        text.setLength(0);
        for (var line = 0; line < charge.lines(); line += charge.allowance(line).size()) {
            text.append(line == 0 ? "" : ", ").append(charge.allowance(line).policies());
        }
        return text.toString();
    }

    private static String rateLimit(Charge charge, Decision decision, StringBuilder text) {
        text.setLength(0);
        for (var i = 0; i < decision.size(); i++) {
            if (i > 0) {
                text.append(", ");
            }
            text.append(charge.allowance(i).remainingPrefix(charge.limit(i))).append(decision.remaining(i));
            var more = Math.max(decision.untilMore(i), decision.untilRoom(i));
            if (more > 0) {
                text.append(";t=").append(Timeline.ceilSeconds(more));
            }
        }
        return text.toString();
    }
}
