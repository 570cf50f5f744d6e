package dev.gatehouse.cors;

import static dev.gatehouse.cors.Candidate.GATEHOUSE;
import static dev.gatehouse.cors.Candidate.NONE;

import dev.gatehouse.bench.Figure;
import dev.gatehouse.bench.Figures;
import dev.gatehouse.bench.Goals;
import java.util.stream.Stream;

/** Says in Markdown what {@link CorsBenchmark} has measured. */
final class CorsAnswer {

    private static final double GOAL = 0.35;

    /** What a wrapper of the answer may have, which knows the policy and the origin. */
    private static final long WRAPPER = 32;

    private final Figures figures;

    private CorsAnswer(Figures figures) {
        this.figures = figures;
    }

    static String of(Figures figures) {
        var answer = new CorsAnswer(figures);
        return answer.verdict() + answer.usual() + answer.hostile();
    }

    private String verdict() {
        return new Goals()
                        .atMost("CORS, an actual request, to the fastest peer", GOAL, toFastestPeer("actual"))
                        .atMost("the same of a preflight", GOAL, toFastestPeer("preflight"))
                        .bytesAtMost("CORS, an actual request: one wrapper", WRAPPER, ours("actual"))
                        .bytesAtMost("CORS, a preflight", 0, ours("preflight"))
                        .bytesAtMost("CORS, a request without `Origin`", 0, ours("withoutOrigin"))
                        .bytesAtMost("CORS, a preflight of 8 KB of commas", 0, ours("preflightOfCommas"))
                        .bytesAtMost("CORS, a preflight of a name of 8 KB", 0, figures.bytes("preflightOfOneName"))
                        .bytesAtMost("CORS, an origin of 8 KB", 0, ours("hugeOrigin"))
                + """
                Whole calls of `doFilter` on a request, an answer and an application that do nothing else and allocate nothing: *no
                filter* is what these cost alone. Every filter has the same policy: three origins, credentials, PUT, three request
                headers, three exposed headers, half an hour. Each call has one of four requests, which are equal but not the same.
                They have only headers that one of the filters reads; with more, look-ups take longer in all of them. Tomcat, Spring
                and Jetty put their lists of names together anew for each answer, and take longer with longer lists.

                The work is not quite the same, in ways that the policy does not settle. Gatehouse refuses a second `Origin`, so it
                looks for one, and it guards its headers from the application: on actual requests by a wrapper, on others by a
                second look at `Vary` when the application is done. cors-filter wraps too, but leaves requests without `Origin`
                alone; the others guard nothing. Spring varies every answer by three headers, Gatehouse and Tomcat do so on
                preflights, and Jetty and cors-filter vary by `Origin` alone. On preflights, Tomcat and Spring name the exposed
                headers too. Tomcat is told not to give requests attributes, and Jetty not to pass preflights on, as nobody else
                does so. Of Spring it is what its `CorsFilter` calls, without that filter's own note that a request has been
                filtered once.

                """;
    }

    private Figure ours(String benchmark) {
        return figures.bytes(benchmark, GATEHOUSE);
    }

    private Figure toFastestPeer(String benchmark) {
        var fastest = Stream.of(Candidate.values())
                .filter(candidate -> candidate != GATEHOUSE && candidate != NONE)
                .map(peer -> figures.nanos(benchmark, peer))
                .reduce(Figure::min)
                .orElseThrow();
        return figures.nanos(benchmark, GATEHOUSE).over(fastest);
    }

    private String usual() {
        var rows = new StringBuilder("""
                In ns / bytes:

                | | without `Origin` | actual, allowed | preflight, allowed |
                | --- | --- | --- | --- |
                """);
        for (var candidate : Candidate.values()) {
            rows.append("| %s | %s | %s | %s |\n"
                    .formatted(
                            candidate.title(),
                            figures.cell("withoutOrigin", candidate),
                            figures.cell("actual", candidate),
                            figures.cell("preflight", candidate)));
        }
        return rows.append("| Gatehouse : the fastest peer | %s | %s | %s |\n"
                        .formatted(toFastestPeer("withoutOrigin"), toFastestPeer("actual"), toFastestPeer("preflight")))
                .toString();
    }

    private String hostile() {
        var rows = new StringBuilder("""

                Hostile requests, in ns / bytes: a preflight from an allowed origin whose `Access-Control-Request-Headers` are 8,192
                commas, and an actual request whose `Origin` has 8 KB. All but Gatehouse allow the commas, since there is no name
                between them. Jetty passes requests from origins that are not allowed, without CORS headers:

                | | 8 KB of commas | | an origin of 8 KB | |
                | --- | --- | --- | --- | --- |
                """);
        for (var candidate : Candidate.values()) {
            rows.append("| %s | %s | %s | %s | %s |\n"
                    .formatted(
                            candidate.title(),
                            figures.cell("preflightOfCommas", candidate),
                            word(candidate.ofCommas()),
                            figures.cell("hugeOrigin", candidate),
                            word(candidate.ofHugeOrigin())));
        }
        return rows.append("\nA preflight for one header whose name has 8 KB takes Gatehouse %s.\n"
                        .formatted(figures.cell("preflightOfOneName")))
                .toString();
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case PASSED, MARKED -> "passes";
            case ALLOWED, ALLOWED_WITHOUT_HEADERS -> "allowed";
            case REFUSED -> "refused";
        };
    }
}
