package dev.gatehouse.http;

import dev.gatehouse.bench.Figure;
import dev.gatehouse.bench.Goals;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.eclipse.jetty.server.Server;

/** Says in Markdown what {@link HttpBenchmark} has measured. */
final class HttpAnswer {

    private final Rounds rounds;

    private HttpAnswer(Rounds rounds) {
        this.rounds = rounds;
    }

    static String of(Rounds rounds) {
        var answer = new HttpAnswer(rounds);
        return answer.verdict() + answer.conditions() + answer.table() + answer.differences();
    }

    private String verdict() {
        return new Goals()
                .atLeast(
                        "requests a second with both filters, to the same headers without logic",
                        0.92,
                        perSecond(Variant.BOTH, Variant.CONSTANTS))
                .atLeast("the same, to Tomcat's RateLimitFilter alone", 1, perSecond(Variant.BOTH, Variant.TOMCAT))
                .toString();
    }

    private Figure perSecond(Variant variant, Variant other) {
        return rounds.ratio(variant, other, Measured::perSecond);
    }

    private String conditions() {
        var load = rounds.of(Variant.NOTHING, Measured::loadMicros);
        var server = rounds.of(Variant.NOTHING, Measured::serverMicros);
        return """
                An embedded Jetty %s as it is without settings, with an application that answers %d bytes of JSON. Filters stand
                before it in contexts of one server, so that all share its threads, its heap and its compiled code. Requests come
                over loopback from a JVM of their own on the same cores: one thread with %d keep-alive connections, each of which
                sends its next request as soon as it has its answer. So latencies are those of a server that has all that it can
                do. Sending takes %.1f µs of processor time a request, where the server without filters takes %.1f. Since both share
                the machine, requests a second differ less than the server's own time does.

                """.formatted(
                        Server.class.getPackage().getImplementationVersion(),
                        VariantServer.BODY_LENGTH,
                        Load.CONNECTIONS,
                        load.median(),
                        server.median());
    }

    private String table() {
        var table = new StringBuilder("""
                | filters | requests/s | : none | p99, µs | : none | server's time a request, µs | : none | bytes of an answer |
                | --- | --- | --- | --- | --- | --- | --- | --- |
                """);
        for (var variant : Variant.values()) {
            table.append("| ").append(variant.title()).append(" |");
            cells(table, variant, Measured::perSecond);
            cells(table, variant, Measured::p99Micros);
            cells(table, variant, Measured::serverMicros);
            table.append(String.format(
                    Locale.ROOT, " %s |\n", rounds.of(variant, Measured::bytes).whole()));
        }
        return table.toString();
    }

    /** Adds what was measured, and how many times as much that is as without a filter. */
    private void cells(StringBuilder table, Variant variant, ToDoubleFunction<Measured> thing) {
        var one = variant == Variant.NOTHING;
        table.append(' ').append(rounds.of(variant, thing)).append(" |");
        table.append(' ')
                .append(one ? "" : rounds.ratio(variant, Variant.NOTHING, thing) + " ")
                .append('|');
    }

    private String differences() {
        return """

                *No filter, once more* is the same as the first row: how far its ratios are from 1 is what chance does. *Without
                logic* is a filter that sets the six headers that both of ours set, of the same length, always the same.

                Every request has an allowed `Origin` and one of 1,000 API keys, whether the filter looks at them or not. None is
                refused: every answer's status, header names and length are checked. Ours and Bucket4j have two limits for each key
                and say them in three headers; Bucket4j's buckets are in a cache that is bounded by size alone, which is the fastest.
                Tomcat's filter has one limit for each address, and two headers. All requests come from one address, so it has one
                counter, which is always at hand.

                What a filter says costs too. To Tomcat's filter, requests a second come to %s with our `RateLimitFilter`
                alone, whose answers are about as long, and to %s with the headers of both of ours without logic. Beyond a server
                without filters, a request takes %s µs of the server's time with those headers alone, %s with both of our
                filters, and %s with Tomcat's.
                """.formatted(
                        perSecond(Variant.RATE_LIMIT, Variant.TOMCAT),
                        perSecond(Variant.CONSTANTS, Variant.TOMCAT),
                        beyondNone(Variant.CONSTANTS),
                        beyondNone(Variant.BOTH),
                        beyondNone(Variant.TOMCAT));
    }

    private Figure beyondNone(Variant variant) {
        return rounds.of(variant, Measured::serverMicros).minus(rounds.of(Variant.NOTHING, Measured::serverMicros));
    }
}
