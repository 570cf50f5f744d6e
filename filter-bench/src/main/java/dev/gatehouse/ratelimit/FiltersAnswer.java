package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.Figure;
import dev.gatehouse.bench.Figures;
import dev.gatehouse.bench.Goals;

/** Says in Markdown what {@link FiltersBenchmark} has measured. */
final class FiltersAnswer {

    private static final String BENCHMARK = "filter";

    private final Figures figures;

    private FiltersAnswer(Figures figures) {
        this.figures = figures;
    }

    static String of(Figures figures) {
        var answer = new FiltersAnswer(figures);
        return answer.verdict() + answer.steps() + answer.admitted() + answer.refused();
    }

    private String verdict() {
        return new Goals()
                        .atMost(
                                "a whole filter by API key, two limits and `X-` headers, to Tomcat's with headers",
                                0.8,
                                ratio(Contender.BY_KEY, Contender.TOMCAT_HEADERS))
                        .bytesAtMost("the same, allocated", 100, bytes(Contender.BY_KEY))
                        .atMost(
                                "the same where somebody reads what it decides, to where nobody does",
                                1.05,
                                ratio(Contender.BY_KEY_WATCHED, Contender.BY_KEY))
                        .atMost(
                                "a refusal with its body, to Tomcat's",
                                0.1,
                                ratio(Contender.REFUSED, Contender.TOMCAT_REFUSED))
                        .atMost(
                                "the same, to Tomcat's with its log turned off",
                                0.1,
                                ratio(Contender.REFUSED, Contender.TOMCAT_REFUSED_UNLOGGED))
                        .bytesAtMost("the same, allocated", 400, bytes(Contender.REFUSED))
                + """
                A whole `doFilter`, of 1,000 callers that the filter knows, who call as callers do: a few all the time, most of them
                seldom (Zipf). Ours has one rule with two limits, which are sliding windows if nothing else is said. It remembers the
                texts of 4,096 numbers: under limits up to that it has them, and allocates nothing. Under the limits here, which are
                of a thousand million so that nobody reaches them, it has some and makes the others, each of up to 80 bytes. A
                sliding window also takes 40 bytes more there than up to 65,535. What differs elsewhere:

                - Tomcat's `RateLimitFilter` counts addresses, in one fixed window. Its headers are `RateLimit-Policy`, which never
                  changes, and `RateLimit`.
                - Jetty's `DoSFilter` counts addresses in a second, and tells nothing. It schedules a timeout for each request that
                  it admits, and cancels it. It keeps when a caller's last requests came, 10,000 of them here, and so waits for
                  the memory more than with a low limit. Nobody may send more than those in a second: here its callers, and
                  only its, take equal turns.
                - Bucket4j is in a filter as one writes it: a bucket for each API key in Caffeine, and the headers and refusals that
                  ours has.

                """;
    }

    private String steps() {
        var decision = figures.nanos("stepToDecision");
        return """
                Why ours takes longer than Tomcat's, also where both count addresses in one fixed window (%s times as long): it
                digests the caller under a secret, so that no key stays in memory and nobody can aim at a place of a hash table,
                where Tomcat's looks up the text that it is given; its buckets are in a cache that is bounded, each under a lock, so
                that several limits are charged together or not at all, where Tomcat's counts up one number in a map (what that
                comes to is in [the answer on decisions](#what-does-a-decision-cost)); it looks for a mark of its own, so that a
                request that passes twice counts once; and it tells three headers instead of two. An address takes longer than a key,
                as it is read before it is digested: `::ffff:192.0.2.1` is 192.0.2.1. In the order of a request, each step with all
                before it, in ns:

                | step | ns | to Tomcat's whole filter with headers |
                | --- | --- | --- |
                %s%s%s%s%s
                A refusal costs more than what is admitted: four headers more, and a body that is put together for the request and
                written in UTF-8. Tomcat's leaves the body to the container's error page, which is not measured.

                """.formatted(
                        ratio(Contender.AS_TOMCAT, Contender.TOMCAT_HEADERS),
                        step("no filter", nanos(Contender.NONE)),
                        step("the key is found and digested", figures.nanos("stepToDigest")),
                        step("its bucket is found and charged, under two sliding windows", decision),
                        step(
                                "the rest of `doFilter`: mark, method, rule, plan, and the application",
                                nanos(Contender.BY_KEY_SILENT)),
                        step("three headers", nanos(Contender.BY_KEY)));
    }

    private String step(String what, Figure nanos) {
        return "| %s | %s | %s |\n".formatted(what, nanos, nanos.over(nanos(Contender.TOMCAT_HEADERS)));
    }

    private Figure nanos(Contender contender) {
        return figures.nanos(BENCHMARK, contender);
    }

    private String admitted() {
        return """
                Admitted, in ns / bytes allocated. No filter is what the stubs cost alone:

                """
                + table(
                        Contender.TOMCAT_HEADERS,
                        "to Tomcat's with headers",
                        Contender.NONE,
                        Contender.BY_KEY,
                        Contender.BY_KEY_SILENT,
                        Contender.BY_KEY_BOTH,
                        Contender.BY_KEY_TOKENS,
                        Contender.BY_KEY_WATCHED,
                        Contender.BY_ADDRESS,
                        Contender.AS_TOMCAT,
                        Contender.AS_TOMCAT_SILENT,
                        Contender.BY_LONG_KEY,
                        Contender.TOMCAT,
                        Contender.TOMCAT_HEADERS,
                        Contender.JETTY,
                        Contender.BUCKET4J,
                        Contender.BUCKET4J_TWO);
    }

    private String refused() {
        return """

                Refused, in ns / bytes allocated:

                """
                + table(
                        Contender.TOMCAT_REFUSED,
                        "to Tomcat's",
                        Contender.REFUSED,
                        Contender.TOMCAT_REFUSED,
                        Contender.TOMCAT_REFUSED_UNLOGGED,
                        Contender.JETTY_REFUSED,
                        Contender.BUCKET4J_REFUSED)
                + """

                Tomcat's makes a message for its log of each refusal, and parses the pattern of that anew, whether the log takes it
                or not; where it does, as usual, it also walks the stack for the name of the method that logs. Here the log drops
                the message, so that writing it is not measured. Jetty's logs each refusal too, by SLF4J, which goes nowhere at all
                here, and leaves the body to the container as well.
                """;
    }

    private String table(Contender standard, String relation, Contender... contenders) {
        var table = new StringBuilder("| filter | ns / bytes | " + relation + " |\n| --- | --- | --- |\n");
        for (var contender : contenders) {
            table.append("| %s | %s | %s |\n"
                    .formatted(contender.title(), figures.cell(BENCHMARK, contender), ratio(contender, standard)));
        }
        return table.toString();
    }

    private Figure ratio(Contender one, Contender other) {
        return nanos(one).over(nanos(other));
    }

    private Figure bytes(Contender contender) {
        return figures.bytes(BENCHMARK, contender);
    }
}
