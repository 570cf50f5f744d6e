package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Filters.ALMOST_AS_MANY;
import static dev.gatehouse.ratelimit.Filters.MANY;
import static dev.gatehouse.ratelimit.Filters.bucket4j;
import static dev.gatehouse.ratelimit.Filters.jetty;
import static dev.gatehouse.ratelimit.Filters.oncePerDay;
import static dev.gatehouse.ratelimit.Filters.oneWindow;
import static dev.gatehouse.ratelimit.Filters.ours;
import static dev.gatehouse.ratelimit.Filters.perHour;
import static dev.gatehouse.ratelimit.Filters.perMinute;
import static dev.gatehouse.ratelimit.Filters.plenty;
import static dev.gatehouse.ratelimit.Filters.tokens;
import static dev.gatehouse.ratelimit.Filters.tomcat;
import static dev.gatehouse.ratelimit.Filters.tomcatWithoutLog;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.function.Supplier;

/** A filter whose cost is asked for: ours or a peer's, in one of its forms. Each answers in one way only. */
public enum Contender {
    NONE("no filter", 200, "", () -> (request, response, chain) -> chain.doFilter(request, response)),

    BY_KEY("by API key, `X-` headers", 200, "X-RateLimit-Reset", () -> ours(plenty())),
    BY_KEY_SILENT("the same, no headers", 200, "", () -> ours(plenty().dialects())),
    BY_KEY_WATCHED("by API key, `X-` headers, watched", 200, "X-RateLimit-Reset", () -> Filters.watched(plenty())),
    BY_KEY_BOTH(
            "the same, headers in both dialects",
            200,
            "RateLimit",
            () -> ours(plenty().dialects(Dialect.X_RATELIMIT, Dialect.RATELIMIT))),
    BY_KEY_TOKENS("the same with token buckets, `X-` headers", 200, "X-RateLimit-Reset", () -> ours(tokens())),
    BY_ADDRESS("by address, `X-` headers", 200, "X-RateLimit-Reset", () -> ours(plenty().by("address"))),
    AS_TOMCAT(
            "by address, one fixed window, `X-` headers",
            200,
            "X-RateLimit-Reset",
            () -> ours(oneWindow().dialects(Dialect.X_RATELIMIT))),
    AS_TOMCAT_SILENT("the same, no headers", 200, "", () -> ours(oneWindow().dialects())),
    BY_LONG_KEY("by API keys of 8,000 characters, `X-` headers", 200, "X-RateLimit-Reset", () -> ours(plenty())),
    REFUSED(
            "by API key, refused with `X-` headers and a body",
            429,
            "Retry-After",
            () -> ours(plenty().limits(MANY + "/day", "1/hour"))),

    TOMCAT("Tomcat, no headers", 200, "", () -> tomcat(MANY, false)),
    TOMCAT_HEADERS("Tomcat, two headers", 200, "RateLimit", () -> tomcat(MANY, true)),
    TOMCAT_REFUSED("Tomcat, refused with two headers", 429, "RateLimit", () -> tomcat(1, true)),
    TOMCAT_REFUSED_UNLOGGED("the same, with its log turned off", 429, "RateLimit", () -> tomcatWithoutLog(1, true)),

    JETTY("Jetty, no headers", 200, "", () -> jetty(10_000)),
    JETTY_REFUSED("Jetty, refused with one header", 429, "DoSFilter", () -> jetty(1)),

    BUCKET4J("Bucket4j, one limit, `X-` headers", 200, "X-RateLimit-Reset", () -> bucket4j(perHour(MANY))),
    BUCKET4J_TWO(
            "Bucket4j, two limits, `X-` headers",
            200,
            "X-RateLimit-Reset",
            () -> bucket4j(perHour(MANY), perMinute(ALMOST_AS_MANY))),
    BUCKET4J_REFUSED(
            "Bucket4j, two limits, refused with `X-` headers and a body",
            429,
            "Retry-After",
            () -> bucket4j(perHour(MANY), oncePerDay()));

    private static final int CALLERS = 1_000;
    static final int USUAL = 36;
    private static final int LONG = 8_000;

    private final String title;
    private final int status;
    private final String header;

    @SuppressWarnings("ImmutableEnumChecker") // It makes a new one each time, and holds none.
    private final Supplier<Filter> filter;

    /**
     * Makes one.
     *
     * @param title what it is called in the answer
     * @param status how it answers
     * @param header what it tells at least; empty if nothing
     */
    Contender(String title, int status, String header, Supplier<Filter> filter) {
        this.title = title;
        this.status = status;
        this.header = header;
        this.filter = filter;
    }

    String title() {
        return title;
    }

    /** Starts it, with a thousand callers that it knows, and sees that it answers each of them as it should. */
    Service start() throws IOException, ServletException {
        var callers = new Callers(CALLERS, this == BY_LONG_KEY ? LONG : USUAL);
        var service = new Service(filter.get(), callers);
        service.serveAll();
        for (var i = 0; i < CALLERS; i++) {
            var before = service.served();
            var served = service.serve() - before == 1;
            if (served != (status == 200)) {
                throw new IllegalStateException(this + " admits what it should refuse, or refuses");
            }
            check(service);
        }
        if (this != JETTY) {
            // It keeps the times of as many requests for each caller as may come in a second: of those who send half a
            // million, there is no memory for that.
            callers.callAsCallersDo();
        }
        return service;
    }

    /** Sees that the last answer is as it should be. */
    void check(Service service) {
        var answer = service.answer();
        var told = answer.getHeader("X-RateLimit-Limit") != null || answer.getHeader("RateLimit") != null;
        var right = header.isEmpty() ? !told : answer.getHeader(header) != null;
        if (answer.getStatus() != status || !right) {
            throw new IllegalStateException(this + " answers " + answer.getStatus() + (told ? " with headers" : ""));
        }
    }
}
