package dev.gatehouse.ratelimit;

import dev.gatehouse.error.BodyBuffer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;

/** The answer to a request over a limit: a template filled for one request after the other. Immutable. */
final class Refusal {

    private final RefusalTemplate template;
    private final HeaderFields headers;

    Refusal(RefusalTemplate template, HeaderFields headers) {
        this.template = template;
        this.headers = headers;
    }

    /**
     * Writes the answer. HEAD gets no body (RFC 9110, section 9.3.2).
     *
     * @param line the limit that refused
     */
    void write(HttpServletRequest request, HttpServletResponse response, Workspace work, Line line) throws IOException {
        var charge = work.charge;
        var retryAfter = Timeline.ceilSeconds(line.untilRoom());
        response.setStatus(template.status());
        response.setHeader("Retry-After", headers.text(retryAfter));
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(template.contentType());
        var quota = line.quota();
        template.body().fill(work.body, (placeholder, alone, out) -> {
            switch (placeholder) {
                case LIMIT -> out.add(quota.requests());
                case REMAINING -> out.add(line.remaining());
                case RESET -> out.add(headers.reset(charge, line));
                case RESET_AT -> text(instant(headers.reset(charge, line)), alone, out);
                case RETRY_AFTER -> out.add(retryAfter);
                case WINDOW -> out.add(quota.windowSecondsAt(Instant.ofEpochSecond(0, charge.now())));
                case RULE -> text(line.rule().name(), alone, out);
                case PLAN -> text(work.plan, alone, out);
                case REQUEST_ID -> text(RequestId.of(request), alone, out);
                case TIMESTAMP -> text(instant(headers.unixSecond(charge)), alone, out);
                case VIOLATED_POLICIES -> addViolated(charge, alone, out);
            }
        });
        response.setContentLength(work.body.length());
        if (!request.getMethod().equals("HEAD")) {
            work.body.writeTo(response.getOutputStream());
        }
    }

    private static String instant(long unixSecond) {
        return Instant.ofEpochSecond(unixSecond).toString();
    }

    private static void text(String text, boolean alone, BodyBuffer out) {
        if (alone) {
            out.addRaw("\"");
        }
        out.addEscaped(text);
        if (alone) {
            out.addRaw("\"");
        }
    }

    /** Adds the names of all limits that refused: a list, or inside a text their names with commas between. */
    private static void addViolated(Charge charge, boolean alone, BodyBuffer out) {
        out.addRaw(alone ? "[" : "");
        var separator = "";
        for (var i = 0; i < charge.size(); i++) {
            var part = charge.part(i);
            for (var limit = 0; limit < part.lines(); limit++) {
                if (part.line(limit).untilRoom() > 0) {
                    out.addRaw(separator);
                    text(part.allowance().limit(limit).nameIn(part.rule().name()), alone, out);
                    separator = alone ? "," : ", ";
                }
            }
        }
        out.addRaw(alone ? "]" : "");
    }
}
